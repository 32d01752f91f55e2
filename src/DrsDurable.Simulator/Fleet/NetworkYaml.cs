using System.Net;
using System.Text.RegularExpressions;

namespace DrsDurable.Simulator.Fleet;

/// <summary>The EC2 side of a fleet file: subnets, security groups, and where source servers run.</summary>
internal static partial class NetworkYaml
{
    public static SubnetDefinition ReadSubnet(YamlCursor node, string region)
    {
        var map = node.AsMap("id", "vpc", "zone", "cidr", "default", "mapPublicIp", "tags");
        var zone = map.Optional("zone");
        if (zone is not null && !zone.Text().StartsWith(region, StringComparison.Ordinal))
        {
            throw zone.Error($"'{zone.Text()}' is no Availability Zone of {region}.");
        }

        var cidr = map.Required("cidr");
        if (!IPNetwork.TryParse(cidr.Text(), out var block) || block.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || block.PrefixLength is < 16 or > 28)
        {
            throw cidr.Error($"'{cidr.Text()}' is no IPv4 block of /16 to /28, such as 10.20.0.0/24.");
        }

        return new SubnetDefinition(
            map.Required("id").Matching(SubnetId(), "subnet- followed by 8 or 17 hexadecimal digits"),
            map.Required("vpc").Matching(VpcId(), "vpc- followed by 8 or 17 hexadecimal digits"),
            zone?.Text() ?? $"{region}a",
            cidr.Text(),
            map.Optional("default")?.Boolean() ?? false,
            map.Optional("mapPublicIp")?.Boolean() ?? false,
            FleetYaml.ReadTags(map));
    }

    public static SecurityGroupDefinition ReadSecurityGroup(YamlCursor node)
    {
        var map = node.AsMap("id", "name", "vpc", "description", "tags");
        var name = map.Required("name").NotEmpty();
        return new SecurityGroupDefinition(
            map.Required("id").Matching(GroupId(), "sg- followed by 8 or 17 hexadecimal digits"),
            name,
            map.Required("vpc").Matching(VpcId(), "vpc- followed by 8 or 17 hexadecimal digits"),
            map.Optional("description")?.Text() ?? name,
            FleetYaml.ReadTags(map));
    }

    public static OriginDefinition ReadOrigin(YamlCursor node)
    {
        var map = node.AsMap("account", "region", "tags");
        return new OriginDefinition(map.Required("account").NotEmpty(), map.Required("region").NotEmpty(), FleetYaml.ReadTags(map));
    }

    [GeneratedRegex("^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SubnetId();

    [GeneratedRegex("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VpcId();

    [GeneratedRegex("^sg-([0-9a-f]{8}|[0-9a-f]{17})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupId();
}
