using System.Text.Json.Nodes;
using System.Xml.Linq;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.State;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>Adds a version that takes over from its source version what the request does not set. The default version stays what it was.</summary>
internal static class CreateLaunchTemplateVersion
{
    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var description = query.Text("VersionDescription", 0, 255);
        var token = query.Text("ClientToken", 1, 128);
        var source = query.Text("SourceVersion");
        var set = LaunchTemplateSchema.Read(query.Structure("LaunchTemplateData"));
        var dryRun = query.Boolean("DryRun") == true;
        query.Boolean("ResolveAlias");
        if (LaunchTemplateLookup.Find(context, out var template) is { } missing)
        {
            return missing;
        }

        if (query.Error is { } invalid)
        {
            return invalid;
        }

        if (query.Unknown is { } unknown)
        {
            return Ec2Errors.UnknownParameter(unknown);
        }

        if (context.Denial(LaunchTemplateLookup.Access(context, "ec2:CreateLaunchTemplateVersion", template)) is { } denied)
        {
            return denied;
        }

        var data = set;
        if (source is not null)
        {
            if (LaunchTemplateLookup.FindVersion(template, source, out var basis) is { } absent)
            {
                return absent;
            }

            data = LaunchTemplateSchema.Merge(basis.Data, set);
        }

        if (dryRun)
        {
            return Ec2Errors.DryRun();
        }

        if (token is not null && context.Cell.TemplateTokens.TryGetValue(token, out var earlier))
        {
            return earlier.TemplateId == template.Id && earlier.Request == Fingerprint(source, description, set)
                ? Answer(context, template, template.Versions[(int)earlier.Version - 1])
                : new ServiceError(400, "IdempotentParameterMismatch", "The request uses the same client token as a previous, but non-identical request.");
        }

        context.Change(new TemplateVersionAdded(
            context.Cell.Account.Id, context.Cell.Region, template.Id, data, description, context.Now, context.Caller.Arn, token, token is null ? null : Fingerprint(source, description, set)));
        return Answer(context, template, template.Latest);
    }

    private static string Fingerprint(string? source, string? description, JsonObject set) => $"{source}|{description}|{set.ToJsonString()}";

    private static OperationResult Answer(OperationContext context, LaunchTemplate template, LaunchTemplateVersion version) =>
        OperationResult.OfXml([new XElement("launchTemplateVersion", LaunchTemplateLookup.Write(context, template, version))]);
}

/// <param name="Request">What the client token stands for; null without a token.</param>
internal sealed record TemplateVersionAdded(
    string Account, string Region, string TemplateId, JsonObject Data, string? Description, DateTimeOffset At, string By, string? ClientToken, string? Request) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        var template = cell.Template(TemplateId) ?? throw new StateMismatchException($"{TemplateId} in {cell.Name}");
        var version = template.Add(At, By, Description, (JsonObject)Data.DeepClone(), makeDefault: false);
        if (ClientToken is not null)
        {
            cell.TemplateTokens[ClientToken] = (TemplateId, version.Number, Request!);
        }

        cell.Changed();
    }
}
