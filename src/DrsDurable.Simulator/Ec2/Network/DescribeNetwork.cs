using System.Xml.Linq;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Ec2.Network;

internal static class DescribeNetwork
{
    private static readonly string[] _locationTypes = ["region", "availability-zone", "availability-zone-id"];

    public static OperationResult Subnets(OperationContext context)
    {
        var ids = context.Query.List("SubnetId");
        var network = context.Cell.Network;
        if (ids.FirstOrDefault(id => network.Find(id) is null) is { } unknown)
        {
            return new ServiceError(400, "InvalidSubnetID.NotFound", $"The subnet ID '{unknown}' does not exist");
        }

        var used = context.Cell.Machines.Where(machine => machine.IsAlive).CountBy(machine => machine.SubnetId ?? "", StringComparer.Ordinal).ToDictionary(count => count.Key, count => count.Value, StringComparer.Ordinal);
        var listing = new Ec2Listing<Subnet>("subnetSet", subnet => subnet.Position, subnet => new XElement(
            "item",
            Ec2Xml.Text("subnetId", subnet.Definition.Id),
            Ec2Xml.Text("subnetArn", $"arn:{context.Cell.Partition}:ec2:{context.Cell.Region}:{context.Cell.Account.Id}:subnet/{subnet.Definition.Id}"),
            Ec2Xml.Text("state", "available"),
            Ec2Xml.Text("ownerId", context.Cell.Account.Id),
            Ec2Xml.Text("vpcId", subnet.Definition.VpcId),
            Ec2Xml.Text("cidrBlock", subnet.Definition.Cidr),
            Ec2Xml.Number("availableIpAddressCount", Math.Max(0, subnet.Capacity - used.GetValueOrDefault(subnet.Definition.Id))),
            Ec2Xml.Text("availabilityZone", subnet.Definition.Zone),
            Ec2Xml.Boolean("defaultForAz", subnet.Definition.IsDefault),
            Ec2Xml.Boolean("mapPublicIpOnLaunch", subnet.Definition.MapsPublicIp),
            Ec2Xml.Tags(subnet.Tags)))
        {
            Filters = new Dictionary<string, Func<Subnet, IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["subnet-id"] = subnet => [subnet.Definition.Id],
                ["vpc-id"] = subnet => [subnet.Definition.VpcId],
                ["availability-zone"] = subnet => [subnet.Definition.Zone],
                ["availabilityZone"] = subnet => [subnet.Definition.Zone],
                ["cidr-block"] = subnet => [subnet.Definition.Cidr],
                ["default-for-az"] = subnet => [subnet.Definition.IsDefault ? "true" : "false"],
                ["state"] = _ => ["available"],
                ["owner-id"] = _ => [context.Cell.Account.Id],
            },
            Tags = subnet => subnet.Tags,
        };
        return listing.Answer(context, network.Subnets.Where(subnet => ids.Count == 0 || ids.Contains(subnet.Definition.Id)), string.Join(',', ids), ids.Count > 0);
    }

    public static OperationResult SecurityGroups(OperationContext context)
    {
        var ids = context.Query.List("GroupId");
        var names = context.Query.List("GroupName");
        var groups = context.Cell.Network.SecurityGroups;
        if (ids.FirstOrDefault(id => !groups.Any(group => group.Definition.Id == id)) is { } unknown)
        {
            return new ServiceError(400, "InvalidGroup.NotFound", $"The security group '{unknown}' does not exist");
        }

        var listing = new Ec2Listing<SecurityGroup>("securityGroupInfo", group => group.Position, group => new XElement(
            "item",
            Ec2Xml.Text("ownerId", context.Cell.Account.Id),
            Ec2Xml.Text("groupId", group.Definition.Id),
            Ec2Xml.Text("groupName", group.Definition.Name),
            Ec2Xml.Text("groupDescription", group.Definition.Description),
            Ec2Xml.Text("vpcId", group.Definition.VpcId),
            new XElement("ipPermissions"),
            new XElement("ipPermissionsEgress"),
            Ec2Xml.Tags(group.Tags)))
        {
            Filters = new Dictionary<string, Func<SecurityGroup, IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["group-id"] = group => [group.Definition.Id],
                ["group-name"] = group => [group.Definition.Name],
                ["vpc-id"] = group => [group.Definition.VpcId],
                ["description"] = group => [group.Definition.Description],
                ["owner-id"] = _ => [context.Cell.Account.Id],
            },
            Tags = group => group.Tags,
        };
        var selected = groups.Where(group => (ids.Count == 0 || ids.Contains(group.Definition.Id)) && (names.Count == 0 || names.Contains(group.Definition.Name)));
        return listing.Answer(context, selected, $"{string.Join(',', ids)}|{string.Join(',', names)}", ids.Count + names.Count > 0);
    }

    public static OperationResult InstanceTypeOfferings(OperationContext context)
    {
        var type = context.Query.Text("LocationType") ?? "region";
        if (!_locationTypes.Contains(type, StringComparer.Ordinal))
        {
            return Ec2Errors.InvalidValue($"The location type '{type}' is invalid: {string.Join(", ", _locationTypes)}");
        }

        var network = context.Cell.Network;
        IReadOnlyList<string> locations = type == "region" ? [context.Cell.Region] : network.Zones;
        var offerings = network.InstanceTypes.Order(StringComparer.Ordinal).SelectMany(instanceType => locations.Select(location => (Type: instanceType, Location: location))).Index().ToList();
        var listing = new Ec2Listing<(int Index, (string Type, string Location) Item)>("instanceTypeOfferingSet", offering => offering.Index, offering => new XElement(
            "item",
            Ec2Xml.Text("instanceType", offering.Item.Type),
            Ec2Xml.Text("locationType", type),
            Ec2Xml.Text("location", offering.Item.Location)))
        {
            Filters = new Dictionary<string, Func<(int Index, (string Type, string Location) Item), IEnumerable<string>>>(StringComparer.Ordinal)
            {
                ["instance-type"] = offering => [offering.Item.Type],
                ["location"] = offering => [offering.Item.Location],
            },
        };
        return listing.Answer(context, offerings, type, ids: false);
    }
}
