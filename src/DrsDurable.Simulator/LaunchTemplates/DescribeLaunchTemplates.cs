using System.Globalization;
using System.Xml.Linq;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.LaunchTemplates;

internal static class DescribeLaunchTemplates
{
    public static OperationResult Execute(OperationContext context)
    {
        var (ids, names) = (context.Query.List("LaunchTemplateId"), context.Query.List("LaunchTemplateName"));
        var templates = context.Cell.Servers.Select(server => server.LaunchTemplate).ToList();
        if (ids.FirstOrDefault(id => !templates.Exists(template => template.Id == id)) is { } unknown)
        {
            return LaunchTemplateLookup.NotFound(unknown);
        }

        if (names.FirstOrDefault(name => !templates.Exists(template => template.Name == name)) is { } unnamed)
        {
            return new ServiceError(400, "InvalidLaunchTemplateName.NotFoundException", $"The specified launch template, with template name {unnamed}, does not exist.");
        }

        var listing = new Ec2Listing<LaunchTemplate>("launchTemplates", template => template.Position, template => new XElement("item", LaunchTemplateLookup.Write(context, template)))
        {
            MinimumPage = 1,
            MaximumPage = 200,
            Tags = template => template.Tags,
            Filters = new Dictionary<string, Func<LaunchTemplate, IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["launch-template-name"] = template => [template.Name],
                ["create-time"] = template => [(context.World.Epoch - template.Age).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture)],
            },
        };
        var selected = templates.Where(template => (ids.Count == 0 || ids.Contains(template.Id)) && (names.Count == 0 || names.Contains(template.Name)));
        return listing.Answer(context, selected, $"{string.Join(',', ids)}|{string.Join(',', names)}", ids: false);
    }
}

/// <summary>Versions of one template, newest first, or the latest or default version of all templates.</summary>
internal static class DescribeLaunchTemplateVersions
{
    private const int MostVersions = 1_000_000;

    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var wanted = query.List("LaunchTemplateVersion");
        var (minimum, maximum) = (query.Integer("MinVersion", 1, MostVersions), query.Integer("MaxVersion", 1, MostVersions));
        query.Boolean("ResolveAlias");
        var named = query.Text("LaunchTemplateId") ?? query.Text("LaunchTemplateName");
        if (query.Error is { } error)
        {
            return error;
        }

        if (wanted.Count > 0 && (minimum ?? maximum) is not null)
        {
            return new ServiceError(400, "InvalidParameterCombination", "MinVersion and MaxVersion cannot be used with LaunchTemplateVersion in the same request");
        }

        var selected = new List<(LaunchTemplate Template, LaunchTemplateVersion Version)>();
        if (named is null)
        {
            if (wanted.Count == 0 || wanted.Any(version => version is not ("$Latest" or "$Default")))
            {
                return new ServiceError(400, "MissingParameter", "Without a launch template, LaunchTemplateVersion must be $Latest, $Default or both");
            }

            foreach (var server in context.Cell.Servers)
            {
                Add(server.LaunchTemplate, wanted);
            }
        }
        else
        {
            if (LaunchTemplateLookup.Find(context, out var template) is { } missing)
            {
                return missing;
            }

            if (wanted.Count == 0)
            {
                selected.AddRange(template.Versions.Where(version => version.Number >= (minimum ?? 1) && version.Number <= (maximum ?? MostVersions)).Select(version => (template, version)));
            }
            else if (Add(template, wanted) is { } absent)
            {
                return absent;
            }
        }

        var listing = new Ec2Listing<(LaunchTemplate Template, LaunchTemplateVersion Version)>("launchTemplateVersionSet", Position, found => new XElement("item", LaunchTemplateLookup.Write(context, found.Template, found.Version)))
        {
            MinimumPage = 1,
            MaximumPage = 200,
            Filters = new Dictionary<string, Func<(LaunchTemplate Template, LaunchTemplateVersion Version), IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["is-default-version"] = found => [found.Version.Number == found.Template.DefaultVersion ? "true" : "false"],
                ["instance-type"] = found => [(string?)found.Version.Data["instanceType"] ?? ""],
                ["image-id"] = found => [(string?)found.Version.Data["imageId"] ?? ""],
                ["iam-instance-profile"] = found => [(string?)found.Version.Data["iamInstanceProfile"]?["arn"] ?? (string?)found.Version.Data["iamInstanceProfile"]?["name"] ?? ""],
            },
        };
        return listing.Answer(context, selected.OrderBy(Position), $"{named}|{string.Join(',', wanted)}|{minimum}|{maximum}", ids: false);

        ServiceError? Add(LaunchTemplate template, IReadOnlyList<string> versions)
        {
            foreach (var text in versions)
            {
                if (LaunchTemplateLookup.FindVersion(template, text, out var version) is { } problem)
                {
                    return problem;
                }

                if (!selected.Contains((template, version)))
                {
                    selected.Add((template, version));
                }
            }

            return null;
        }
    }

    private static long Position((LaunchTemplate Template, LaunchTemplateVersion Version) found) => ((long)found.Template.Position * MostVersions) + MostVersions - found.Version.Number;
}
