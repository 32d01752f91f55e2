using DrsDurable.Simulator.Iam;

namespace DrsDurable.Simulator.Fleet;

/// <summary>The accounts a simulator serves, with their keys, Regions and source servers.</summary>
/// <param name="Origin">File or shipped fleet it was read from, for messages.</param>
public sealed record FleetDefinition(string Origin, IReadOnlyList<AccountDefinition> Accounts);

/// <param name="Id">Twelve digits.</param>
/// <param name="DeniedActions">IAM actions this account's key may not call, such as <c>drs:StartRecovery</c>.</param>
public sealed record AccountDefinition(
    string Id,
    string AccessKeyId,
    string SecretAccessKey,
    IReadOnlyList<string> DeniedActions,
    IReadOnlyList<RegionDefinition> Regions)
{
    /// <summary>Policies of the account's own key; null = it may do everything.</summary>
    public IReadOnlyList<PolicyDocument>? Policies { get; init; }

    public IReadOnlyList<RoleDefinition> Roles { get; init; } = [];
}

/// <param name="Initialized">False: DRS answers UninitializedAccountException there.</param>
/// <param name="StagingAccounts">Accounts of the fleet whose source servers can be extended into this one.</param>
public sealed record RegionDefinition(
    string Name,
    bool Initialized,
    IReadOnlyList<SourceServerDefinition> SourceServers,
    IReadOnlyList<string> StagingAccounts)
{
    /// <summary>Null: three subnets of a default VPC.</summary>
    public IReadOnlyList<SubnetDefinition>? Subnets { get; init; }

    /// <summary>Besides the group named default that every VPC has.</summary>
    public IReadOnlyList<SecurityGroupDefinition>? SecurityGroups { get; init; }

    /// <summary>Null: a few common ones.</summary>
    public IReadOnlyList<string>? InstanceTypes { get; init; }

    /// <summary>Source servers of staging accounts that are extended from the beginning.</summary>
    public IReadOnlyList<ExtendedServerDefinition> ExtendedSourceServers { get; init; } = [];
}

/// <param name="Zone">Availability Zone, such as us-east-1a.</param>
/// <param name="IsDefault">Instances whose launch template names no subnet go to the first such.</param>
public sealed record SubnetDefinition(string Id, string VpcId, string Zone, string Cidr, bool IsDefault, bool MapsPublicIp, IReadOnlyDictionary<string, string> Tags);

public sealed record SecurityGroupDefinition(string Id, string Name, string VpcId, string Description, IReadOnlyDictionary<string, string> Tags);

/// <summary>The EC2 instance that a source server runs on.</summary>
public sealed record OriginDefinition(string AccountId, string Region, IReadOnlyDictionary<string, string> Tags);

/// <param name="Hostname">Of a source server of the staging account in the same Region.</param>
/// <param name="Tags">Of the extended server, not of the one it stands for.</param>
public sealed record ExtendedServerDefinition(string StagingAccount, string Hostname, IReadOnlyDictionary<string, string> Tags);

/// <param name="Id">Null: derived from the seed.</param>
/// <param name="Replication">A DataReplicationState; open, as every enum of DRS.</param>
/// <param name="HasRecoveryPoint">False: nothing to recover from, StartRecovery is refused.</param>
public sealed record SourceServerDefinition(
    string? Id,
    string Hostname,
    ServerOs Os,
    string Replication,
    bool HasRecoveryPoint,
    long DiskBytes,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Null: not a machine in AWS that this fleet knows.</summary>
    public OriginDefinition? Origin { get; init; }
}

public enum ServerOs
{
    Linux,
    Windows,
}
