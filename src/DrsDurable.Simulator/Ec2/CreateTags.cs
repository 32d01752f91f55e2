using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Iam;
using DrsDurable.Simulator.State;
using DrsDurable.Simulator.Tagging;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2;

/// <summary>Tags instances, launch templates, subnets and security groups.</summary>
internal static class CreateTags
{
    public static OperationResult Execute(OperationContext context)
    {
        var query = context.Query;
        var resources = query.List("ResourceId");
        var dryRun = query.Boolean("DryRun") == true;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in query.Structures("Tag"))
        {
            tags[tag.Required("Key", 1, 127)] = tag.Text("Value", 0, 256) ?? "";
        }

        if (query.Error is { } invalid)
        {
            return invalid;
        }

        if (query.Unknown is { } unknown)
        {
            return Ec2Errors.UnknownParameter(unknown);
        }

        if (resources.Count == 0 || tags.Count == 0)
        {
            return new ServiceError(400, "MissingParameter", $"The request must contain the parameter {(resources.Count == 0 ? "resourceIdSet" : "tagSet")}");
        }

        if (tags.Keys.FirstOrDefault(key => key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)) is not null)
        {
            return Ec2Errors.InvalidValue("Tag keys starting with 'aws:' are reserved for internal use");
        }

        foreach (var id in resources)
        {
            if (Find(context.Cell, id) is not { } found)
            {
                return new ServiceError(400, "InvalidID", $"The ID '{id}' is not valid");
            }

            var access = new AccessRequest("ec2:CreateTags", $"arn:{context.Cell.Partition}:ec2:{context.Cell.Region}:{context.Cell.Account.Id}:{found.Type}/{id}")
                .WithResourceTags(found.Tags).WithRequestTags(tags);
            if (context.Denial(access) is { } denied)
            {
                return denied;
            }

            if (found.Tags.All.Keys.Union(tags.Keys, StringComparer.Ordinal).Count() > TagSet.Maximum)
            {
                return new ServiceError(400, "TagLimitExceeded", $"The maximum number of Tags for a resource has been reached: {id}");
            }
        }

        if (dryRun)
        {
            return Ec2Errors.DryRun();
        }

        context.Change(new Ec2Tagged(context.Cell.Account.Id, context.Cell.Region, [.. resources.Distinct(StringComparer.Ordinal)], tags));
        return OperationResult.OfXml([new System.Xml.Linq.XElement("return", "true")]);
    }

    public static (string Type, TagSet Tags)? Find(Cell cell, string id) => id.Split('-')[0] switch
    {
        "i" => cell.Machine(id) is { } machine ? ("instance", machine.Tags) : null,
        "lt" => cell.Template(id) is { } template ? ("launch-template", template.Tags) : null,
        "subnet" => cell.Network.Find(id) is { } subnet ? ("subnet", subnet.Tags) : null,
        "sg" => cell.Network.SecurityGroups.FirstOrDefault(group => group.Definition.Id == id) is { } group ? ("security-group", group.Tags) : null,
        _ => null,
    };
}

internal sealed record Ec2Tagged(string Account, string Region, IReadOnlyList<string> Resources, IReadOnlyDictionary<string, string> Tags) : StateChange
{
    public override void Apply(SimulatedWorld world)
    {
        var cell = world.Cell(Account, Region) ?? throw new StateMismatchException($"{Account}/{Region}");
        foreach (var id in Resources)
        {
            (CreateTags.Find(cell, id) ?? throw new StateMismatchException($"{id} in {cell.Name}")).Tags.Change(Tags, []);
        }

        cell.Changed();
    }
}
