using System.Xml.Linq;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2.Instances;

/// <summary>Status checks: initializing for the first two to four minutes, then ok. Without IncludeAllInstances only running instances are listed.</summary>
internal static class DescribeInstanceStatus
{
    public static OperationResult Execute(OperationContext context)
    {
        var ids = context.Query.List("InstanceId");
        var all = context.Query.Boolean("IncludeAllInstances") == true;
        if (DescribeInstances.Missing(context, ids) is { } missing)
        {
            return missing;
        }

        string Status(Machine machine) => machine.Status(
            context.Now, TimeSpan.FromSeconds(context.World.Draw.Uniform(context.Cell.Name, machine.InstanceId, "statusChecks", 120, 240)));
        var listing = new Ec2Listing<Machine>("instanceStatusSet", machine => machine.Position, machine => new XElement(
            "item",
            Ec2Xml.Text("instanceId", machine.InstanceId),
            Ec2Xml.Text("availabilityZone", machine.Settings.Zone),
            new XElement("instanceState", Ec2Xml.Number("code", machine.StateCode), Ec2Xml.Text("name", machine.State)),
            Summary("systemStatus", Status(machine)),
            Summary("instanceStatus", Status(machine))))
        {
            Filters = new Dictionary<string, Func<Machine, IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["instance-state-name"] = machine => [machine.State],
                ["instance-state-code"] = machine => [machine.StateCode.ToString(System.Globalization.CultureInfo.InvariantCulture)],
                ["availability-zone"] = machine => [machine.Settings.Zone ?? ""],
                ["instance-status.status"] = machine => [Status(machine)],
                ["system-status.status"] = machine => [Status(machine)],
            },
        };
        var shown = context.Cell.Machines
            .Where(machine => machine.IsShown(context.Now) && (all || machine.State == "running") && (ids.Count == 0 || ids.Contains(machine.InstanceId)));
        return listing.Answer(context, shown, $"{all}|{string.Join(',', ids)}", ids.Count > 0);
    }

    private static XElement Summary(string name, string status)
    {
        var detail = status switch { "ok" => "passed", _ => status };
        var summary = new XElement(name, Ec2Xml.Text("status", status));
        if (status != "not-applicable")
        {
            summary.Add(new XElement("details", new XElement("item", Ec2Xml.Text("name", "reachability"), Ec2Xml.Text("status", detail))));
        }

        return summary;
    }
}
