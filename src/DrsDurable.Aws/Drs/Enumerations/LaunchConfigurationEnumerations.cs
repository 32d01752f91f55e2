using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

/// <summary>The state a recovery instance is left in: a LAUNCHED server need not be running.</summary>
public class LaunchDisposition : ConstantClass
{
    public static readonly LaunchDisposition STOPPED = new("STOPPED");
    public static readonly LaunchDisposition STARTED = new("STARTED");

    public LaunchDisposition(string value)
        : base(value)
    {
    }

    public static LaunchDisposition FindValue(string value) => FindValue<LaunchDisposition>(value);

    public static implicit operator LaunchDisposition(string value) => FindValue(value);
}

/// <summary>Anything but NONE overrides the launch template's instance type.</summary>
public class TargetInstanceTypeRightSizingMethod : ConstantClass
{
    public static readonly TargetInstanceTypeRightSizingMethod NONE = new("NONE");
    public static readonly TargetInstanceTypeRightSizingMethod BASIC = new("BASIC");
    public static readonly TargetInstanceTypeRightSizingMethod IN_AWS = new("IN_AWS");

    public TargetInstanceTypeRightSizingMethod(string value)
        : base(value)
    {
    }

    public static TargetInstanceTypeRightSizingMethod FindValue(string value) => FindValue<TargetInstanceTypeRightSizingMethod>(value);

    public static implicit operator TargetInstanceTypeRightSizingMethod(string value) => FindValue(value);
}

/// <summary>FAST launches without conversion.</summary>
public class RecoveryMode : ConstantClass
{
    public static readonly RecoveryMode FAST = new("FAST");
    public static readonly RecoveryMode OPTIMAL = new("OPTIMAL");

    public RecoveryMode(string value)
        : base(value)
    {
    }

    public static RecoveryMode FindValue(string value) => FindValue<RecoveryMode>(value);

    public static implicit operator RecoveryMode(string value) => FindValue(value);
}

public class RecoverySnapshotsOrder : ConstantClass
{
    public static readonly RecoverySnapshotsOrder ASC = new("ASC");
    public static readonly RecoverySnapshotsOrder DESC = new("DESC");

    public RecoverySnapshotsOrder(string value)
        : base(value)
    {
    }

    public static RecoverySnapshotsOrder FindValue(string value) => FindValue<RecoverySnapshotsOrder>(value);

    public static implicit operator RecoverySnapshotsOrder(string value) => FindValue(value);
}
