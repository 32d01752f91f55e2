using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

/// <summary>Upper case on the wire, with a hyphen in <c>SHUTTING-DOWN</c>.</summary>
public class EC2InstanceState : ConstantClass
{
    public static readonly EC2InstanceState PENDING = new("PENDING");
    public static readonly EC2InstanceState RUNNING = new("RUNNING");
    public static readonly EC2InstanceState STOPPING = new("STOPPING");
    public static readonly EC2InstanceState STOPPED = new("STOPPED");
    public static readonly EC2InstanceState SHUTTINGDOWN = new("SHUTTING-DOWN");
    public static readonly EC2InstanceState TERMINATED = new("TERMINATED");
    public static readonly EC2InstanceState NOT_FOUND = new("NOT_FOUND");

    public EC2InstanceState(string value)
        : base(value)
    {
    }

    public static EC2InstanceState FindValue(string value) => FindValue<EC2InstanceState>(value);

    public static implicit operator EC2InstanceState(string value) => FindValue(value);
}

public class OriginEnvironment : ConstantClass
{
    public static readonly OriginEnvironment ON_PREMISES = new("ON_PREMISES");
    public static readonly OriginEnvironment AWS = new("AWS");

    public OriginEnvironment(string value)
        : base(value)
    {
    }

    public static OriginEnvironment FindValue(string value) => FindValue<OriginEnvironment>(value);

    public static implicit operator OriginEnvironment(string value) => FindValue(value);
}

public class FailbackState : ConstantClass
{
    public static readonly FailbackState FAILBACK_NOT_STARTED = new("FAILBACK_NOT_STARTED");
    public static readonly FailbackState FAILBACK_IN_PROGRESS = new("FAILBACK_IN_PROGRESS");
    public static readonly FailbackState FAILBACK_READY_FOR_LAUNCH = new("FAILBACK_READY_FOR_LAUNCH");
    public static readonly FailbackState FAILBACK_COMPLETED = new("FAILBACK_COMPLETED");
    public static readonly FailbackState FAILBACK_ERROR = new("FAILBACK_ERROR");
    public static readonly FailbackState FAILBACK_NOT_READY_FOR_LAUNCH = new("FAILBACK_NOT_READY_FOR_LAUNCH");
    public static readonly FailbackState FAILBACK_LAUNCH_STATE_NOT_AVAILABLE = new("FAILBACK_LAUNCH_STATE_NOT_AVAILABLE");

    public FailbackState(string value)
        : base(value)
    {
    }

    public static FailbackState FindValue(string value) => FindValue<FailbackState>(value);

    public static implicit operator FailbackState(string value) => FindValue(value);
}

public class FailbackLaunchType : ConstantClass
{
    public static readonly FailbackLaunchType RECOVERY = new("RECOVERY");
    public static readonly FailbackLaunchType DRILL = new("DRILL");

    public FailbackLaunchType(string value)
        : base(value)
    {
    }

    public static FailbackLaunchType FindValue(string value) => FindValue<FailbackLaunchType>(value);

    public static implicit operator FailbackLaunchType(string value) => FindValue(value);
}

public class FailbackReplicationError : ConstantClass
{
    public static readonly FailbackReplicationError AGENT_NOT_SEEN = new("AGENT_NOT_SEEN");
    public static readonly FailbackReplicationError FAILBACK_CLIENT_NOT_SEEN = new("FAILBACK_CLIENT_NOT_SEEN");
    public static readonly FailbackReplicationError NOT_CONVERGING = new("NOT_CONVERGING");
    public static readonly FailbackReplicationError UNSTABLE_NETWORK = new("UNSTABLE_NETWORK");
    public static readonly FailbackReplicationError FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = new("FAILED_TO_ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION");
    public static readonly FailbackReplicationError FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = new("FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT");
    public static readonly FailbackReplicationError FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE = new("FAILED_TO_CONFIGURE_REPLICATION_SOFTWARE");
    public static readonly FailbackReplicationError FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE = new("FAILED_TO_PAIR_AGENT_WITH_REPLICATION_SOFTWARE");
    public static readonly FailbackReplicationError FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = new("FAILED_TO_ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION");
    public static readonly FailbackReplicationError FAILED_GETTING_REPLICATION_STATE = new("FAILED_GETTING_REPLICATION_STATE");
    public static readonly FailbackReplicationError SNAPSHOTS_FAILURE = new("SNAPSHOTS_FAILURE");
    public static readonly FailbackReplicationError FAILED_TO_CREATE_SECURITY_GROUP = new("FAILED_TO_CREATE_SECURITY_GROUP");
    public static readonly FailbackReplicationError FAILED_TO_LAUNCH_REPLICATION_SERVER = new("FAILED_TO_LAUNCH_REPLICATION_SERVER");
    public static readonly FailbackReplicationError FAILED_TO_BOOT_REPLICATION_SERVER = new("FAILED_TO_BOOT_REPLICATION_SERVER");
    public static readonly FailbackReplicationError FAILED_TO_AUTHENTICATE_WITH_SERVICE = new("FAILED_TO_AUTHENTICATE_WITH_SERVICE");
    public static readonly FailbackReplicationError FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE = new("FAILED_TO_DOWNLOAD_REPLICATION_SOFTWARE");
    public static readonly FailbackReplicationError FAILED_TO_CREATE_STAGING_DISKS = new("FAILED_TO_CREATE_STAGING_DISKS");
    public static readonly FailbackReplicationError FAILED_TO_ATTACH_STAGING_DISKS = new("FAILED_TO_ATTACH_STAGING_DISKS");
    public static readonly FailbackReplicationError FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT = new("FAILED_TO_PAIR_REPLICATION_SERVER_WITH_AGENT");
    public static readonly FailbackReplicationError FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER = new("FAILED_TO_CONNECT_AGENT_TO_REPLICATION_SERVER");
    public static readonly FailbackReplicationError FAILED_TO_START_DATA_TRANSFER = new("FAILED_TO_START_DATA_TRANSFER");

    public FailbackReplicationError(string value)
        : base(value)
    {
    }

    public static FailbackReplicationError FindValue(string value) => FindValue<FailbackReplicationError>(value);

    public static implicit operator FailbackReplicationError(string value) => FindValue(value);
}

public class RecoveryInstanceDataReplicationState : ConstantClass
{
    public static readonly RecoveryInstanceDataReplicationState STOPPED = new("STOPPED");
    public static readonly RecoveryInstanceDataReplicationState INITIATING = new("INITIATING");
    public static readonly RecoveryInstanceDataReplicationState INITIAL_SYNC = new("INITIAL_SYNC");
    public static readonly RecoveryInstanceDataReplicationState BACKLOG = new("BACKLOG");
    public static readonly RecoveryInstanceDataReplicationState CREATING_SNAPSHOT = new("CREATING_SNAPSHOT");
    public static readonly RecoveryInstanceDataReplicationState CONTINUOUS = new("CONTINUOUS");
    public static readonly RecoveryInstanceDataReplicationState PAUSED = new("PAUSED");
    public static readonly RecoveryInstanceDataReplicationState RESCAN = new("RESCAN");
    public static readonly RecoveryInstanceDataReplicationState STALLED = new("STALLED");
    public static readonly RecoveryInstanceDataReplicationState DISCONNECTED = new("DISCONNECTED");
    public static readonly RecoveryInstanceDataReplicationState REPLICATION_STATE_NOT_AVAILABLE = new("REPLICATION_STATE_NOT_AVAILABLE");
    public static readonly RecoveryInstanceDataReplicationState NOT_STARTED = new("NOT_STARTED");

    public RecoveryInstanceDataReplicationState(string value)
        : base(value)
    {
    }

    public static RecoveryInstanceDataReplicationState FindValue(string value) => FindValue<RecoveryInstanceDataReplicationState>(value);

    public static implicit operator RecoveryInstanceDataReplicationState(string value) => FindValue(value);
}

public class RecoveryInstanceDataReplicationInitiationStepName : ConstantClass
{
    public static readonly RecoveryInstanceDataReplicationInitiationStepName LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE = new("LINK_FAILBACK_CLIENT_WITH_RECOVERY_INSTANCE");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName COMPLETE_VOLUME_MAPPING = new("COMPLETE_VOLUME_MAPPING");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION = new("ESTABLISH_RECOVERY_INSTANCE_COMMUNICATION");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT = new("DOWNLOAD_REPLICATION_SOFTWARE_TO_FAILBACK_CLIENT");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName CONFIGURE_REPLICATION_SOFTWARE = new("CONFIGURE_REPLICATION_SOFTWARE");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName PAIR_AGENT_WITH_REPLICATION_SOFTWARE = new("PAIR_AGENT_WITH_REPLICATION_SOFTWARE");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION = new("ESTABLISH_AGENT_REPLICATOR_SOFTWARE_COMMUNICATION");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName WAIT = new("WAIT");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName CREATE_SECURITY_GROUP = new("CREATE_SECURITY_GROUP");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName LAUNCH_REPLICATION_SERVER = new("LAUNCH_REPLICATION_SERVER");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName BOOT_REPLICATION_SERVER = new("BOOT_REPLICATION_SERVER");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName AUTHENTICATE_WITH_SERVICE = new("AUTHENTICATE_WITH_SERVICE");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName DOWNLOAD_REPLICATION_SOFTWARE = new("DOWNLOAD_REPLICATION_SOFTWARE");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName CREATE_STAGING_DISKS = new("CREATE_STAGING_DISKS");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName ATTACH_STAGING_DISKS = new("ATTACH_STAGING_DISKS");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName PAIR_REPLICATION_SERVER_WITH_AGENT = new("PAIR_REPLICATION_SERVER_WITH_AGENT");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName CONNECT_AGENT_TO_REPLICATION_SERVER = new("CONNECT_AGENT_TO_REPLICATION_SERVER");
    public static readonly RecoveryInstanceDataReplicationInitiationStepName START_DATA_TRANSFER = new("START_DATA_TRANSFER");

    public RecoveryInstanceDataReplicationInitiationStepName(string value)
        : base(value)
    {
    }

    public static RecoveryInstanceDataReplicationInitiationStepName FindValue(string value) => FindValue<RecoveryInstanceDataReplicationInitiationStepName>(value);

    public static implicit operator RecoveryInstanceDataReplicationInitiationStepName(string value) => FindValue(value);
}

public class RecoveryInstanceDataReplicationInitiationStepStatus : ConstantClass
{
    public static readonly RecoveryInstanceDataReplicationInitiationStepStatus NOT_STARTED = new("NOT_STARTED");
    public static readonly RecoveryInstanceDataReplicationInitiationStepStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly RecoveryInstanceDataReplicationInitiationStepStatus SUCCEEDED = new("SUCCEEDED");
    public static readonly RecoveryInstanceDataReplicationInitiationStepStatus FAILED = new("FAILED");
    public static readonly RecoveryInstanceDataReplicationInitiationStepStatus SKIPPED = new("SKIPPED");

    public RecoveryInstanceDataReplicationInitiationStepStatus(string value)
        : base(value)
    {
    }

    public static RecoveryInstanceDataReplicationInitiationStepStatus FindValue(string value) => FindValue<RecoveryInstanceDataReplicationInitiationStepStatus>(value);

    public static implicit operator RecoveryInstanceDataReplicationInitiationStepStatus(string value) => FindValue(value);
}
