using System.Xml.Linq;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2.Instances;

/// <summary>Lists EC2 instances, each in a reservation of its own; ended ones for an hour.</summary>
internal static class DescribeInstances
{
    public static OperationResult Execute(OperationContext context)
    {
        var ids = context.Query.List("InstanceId");
        if (Missing(context, ids) is { } missing)
        {
            return missing;
        }

        var listing = new Ec2Listing<Machine>("reservationSet", machine => machine.Position, machine => Reservation(context, machine))
        {
            Filters = Filters(context.Cell),
            Tags = machine => machine.Tags,
        };
        var shown = context.Cell.Machines.Where(machine => machine.IsShown(context.Now) && (ids.Count == 0 || ids.Contains(machine.InstanceId)));
        return listing.Answer(context, shown, string.Join(',', ids), ids.Count > 0);
    }

    public static ServiceError? Missing(OperationContext context, IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => !RequestFields.RecoveryInstanceID.IsMatch(id)) is { } malformed)
        {
            return new ServiceError(400, "InvalidInstanceID.Malformed", $"Invalid id: \"{malformed}\"");
        }

        var unknown = ids.Where(id => context.Cell.Machine(id)?.IsShown(context.Now) != true).ToList();
        return unknown.Count == 0 ? null
            : new ServiceError(400, "InvalidInstanceID.NotFound", unknown.Count == 1 ? $"The instance ID '{unknown[0]}' does not exist" : $"The instance IDs '{string.Join(", ", unknown)}' do not exist");
    }

    public static Dictionary<string, Func<Machine, IEnumerable<string>>> Filters(Cell cell) => new(StringComparer.Ordinal)
    {
        ["instance-id"] = machine => [machine.InstanceId],
        ["instance-state-name"] = machine => [machine.State],
        ["instance-state-code"] = machine => [machine.StateCode.ToString(System.Globalization.CultureInfo.InvariantCulture)],
        ["instance-type"] = machine => [machine.Settings.InstanceType],
        ["subnet-id"] = machine => [machine.Settings.SubnetId ?? ""],
        ["vpc-id"] = machine => [machine.Settings.VpcId ?? ""],
        ["availability-zone"] = machine => [machine.Settings.Zone ?? ""],
        ["private-ip-address"] = machine => [machine.Settings.PrivateIpAddress ?? ""],
        ["instance.group-id"] = machine => machine.Settings.SecurityGroupIds,
        ["owner-id"] = _ => [cell.Account.Id],
    };

    private static XElement Reservation(OperationContext context, Machine machine) => new(
        "item",
        Ec2Xml.Text("reservationId", "r-0" + context.World.Draw.Hex(context.Cell.Name, machine.InstanceId, "reservationId", 16)),
        Ec2Xml.Text("ownerId", context.Cell.Account.Id),
        new XElement("groupSet"),
        new XElement("instancesSet", Instance(context, machine)));

    private static XElement Instance(OperationContext context, Machine machine)
    {
        var settings = machine.Settings;
        var item = new XElement(
            "item",
            Ec2Xml.Text("instanceId", machine.InstanceId),
            Ec2Xml.Text("imageId", "ami-0" + context.World.Draw.Hex(context.Cell.Name, machine.HostName, "imageId", 16)),
            new XElement("instanceState", Ec2Xml.Number("code", machine.StateCode), Ec2Xml.Text("name", machine.State)),
            Ec2Xml.Text("privateDnsName", settings.PrivateIpAddress is { } address && machine.IsAlive ? $"ip-{address.Replace('.', '-')}.ec2.internal" : ""),
            Ec2Xml.Text("instanceType", settings.InstanceType),
            Ec2Xml.Time("launchTime", machine.LaunchedAt(context.World.Epoch)),
            new XElement("placement", Ec2Xml.Text("availabilityZone", settings.Zone), Ec2Xml.Text("tenancy", "default")),
            new XElement("monitoring", Ec2Xml.Text("state", "disabled")),
            Ec2Xml.Text("architecture", "x86_64"),
            Ec2Xml.Text("rootDeviceType", "ebs"),
            Ec2Xml.Text("rootDeviceName", "/dev/sda1"),
            Ec2Xml.Text("virtualizationType", "hvm"),
            Ec2Xml.Boolean("ebsOptimized", false),
            Ec2Xml.Tags(machine.Tags));
        if (!machine.IsAlive)
        {
            return item;
        }

        item.Add(
            Ec2Xml.Text("subnetId", settings.SubnetId),
            Ec2Xml.Text("vpcId", settings.VpcId),
            Ec2Xml.Text("privateIpAddress", settings.PrivateIpAddress),
            new XElement("groupSet", settings.SecurityGroupIds.Select(id => new XElement(
                "item",
                Ec2Xml.Text("groupId", id),
                Ec2Xml.Text("groupName", context.Cell.Network.SecurityGroups.FirstOrDefault(group => group.Definition.Id == id)?.Definition.Name)))));
        if (settings.PublicIpAddress is { } reachable)
        {
            item.Add(Ec2Xml.Text("ipAddress", reachable));
        }

        if (settings.InstanceProfileArn is { } profile)
        {
            item.Add(new XElement("iamInstanceProfile", Ec2Xml.Text("arn", profile), Ec2Xml.Text("id", "AIPA" + context.World.Draw.Hex("", profile, "instanceProfileId", 17).ToUpperInvariant())));
        }

        return item;
    }
}
