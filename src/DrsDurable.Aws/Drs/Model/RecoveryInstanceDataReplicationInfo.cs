namespace DrsDurable.Aws.Drs.Model;

public sealed class RecoveryInstanceDataReplicationInfo
{
    /// <summary>A duration, although the service model calls it a date and time.</summary>
    public string? LagDuration { get; set; }

    public string? EtaDateTime { get; set; }

    public List<RecoveryInstanceDataReplicationInfoReplicatedDisk>? ReplicatedDisks { get; set; }

    public RecoveryInstanceDataReplicationState? DataReplicationState { get; set; }

    public RecoveryInstanceDataReplicationInitiation? DataReplicationInitiation { get; set; }

    public RecoveryInstanceDataReplicationError? DataReplicationError { get; set; }

    public string? StagingAvailabilityZone { get; set; }

    public string? StagingOutpostArn { get; set; }
}

public sealed class RecoveryInstanceDataReplicationInfoReplicatedDisk
{
    public string? DeviceName { get; set; }

    public long? TotalStorageBytes { get; set; }

    public long? ReplicatedStorageBytes { get; set; }

    public long? RescannedStorageBytes { get; set; }

    public long? BackloggedStorageBytes { get; set; }
}

public sealed class RecoveryInstanceDataReplicationInitiation
{
    public string? StartDateTime { get; set; }

    public List<RecoveryInstanceDataReplicationInitiationStep>? Steps { get; set; }
}

public sealed class RecoveryInstanceDataReplicationInitiationStep
{
    public RecoveryInstanceDataReplicationInitiationStepName? Name { get; set; }

    public RecoveryInstanceDataReplicationInitiationStepStatus? Status { get; set; }
}

public sealed class RecoveryInstanceDataReplicationError
{
    public FailbackReplicationError? Error { get; set; }

    public string? RawError { get; set; }
}
