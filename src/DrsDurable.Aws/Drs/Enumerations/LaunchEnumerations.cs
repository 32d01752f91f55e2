using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public class LaunchStatus : ConstantClass
{
    public static readonly LaunchStatus PENDING = new("PENDING");
    public static readonly LaunchStatus IN_PROGRESS = new("IN_PROGRESS");
    public static readonly LaunchStatus LAUNCHED = new("LAUNCHED");
    public static readonly LaunchStatus FAILED = new("FAILED");
    public static readonly LaunchStatus TERMINATED = new("TERMINATED");

    public LaunchStatus(string value)
        : base(value)
    {
    }

    public static LaunchStatus FindValue(string value) => FindValue<LaunchStatus>(value);

    public static implicit operator LaunchStatus(string value) => FindValue(value);
}

public class LastLaunchResult : ConstantClass
{
    public static readonly LastLaunchResult NOT_STARTED = new("NOT_STARTED");
    public static readonly LastLaunchResult PENDING = new("PENDING");
    public static readonly LastLaunchResult SUCCEEDED = new("SUCCEEDED");
    public static readonly LastLaunchResult FAILED = new("FAILED");

    public LastLaunchResult(string value)
        : base(value)
    {
    }

    public static LastLaunchResult FindValue(string value) => FindValue<LastLaunchResult>(value);

    public static implicit operator LastLaunchResult(string value) => FindValue(value);
}

public class LastLaunchType : ConstantClass
{
    public static readonly LastLaunchType RECOVERY = new("RECOVERY");
    public static readonly LastLaunchType DRILL = new("DRILL");

    public LastLaunchType(string value)
        : base(value)
    {
    }

    public static LastLaunchType FindValue(string value) => FindValue<LastLaunchType>(value);

    public static implicit operator LastLaunchType(string value) => FindValue(value);
}
