using System.Globalization;
using System.Text.RegularExpressions;
using DrsDurable.Simulator.Iam;

namespace DrsDurable.Simulator.Fleet;

/// <summary>Reads a fleet from YAML. Every field is known by name; anything else is an error at its line.</summary>
public static partial class FleetYaml
{
    private const long DefaultDiskGiB = 8;
    private const int MaximumCount = 4000;

    private static readonly string[] _neverSynchronised = ["STOPPED", "INITIATING", "INITIAL_SYNC", "DISCONNECTED"];

    /// <exception cref="FleetException">The text is not YAML or breaks a rule.</exception>
    public static FleetDefinition Read(string origin, string yaml)
    {
        var root = YamlCursor.Parse(origin, yaml).AsMap("accounts");
        var accounts = root.Required("accounts").Items().Select(ReadAccount).ToList();
        if (accounts.Count == 0)
        {
            throw root.Required("accounts").Error("at least one account is needed.");
        }

        RefuseRepeats(root.Required("accounts"), accounts.Select(account => account.Id), "account id");
        RefuseRepeats(root.Required("accounts"), accounts.Select(account => account.AccessKeyId), "accessKeyId");
        CheckStagingAccounts(root.Required("accounts"), accounts);
        return new FleetDefinition(origin, accounts);
    }

    private static AccountDefinition ReadAccount(YamlCursor node)
    {
        var map = node.AsMap("id", "accessKeyId", "secretAccessKey", "deniedActions", "policies", "roles", "regions");
        var id = map.Required("id").Matching(AccountId(), "twelve digits in quotes, such as \"111122223333\"");
        var regions = map.Required("regions").Entries().Select(ReadRegion).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (region, name) in map.Required("regions").Entries())
        {
            foreach (var server in region.AsMap(RegionFields).Optional("sourceServers")?.Items() ?? [])
            {
                if (server.AsMap(ServerFields).Optional("id") is { } serverId && !seen.Add(serverId.Text()))
                {
                    throw serverId.Error($"source server {serverId.Text()} is there twice.");
                }
            }
        }

        return new AccountDefinition(
            id,
            map.Required("accessKeyId").NotEmpty(),
            map.Required("secretAccessKey").NotEmpty(),
            [.. map.Optional("deniedActions")?.Items().Select(action => action.Matching(Action(), "an action such as drs:StartRecovery")) ?? []],
            regions)
        {
            Policies = ReadPolicies(map.Optional("policies"), "the account's key"),
            Roles = ReadRoles(map.Optional("roles")),
        };
    }

    private static IReadOnlyList<RoleDefinition> ReadRoles(YamlCursor? node)
    {
        List<RoleDefinition> roles = [.. node?.Items().Select(ReadRole) ?? []];
        if (node is not null)
        {
            RefuseRepeats(node, roles.Select(role => role.Name), "role");
        }

        return roles;
    }

    private static RoleDefinition ReadRole(YamlCursor node)
    {
        var map = node.AsMap("name", "path", "maxSessionSeconds", "trustPolicy", "policies");
        var name = map.Required("name").Matching(RoleName(), "a role name of letters, digits and +=,.@_-");
        return new RoleDefinition(
            name,
            map.Optional("path")?.Matching(RolePath(), "a path such as /service-role/") ?? "/",
            (int)(map.Optional("maxSessionSeconds")?.Integer(3600, 43_200) ?? 3600),
            PolicyReader.Read(map.Required("trustPolicy"), $"trust policy of {name}", trust: true),
            ReadPolicies(map.Optional("policies"), name));
    }

    private static IReadOnlyList<PolicyDocument>? ReadPolicies(YamlCursor? node, string owner) =>
        node is null ? null : [.. node.Items().Index().Select(policy => PolicyReader.Read(policy.Item, string.Create(CultureInfo.InvariantCulture, $"policy {policy.Index + 1} of {owner}"), trust: false))];

    private static readonly string[] RegionFields = ["initialized", "sourceServers", "stagingAccounts", "extendedSourceServers", "subnets", "securityGroups", "instanceTypes"];

    private static readonly string[] ServerFields = ["id", "hostname", "os", "replication", "hasRecoveryPoint", "diskGiB", "count", "tags", "origin"];

    private static RegionDefinition ReadRegion((YamlCursor Value, string Name) entry)
    {
        if (!RegionName().IsMatch(entry.Name))
        {
            throw entry.Value.Error($"'{entry.Name}' is not a Region name such as us-east-1.");
        }

        var map = entry.Value.AsMap(RegionFields);
        var servers = map.Optional("sourceServers")?.Items().SelectMany(ReadServers).ToList() ?? [];
        var hostnames = servers.GroupBy(server => server.Hostname, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return hostnames is null
            ? new RegionDefinition(
                entry.Name,
                map.Optional("initialized")?.Boolean() ?? true,
                servers,
                [.. map.Optional("stagingAccounts")?.Items().Select(account => account.Matching(AccountId(), "twelve digits in quotes")) ?? []])
            {
                Subnets = map.Optional("subnets")?.Items().Select(subnet => NetworkYaml.ReadSubnet(subnet, entry.Name)).ToList(),
                SecurityGroups = map.Optional("securityGroups")?.Items().Select(NetworkYaml.ReadSecurityGroup).ToList(),
                InstanceTypes = map.Optional("instanceTypes")?.Items().Select(type => type.NotEmpty()).ToList(),
                ExtendedSourceServers = [.. map.Optional("extendedSourceServers")?.Items().Select(ReadExtended) ?? []],
            }
            : throw map.Required("sourceServers").Error($"hostname {hostnames.Key} is there twice.");
    }

    private static ExtendedServerDefinition ReadExtended(YamlCursor node)
    {
        var map = node.AsMap("stagingAccount", "hostname", "tags");
        return new ExtendedServerDefinition(
            map.Required("stagingAccount").Matching(AccountId(), "twelve digits in quotes"),
            map.Required("hostname").NotEmpty(),
            ReadTags(map));
    }

    internal static Dictionary<string, string> ReadTags(YamlMap map) =>
        map.Optional("tags")?.Entries().ToDictionary(tag => tag.Name, tag => tag.Value.Text(), StringComparer.Ordinal) ?? [];

    /// <summary>A staging account is another account of the fleet with that Region; an extended server is one of its servers.</summary>
    private static void CheckStagingAccounts(YamlCursor node, List<AccountDefinition> accounts)
    {
        foreach (var (account, region) in accounts.SelectMany(account => account.Regions.Select(region => (account, region))))
        {
            foreach (var staging in region.StagingAccounts)
            {
                if (staging == account.Id || !accounts.Exists(other => other.Id == staging && other.Regions.Any(there => there.Name == region.Name && there.Initialized)))
                {
                    throw node.Error($"staging account {staging} of {account.Id}/{region.Name} is no other account of this fleet with that Region initialised.");
                }
            }

            foreach (var origin in region.SourceServers.Select(server => server.Origin).OfType<OriginDefinition>())
            {
                if (!accounts.Exists(other => other.Id == origin.AccountId && other.Regions.Any(there => there.Name == origin.Region)))
                {
                    throw node.Error($"origin {origin.AccountId}/{origin.Region} of a server of {account.Id}/{region.Name} is no account and Region of this fleet.");
                }
            }

            foreach (var extended in region.ExtendedSourceServers)
            {
                var there = accounts.Find(other => other.Id == extended.StagingAccount)?.Regions.FirstOrDefault(other => other.Name == region.Name);
                if (!region.StagingAccounts.Contains(extended.StagingAccount, StringComparer.Ordinal) || there?.SourceServers.Any(server => server.Hostname == extended.Hostname) != true)
                {
                    throw node.Error($"extended source server {extended.Hostname} of {account.Id}/{region.Name} is no server of a staging account there: {extended.StagingAccount}.");
                }
            }
        }
    }

    private static IEnumerable<SourceServerDefinition> ReadServers(YamlCursor node)
    {
        var map = node.AsMap(ServerFields);
        var replication = map.Optional("replication")?.Matching(EnumValue(), "a DataReplicationState such as CONTINUOUS") ?? "CONTINUOUS";
        var server = new SourceServerDefinition(
            map.Optional("id")?.Matching(ServerId(), "s- followed by 17 letters or digits"),
            map.Required("hostname").NotEmpty(),
            ReadOs(map.Optional("os")),
            replication,
            map.Optional("hasRecoveryPoint")?.Boolean() ?? !_neverSynchronised.Contains(replication, StringComparer.Ordinal),
            (map.Optional("diskGiB")?.Integer(1, 65_536) ?? DefaultDiskGiB) << 30,
            ReadTags(map))
        {
            Origin = map.Optional("origin") is { } origin ? NetworkYaml.ReadOrigin(origin) : null,
        };

        if (map.Optional("count") is not { } count)
        {
            return [server];
        }

        var many = (int)count.Integer(1, MaximumCount);
        return server.Id is null
            ? Enumerable.Range(1, many).Select(number => server with { Hostname = string.Create(CultureInfo.InvariantCulture, $"{server.Hostname}{number:000}") })
            : throw count.Error("a server with an id cannot have a count.");
    }

    private static ServerOs ReadOs(YamlCursor? node) => node?.Text() switch
    {
        null or "LINUX" => ServerOs.Linux,
        "WINDOWS" => ServerOs.Windows,
        _ => throw node.Error("LINUX or WINDOWS is expected."),
    };

    private static void RefuseRepeats(YamlCursor node, IEnumerable<string> values, string what)
    {
        var repeated = values.GroupBy(value => value, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
        {
            throw node.Error($"{what} {repeated.Key} is there twice.");
        }
    }

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountId();

    [GeneratedRegex("^[A-Za-z0-9+=,.@_-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleName();

    [GeneratedRegex("^/([!-~]+/)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RolePath();

    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();

    [GeneratedRegex("^s-[0-9a-zA-Z]{17}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerId();

    [GeneratedRegex("^[A-Z][A-Z_]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnumValue();

    [GeneratedRegex("^[a-z0-9-]+:[A-Za-z]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();
}
