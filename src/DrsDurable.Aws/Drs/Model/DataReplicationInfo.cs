namespace DrsDurable.Aws.Drs.Model;

public sealed class DataReplicationInfo
{
    /// <summary>ISO 8601 duration, <c>P0D</c> when there is no lag.</summary>
    public string? LagDuration { get; set; }

    public string? EtaDateTime { get; set; }

    public List<DataReplicationInfoReplicatedDisk>? ReplicatedDisks { get; set; }

    public DataReplicationState? DataReplicationState { get; set; }

    public DataReplicationInitiation? DataReplicationInitiation { get; set; }

    public DataReplicationError? DataReplicationError { get; set; }

    public string? StagingAvailabilityZone { get; set; }

    public string? StagingOutpostArn { get; set; }
}

public sealed class DataReplicationInfoReplicatedDisk
{
    public string? DeviceName { get; set; }

    public long? TotalStorageBytes { get; set; }

    public long? ReplicatedStorageBytes { get; set; }

    public long? RescannedStorageBytes { get; set; }

    public long? BackloggedStorageBytes { get; set; }

    public VolumeStatus? VolumeStatus { get; set; }
}

public sealed class DataReplicationInitiation
{
    public string? StartDateTime { get; set; }

    public string? NextAttemptDateTime { get; set; }

    public List<DataReplicationInitiationStep>? Steps { get; set; }
}

public sealed class DataReplicationInitiationStep
{
    public DataReplicationInitiationStepName? Name { get; set; }

    public DataReplicationInitiationStepStatus? Status { get; set; }
}

public sealed class DataReplicationError
{
    public DataReplicationErrorString? Error { get; set; }

    public string? RawError { get; set; }
}
