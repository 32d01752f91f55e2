using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class DataReplicationState : ConstantClass
{
    public static readonly DataReplicationState STOPPED = new("STOPPED");
    public static readonly DataReplicationState INITIATING = new("INITIATING");
    public static readonly DataReplicationState INITIAL_SYNC = new("INITIAL_SYNC");
    public static readonly DataReplicationState BACKLOG = new("BACKLOG");
    public static readonly DataReplicationState CREATING_SNAPSHOT = new("CREATING_SNAPSHOT");
    public static readonly DataReplicationState CONTINUOUS = new("CONTINUOUS");
    public static readonly DataReplicationState PAUSED = new("PAUSED");
    public static readonly DataReplicationState RESCAN = new("RESCAN");
    public static readonly DataReplicationState STALLED = new("STALLED");
    public static readonly DataReplicationState DISCONNECTED = new("DISCONNECTED");

    public DataReplicationState(string value)
        : base(value)
    {
    }

    public static DataReplicationState FindValue(string value) => FindValue<DataReplicationState>(value);

    public static implicit operator DataReplicationState(string value) => FindValue(value);
}

public class DataReplicationErrorString : ConstantClass
{
    public static readonly DataReplicationErrorString AGENT_NOT_SEEN = new("AGENT_NOT_SEEN");
    public static readonly DataReplicationErrorString SNAPSHOTS_FAILURE = new("SNAPSHOTS_FAILURE");
    public static readonly DataReplicationErrorString NOT_CONVERGING = new("NOT_CONVERGING");
    public static readonly DataReplicationErrorString UNSTABLE_NETWORK = new("UNSTABLE_NETWORK");
    public static readonly DataReplicationErrorString FAILED_TO_CREATE_SECURITY_GROUP = new("FAILED_TO_CREATE_SECURITY_GROUP");
    public static readonly DataReplicationErrorString FAILED_TO_LAUNCH_REPLICATION_SERVER = new("FAILED_TO_LAUNCH_REPLICATION_SERVER");
    public static readonly DataReplicationErrorString FAILED_TO_BOOT_REPLICATION_SERVER = new("FAILED_TO_BOOT_REPLICATION_SERVER");
    public static readonly DataReplicationErrorString FAILED_TO_AUTHENTICATE_WITH_SERVICE = new("FAILED_TO_AUTHENTICATE_WITH_SERVICE");
    public static readonly DataReplicationErrorString FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE = new("FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE");
    public static readonly DataReplicationErrorString FAILED_TO_CREATE_STAGING_DISKS = new("FAILED_TO_CREATE_STAGING_DISKS");
    public static readonly DataReplicationErrorString FAILED_TO_ATTACH_STAGING_DISKS = new("FAILED_TO_ATTACH_STAGING_DISKS");
    public static readonly DataReplicationErrorString FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT = new("FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT");
    public static readonly DataReplicationErrorString FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER = new("FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER");
    public static readonly DataReplicationErrorString FAILED_TO_START_DATA_TRANSFER = new("FAILED_TO_START_DATA_TRANSFER");

    public DataReplicationErrorString(string value)
        : base(value)
    {
    }

    public static DataReplicationErrorString FindValue(string value) => FindValue<DataReplicationErrorString>(value);

    public static implicit operator DataReplicationErrorString(string value) => FindValue(value);
}

public class DataReplicationInitiationStepName : ConstantClass
{
    public static readonly DataReplicationInitiationStepName WAIT = new("WAIT");
    public static readonly DataReplicationInitiationStepName CREATE_SECURITY_GROUP = new("CREATE_SECURITY_GROUP");
    public static readonly DataReplicationInitiationStepName LAUNCH_REPLICATION_SERVER = new("LAUNCH_REPLICATION_SERVER");
    public static readonly DataReplicationInitiationStepName BOOT_REPLICATION_SERVER = new("BOOT_REPLICATION_SERVER");
    public static readonly DataReplicationInitiationStepName AUTHENTICATE_WITH_SERVICE = new("AUTHENTICATE_WITH_SERVICE");
    public static readonly DataReplicationInitiationStepName DOWNLOAD_REPLICATION_SOFTWARE = new("DOWNLOAD_REPLICATION_SOFTWARE");
    public static readonly DataReplicationInitiationStepName CREATE_STAGING_DISKS = new("CREATE_STAGING_DISKS");
    public static readonly DataReplicationInitiationStepName ATTACH_STAGING_DISKS = new("ATTACH_STAGING_DISKS");
    public static readonly DataReplicationInitiationStepName PAIR_REPLICATION_SERVER_WITH_AGENT = new("PAIR_REPLICATION_SERVER_WITH_AGENT");
    public static readonly DataReplicationInitiationStepName CONNECT_AGENT_TO_REPLICATION_SERVER = new("CONNECT_AGENT_TO_REPLICATION_SERVER");
    public static readonly DataReplicationInitiationStepName START_DATA_TRANSFER = new("START_DATA_TRANSFER");

    public DataReplicationInitiationStepName(string value)
        : base(value)
    {
    }

    public static DataReplicationInitiationStepName FindValue(string value) => FindValue<DataReplicationInitiationStepName>(value);

    public static implicit operator DataReplicationInitiationStepName(string value) => FindValue(value);
}

public class DataReplicationInitiationStepStatus : ConstantClass
{
    public static readonly DataReplicationInitiationStepStatus NOT_STARTED = new("NOT_STARTED");
    public static readonly DataReplicationInitiationStepStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly DataReplicationInitiationStepStatus SUCCEEDED = new("SUCCEEDED");
    public static readonly DataReplicationInitiationStepStatus FAILED = new("FAILED");
    public static readonly DataReplicationInitiationStepStatus SKIPPED = new("SKIPPED");

    public DataReplicationInitiationStepStatus(string value)
        : base(value)
    {
    }

    public static DataReplicationInitiationStepStatus FindValue(string value) => FindValue<DataReplicationInitiationStepStatus>(value);

    public static implicit operator DataReplicationInitiationStepStatus(string value) => FindValue(value);
}

public class VolumeStatus : ConstantClass
{
    public static readonly VolumeStatus REGULAR = new("REGULAR");
    public static readonly VolumeStatus CONTAINS_MARKETPLACE_PRODUCT_CODES = new("CONTAINS_MARKETPLACE_PRODUCT_CODES");
    public static readonly VolumeStatus MISSING_VOLUME_ATTRIBUTES = new("MISSING_VOLUME_ATTRIBUTES");
    public static readonly VolumeStatus MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE = new("MISSING_VOLUME_ATTRIBUTES_AND_PRECHECK_UNAVAILABLE");
    public static readonly VolumeStatus PENDING = new("PENDING");

    public VolumeStatus(string value)
        : base(value)
    {
    }

    public static VolumeStatus FindValue(string value) => FindValue<VolumeStatus>(value);

    public static implicit operator VolumeStatus(string value) => FindValue(value);
}

public class ReplicationDirection : ConstantClass
{
    public static readonly ReplicationDirection FAILOVER = new("FAILOVER");
    public static readonly ReplicationDirection FAILBACK = new("FAILBACK");

    public ReplicationDirection(string value)
        : base(value)
    {
    }

    public static ReplicationDirection FindValue(string value) => FindValue<ReplicationDirection>(value);

    public static implicit operator ReplicationDirection(string value) => FindValue(value);
}
