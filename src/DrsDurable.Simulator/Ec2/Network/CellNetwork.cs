using System.Globalization;
using System.Net;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Randomness;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.Ec2.Network;

/// <summary>Subnets, security groups and instance types of an account and Region: as the fleet file lists them, or else a default VPC.</summary>
internal sealed class CellNetwork
{
    private static readonly string[] _commonTypes = ["t3.micro", "t3.medium", "m5.large", "m5.xlarge", "c5.large", "c5.xlarge", "r5.large", "r5.xlarge"];

    public CellNetwork(SeededDraw draw, string cell, RegionDefinition region)
    {
        var vpc = "vpc-0" + draw.Hex(cell, "default", "vpcId", 16);
        Subnets = [.. (region.Subnets ?? DefaultSubnets(draw, cell, region.Name, vpc)).Index().Select(subnet => new Subnet(subnet.Item, subnet.Index))];
        var groups = (region.SecurityGroups ?? []).ToList();
        foreach (var id in Subnets.Select(subnet => subnet.Definition.VpcId).Distinct(StringComparer.Ordinal))
        {
            // As in EC2, every VPC has a group of this name.
            if (!groups.Exists(group => group.VpcId == id && group.Name == "default"))
            {
                groups.Add(new SecurityGroupDefinition("sg-0" + draw.Hex(cell, id, "defaultGroup", 16), "default", id, "default VPC security group", new Dictionary<string, string>(StringComparer.Ordinal)));
            }
        }

        SecurityGroups = [.. groups.Index().Select(group => new SecurityGroup(group.Item, group.Index))];
        InstanceTypes = region.InstanceTypes ?? _commonTypes;
    }

    public IReadOnlyList<Subnet> Subnets { get; }

    public IReadOnlyList<SecurityGroup> SecurityGroups { get; }

    /// <summary>Offered in every Availability Zone of the Region.</summary>
    public IReadOnlyList<string> InstanceTypes { get; }

    public IReadOnlyList<string> Zones => [.. Subnets.Select(subnet => subnet.Definition.Zone).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public Subnet? Find(string? subnetId) => Subnets.FirstOrDefault(subnet => subnet.Definition.Id == subnetId);

    /// <summary>Where instances go whose launch template names no subnet; null when there is no default subnet.</summary>
    public Subnet? DefaultSubnet => Subnets.FirstOrDefault(subnet => subnet.Definition.IsDefault);

    public SecurityGroup? DefaultGroup(string vpcId) => SecurityGroups.FirstOrDefault(group => group.Definition.VpcId == vpcId && group.Definition.Name == "default");

    private static IEnumerable<SubnetDefinition> DefaultSubnets(SeededDraw draw, string cell, string region, string vpc) => Enumerable.Range(0, 3).Select(index =>
    {
        var zone = $"{region}{(char)('a' + index)}";
        return new SubnetDefinition(
            "subnet-0" + draw.Hex(cell, zone, "subnetId", 16), vpc, zone, string.Create(CultureInfo.InvariantCulture, $"172.31.{index * 16}.0/20"), true, false, new Dictionary<string, string>(StringComparer.Ordinal));
    });
}

internal sealed class Subnet(SubnetDefinition definition, int position)
{
    private readonly IPNetwork _block = IPNetwork.Parse(definition.Cidr);

    public SubnetDefinition Definition => definition;

    public int Position => position;

    public TagSet Tags { get; } = new(definition.Tags);

    /// <summary>Addresses that instances can have: the first four and the last are EC2's.</summary>
    public int Capacity => Math.Max(0, (1 << Math.Min(30, 32 - _block.PrefixLength)) - 5);

    public bool Holds(string address) => IPAddress.TryParse(address, out var parsed) && _block.Contains(parsed);

    /// <param name="fraction">From 0 to 1: where in the range.</param>
    public string Address(double fraction)
    {
        var octets = _block.BaseAddress.GetAddressBytes();
        var number = (uint)((octets[0] << 24) | (octets[1] << 16) | (octets[2] << 8) | octets[3]) + 4 + (uint)(fraction * Math.Max(0, Capacity - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");
    }
}

internal sealed class SecurityGroup(SecurityGroupDefinition definition, int position)
{
    public SecurityGroupDefinition Definition => definition;

    public int Position => position;

    public TagSet Tags { get; } = new(definition.Tags);
}
