namespace DrsDurable.Aws.Drs.Model;

public sealed class SourceServer
{
    public string? SourceServerID { get; set; }

    public string? Arn { get; set; }

    public Dictionary<string, string>? Tags { get; set; }

    /// <summary>Written with a lower-case d, unlike every other such member.</summary>
    public string? RecoveryInstanceId { get; set; }

    /// <summary>Not to be confused with <see cref="LifeCycleLastLaunch.Status"/>, which has other values.</summary>
    public LastLaunchResult? LastLaunchResult { get; set; }

    public DataReplicationInfo? DataReplicationInfo { get; set; }

    public LifeCycle? LifeCycle { get; set; }

    public SourceProperties? SourceProperties { get; set; }

    public StagingArea? StagingArea { get; set; }

    public SourceCloudProperties? SourceCloudProperties { get; set; }

    public ReplicationDirection? ReplicationDirection { get; set; }

    public string? ReversedDirectionSourceServerArn { get; set; }

    public string? SourceNetworkID { get; set; }

    public string? AgentVersion { get; set; }
}

public sealed class SourceCloudProperties
{
    public string? OriginAccountID { get; set; }

    public string? OriginRegion { get; set; }

    public string? OriginAvailabilityZone { get; set; }

    public string? SourceOutpostArn { get; set; }
}

public sealed class StagingArea
{
    public ExtensionStatus? Status { get; set; }

    public string? StagingAccountID { get; set; }

    public string? StagingSourceServerArn { get; set; }

    public string? ErrorMessage { get; set; }
}
