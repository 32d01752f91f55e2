using System.Xml.Linq;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Ec2;
using DrsDurable.Simulator.State;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>Makes a version the default, which is the one that launches use.</summary>
internal static class ModifyLaunchTemplate
{
    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var wanted = query.Text("SetDefaultVersion");
        query.Text("ClientToken");
        var dryRun = query.Boolean("DryRun") == true;
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

        if (context.Denial(LaunchTemplateLookup.Access(context, "ec2:ModifyLaunchTemplate", template)) is { } denied)
        {
            return denied;
        }

        if (wanted is null)
        {
            return new ServiceError(400, "MissingParameter", "The request must contain the parameter SetDefaultVersion");
        }

        if (LaunchTemplateLookup.FindVersion(template, wanted, out var version) is { } absent)
        {
            return absent;
        }

        if (dryRun)
        {
            return Ec2Errors.DryRun();
        }

        context.Change(new TemplateDefaultChanged(context.Cell.Account.Id, context.Cell.Region, template.Id, version.Number));
        return OperationResult.OfXml([new XElement("launchTemplate", LaunchTemplateLookup.Write(context, template))]);
    }
}

internal sealed record TemplateDefaultChanged(string Account, string Region, string TemplateId, long Version) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        (cell.Template(TemplateId) ?? throw new StateMismatchException($"{TemplateId} in {cell.Name}")).MakeDefault(Version);
        cell.Changed();
    }
}
