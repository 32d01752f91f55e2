using System.Globalization;
using System.Xml.Linq;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>Finds what LaunchTemplateId, LaunchTemplateName and version texts name, and writes templates.</summary>
internal static class LaunchTemplateLookup
{
    /// <summary>The one template that the request names by id or by name, but not by both.</summary>
    public static ServiceError? Find(OperationContext context, out LaunchTemplate template)
    {
        var (id, name) = (context.Query.Text("LaunchTemplateId"), context.Query.Text("LaunchTemplateName"));
        template = null!;
        if ((id is null) == (name is null))
        {
            return id is null
                ? new ServiceError(400, "MissingParameter", "Either LaunchTemplateId or LaunchTemplateName must be specified")
                : new ServiceError(400, "InvalidParameterCombination", "LaunchTemplateId and LaunchTemplateName cannot both be specified");
        }

        var found = context.Cell.Servers.Select(server => server.LaunchTemplate).FirstOrDefault(candidate => id is null ? candidate.Name == name : candidate.Id == id);
        if (found is null)
        {
            return id is null
                ? new ServiceError(400, "InvalidLaunchTemplateName.NotFoundException", $"The specified launch template, with template name {name}, does not exist.")
                : NotFound(id);
        }

        template = found;
        return null;
    }

    public static ServiceError NotFound(string id) => new(400, "InvalidLaunchTemplateId.NotFound", $"The specified launch template, with template ID {id}, does not exist.");

    /// <param name="text">A number, <c>$Latest</c> or <c>$Default</c>.</param>
    public static ServiceError? FindVersion(LaunchTemplate template, string text, out LaunchTemplateVersion version)
    {
        version = text switch
        {
            "$Latest" => template.Latest,
            "$Default" => template.Default,
            _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= template.Versions.Count ? template.Versions[(int)number - 1] : null!,
        };
        return version is null
            ? new ServiceError(400, "InvalidLaunchTemplateId.VersionNotFound", $"Could not find launch template version {text} for template with ID {template.Id}")
            : null;
    }

    public static AccessRequest Access(OperationContext context, string action, LaunchTemplate template) =>
        new AccessRequest(action, $"arn:{context.Cell.Partition}:ec2:{context.Cell.Region}:{context.Cell.Account.Id}:launch-template/{template.Id}").WithResourceTags(template.Tags);

    public static IEnumerable<XElement> Write(OperationContext context, LaunchTemplate template) =>
    [
        Ec2Xml.Text("launchTemplateId", template.Id),
        Ec2Xml.Text("launchTemplateName", template.Name),
        Ec2Xml.Time("createTime", context.World.Epoch - template.Age),
        Ec2Xml.Text("createdBy", template.CreatedBy),
        Ec2Xml.Number("defaultVersionNumber", template.DefaultVersion),
        Ec2Xml.Number("latestVersionNumber", template.Latest.Number),
        Ec2Xml.Tags(template.Tags),
    ];

    public static IEnumerable<XElement> Write(OperationContext context, LaunchTemplate template, LaunchTemplateVersion version)
    {
        yield return Ec2Xml.Text("launchTemplateId", template.Id);
        yield return Ec2Xml.Text("launchTemplateName", template.Name);
        yield return Ec2Xml.Number("versionNumber", version.Number);
        if (version.Description is { } description)
        {
            yield return Ec2Xml.Text("versionDescription", description);
        }

        yield return Ec2Xml.Time("createTime", version.CreatedAt ?? context.World.Epoch - template.Age);
        yield return Ec2Xml.Text("createdBy", version.CreatedBy);
        yield return Ec2Xml.Boolean("defaultVersion", version.Number == template.DefaultVersion);
        yield return new XElement("launchTemplateData", LaunchTemplateSchema.Write(version.Data));
    }
}
