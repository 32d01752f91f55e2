using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class LaunchActionCategory : ConstantClass
{
    public static readonly LaunchActionCategory MONITORING = new("MONITORING");
    public static readonly LaunchActionCategory VALIDATION = new("VALIDATION");
    public static readonly LaunchActionCategory CONFIGURATION = new("CONFIGURATION");
    public static readonly LaunchActionCategory SECURITY = new("SECURITY");
    public static readonly LaunchActionCategory OTHER = new("OTHER");

    public LaunchActionCategory(string value)
        : base(value)
    {
    }

    public static LaunchActionCategory FindValue(string value) => FindValue<LaunchActionCategory>(value);

    public static implicit operator LaunchActionCategory(string value) => FindValue(value);
}

public class LaunchActionParameterType : ConstantClass
{
    public static readonly LaunchActionParameterType SSM_STORE = new("SSM_STORE");
    public static readonly LaunchActionParameterType DYNAMIC = new("DYNAMIC");

    public LaunchActionParameterType(string value)
        : base(value)
    {
    }

    public static LaunchActionParameterType FindValue(string value) => FindValue<LaunchActionParameterType>(value);

    public static implicit operator LaunchActionParameterType(string value) => FindValue(value);
}

public class LaunchActionRunStatus : ConstantClass
{
    public static readonly LaunchActionRunStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly LaunchActionRunStatus SUCCEEDED = new("SUCCEEDED");
    public static readonly LaunchActionRunStatus FAILED = new("FAILED");

    public LaunchActionRunStatus(string value)
        : base(value)
    {
    }

    public static LaunchActionRunStatus FindValue(string value) => FindValue<LaunchActionRunStatus>(value);

    public static implicit operator LaunchActionRunStatus(string value) => FindValue(value);
}

public class LaunchActionType : ConstantClass
{
    public static readonly LaunchActionType SSM_AUTOMATION = new("SSM_AUTOMATION");
    public static readonly LaunchActionType SSM_COMMAND = new("SSM_COMMAND");

    public LaunchActionType(string value)
        : base(value)
    {
    }

    public static LaunchActionType FindValue(string value) => FindValue<LaunchActionType>(value);

    public static implicit operator LaunchActionType(string value) => FindValue(value);
}
