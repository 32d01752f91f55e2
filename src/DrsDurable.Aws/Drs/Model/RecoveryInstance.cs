namespace DrsDurable.Aws.Drs.Model;

public sealed class RecoveryInstance
{
    public string? Ec2InstanceID { get; set; }

    /// <summary>Upper case; terminated records stay visible for a while.</summary>
    public EC2InstanceState? Ec2InstanceState { get; set; }

    /// <summary>The job that launched this instance.</summary>
    public string? JobID { get; set; }

    public string? RecoveryInstanceID { get; set; }

    public string? SourceServerID { get; set; }

    public string? Arn { get; set; }

    public Dictionary<string, string>? Tags { get; set; }

    public RecoveryInstanceFailback? Failback { get; set; }

    public RecoveryInstanceDataReplicationInfo? DataReplicationInfo { get; set; }

    public RecoveryInstanceProperties? RecoveryInstanceProperties { get; set; }

    public string? PointInTimeSnapshotDateTime { get; set; }

    public bool? IsDrill { get; set; }

    public OriginEnvironment? OriginEnvironment { get; set; }

    public string? OriginAvailabilityZone { get; set; }

    public string? AgentVersion { get; set; }

    public string? SourceOutpostArn { get; set; }
}

public sealed class RecoveryInstanceProperties
{
    public string? LastUpdatedDateTime { get; set; }

    public IdentificationHints? IdentificationHints { get; set; }

    public List<NetworkInterface>? NetworkInterfaces { get; set; }

    public List<RecoveryInstanceDisk>? Disks { get; set; }

    public List<CPU>? Cpus { get; set; }

    public long? RamBytes { get; set; }

    public OS? Os { get; set; }
}

public sealed class RecoveryInstanceDisk
{
    public string? InternalDeviceName { get; set; }

    public long? Bytes { get; set; }

    public string? EbsVolumeID { get; set; }
}
