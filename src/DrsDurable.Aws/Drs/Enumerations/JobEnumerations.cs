using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class JobStatus : ConstantClass
{
    public static readonly JobStatus PENDING = new("PENDING");
    public static readonly JobStatus STARTED = new("STARTED");
    public static readonly JobStatus COMPLETED = new("COMPLETED");

    public JobStatus(string value)
        : base(value)
    {
    }

    public static JobStatus FindValue(string value) => FindValue<JobStatus>(value);

    public static implicit operator JobStatus(string value) => FindValue(value);
}

public class JobType : ConstantClass
{
    public static readonly JobType LAUNCH = new("LAUNCH");
    public static readonly JobType TERMINATE = new("TERMINATE");
    public static readonly JobType CREATE_CONVERTED_SNAPSHOT = new("CREATE_CONVERTED_SNAPSHOT");

    public JobType(string value)
        : base(value)
    {
    }

    public static JobType FindValue(string value) => FindValue<JobType>(value);

    public static implicit operator JobType(string value) => FindValue(value);
}

public class InitiatedBy : ConstantClass
{
    public static readonly InitiatedBy START_RECOVERY = new("START_RECOVERY");
    public static readonly InitiatedBy START_DRILL = new("START_DRILL");
    public static readonly InitiatedBy FAILBACK = new("FAILBACK");
    public static readonly InitiatedBy DIAGNOSTIC = new("DIAGNOSTIC");
    public static readonly InitiatedBy TERMINATE_RECOVERY_INSTANCES = new("TERMINATE_RECOVERY_INSTANCES");
    public static readonly InitiatedBy TARGET_ACCOUNT = new("TARGET_ACCOUNT");
    public static readonly InitiatedBy CREATE_NETWORK_RECOVERY = new("CREATE_NETWORK_RECOVERY");
    public static readonly InitiatedBy UPDATE_NETWORK_RECOVERY = new("UPDATE_NETWORK_RECOVERY");
    public static readonly InitiatedBy ASSOCIATE_NETWORK_RECOVERY = new("ASSOCIATE_NETWORK_RECOVERY");

    public InitiatedBy(string value)
        : base(value)
    {
    }

    public static InitiatedBy FindValue(string value) => FindValue<InitiatedBy>(value);

    public static implicit operator InitiatedBy(string value) => FindValue(value);
}

public class JobLogEvent : ConstantClass
{
    public static readonly JobLogEvent JOB_START = new("JOB_START");
    public static readonly JobLogEvent SERVER_SKIPPED = new("SERVER_SKIPPED");
    public static readonly JobLogEvent CLEANUP_START = new("CLEANUP_START");
    public static readonly JobLogEvent CLEANUP_END = new("CLEANUP_END");
    public static readonly JobLogEvent CLEANUP_FAIL = new("CLEANUP_FAIL");
    public static readonly JobLogEvent SNAPSHOT_START = new("SNAPSHOT_START");
    public static readonly JobLogEvent SNAPSHOT_END = new("SNAPSHOT_END");
    public static readonly JobLogEvent SNAPSHOT_FAIL = new("SNAPSHOT_FAIL");
    public static readonly JobLogEvent USING_PREVIOUS_SNAPSHOT = new("USING_PREVIOUS_SNAPSHOT");
    public static readonly JobLogEvent USING_PREVIOUS_SNAPSHOT_FAILED = new("USING_PREVIOUS_SNAPSHOT_FAILED");
    public static readonly JobLogEvent CONVERSION_START = new("CONVERSION_START");
    public static readonly JobLogEvent CONVERSION_END = new("CONVERSION_END");
    public static readonly JobLogEvent CONVERSION_FAIL = new("CONVERSION_FAIL");
    public static readonly JobLogEvent LAUNCH_START = new("LAUNCH_START");

    /// <summary>Sent by the service when a server has been launched, and listed in no version of its model.</summary>
    public static readonly JobLogEvent LAUNCH_END = new("LAUNCH_END");

    public static readonly JobLogEvent LAUNCH_FAILED = new("LAUNCH_FAILED");
    public static readonly JobLogEvent JOB_CANCEL = new("JOB_CANCEL");
    public static readonly JobLogEvent JOB_END = new("JOB_END");
    public static readonly JobLogEvent DEPLOY_NETWORK_CONFIGURATION_START = new("DEPLOY_NETWORK_CONFIGURATION_START");
    public static readonly JobLogEvent DEPLOY_NETWORK_CONFIGURATION_END = new("DEPLOY_NETWORK_CONFIGURATION_END");
    public static readonly JobLogEvent DEPLOY_NETWORK_CONFIGURATION_FAILED = new("DEPLOY_NETWORK_CONFIGURATION_FAILED");
    public static readonly JobLogEvent UPDATE_NETWORK_CONFIGURATION_START = new("UPDATE_NETWORK_CONFIGURATION_START");
    public static readonly JobLogEvent UPDATE_NETWORK_CONFIGURATION_END = new("UPDATE_NETWORK_CONFIGURATION_END");
    public static readonly JobLogEvent UPDATE_NETWORK_CONFIGURATION_FAILED = new("UPDATE_NETWORK_CONFIGURATION_FAILED");
    public static readonly JobLogEvent UPDATE_LAUNCH_TEMPLATE_START = new("UPDATE_LAUNCH_TEMPLATE_START");
    public static readonly JobLogEvent UPDATE_LAUNCH_TEMPLATE_END = new("UPDATE_LAUNCH_TEMPLATE_END");
    public static readonly JobLogEvent UPDATE_LAUNCH_TEMPLATE_FAILED = new("UPDATE_LAUNCH_TEMPLATE_FAILED");
    public static readonly JobLogEvent NETWORK_RECOVERY_FAIL = new("NETWORK_RECOVERY_FAIL");

    public JobLogEvent(string value)
        : base(value)
    {
    }

    public static JobLogEvent FindValue(string value) => FindValue<JobLogEvent>(value);

    public static implicit operator JobLogEvent(string value) => FindValue(value);
}
