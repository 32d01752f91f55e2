using Amazon.Runtime;

namespace DrsDurable.Aws.EC2;

public class InstanceStateName : ConstantClass
{
    public static readonly InstanceStateName Pending = new("pending");
    public static readonly InstanceStateName Running = new("running");
    public static readonly InstanceStateName ShuttingDown = new("shutting-down");
    public static readonly InstanceStateName Stopped = new("stopped");
    public static readonly InstanceStateName Stopping = new("stopping");
    public static readonly InstanceStateName Terminated = new("terminated");

    public InstanceStateName(string value)
        : base(value)
    {
    }

    public static InstanceStateName FindValue(string value) => FindValue<InstanceStateName>(value);

    public static implicit operator InstanceStateName(string value) => FindValue(value);
}

public class SummaryStatus : ConstantClass
{
    public static readonly SummaryStatus Impaired = new("impaired");
    public static readonly SummaryStatus Initializing = new("initializing");
    public static readonly SummaryStatus InsufficientData = new("insufficient-data");
    public static readonly SummaryStatus NotApplicable = new("not-applicable");
    public static readonly SummaryStatus Ok = new("ok");

    public SummaryStatus(string value)
        : base(value)
    {
    }

    public static SummaryStatus FindValue(string value) => FindValue<SummaryStatus>(value);

    public static implicit operator SummaryStatus(string value) => FindValue(value);
}

public class StatusType : ConstantClass
{
    public static readonly StatusType Failed = new("failed");
    public static readonly StatusType Initializing = new("initializing");
    public static readonly StatusType InsufficientData = new("insufficient-data");
    public static readonly StatusType Passed = new("passed");

    public StatusType(string value)
        : base(value)
    {
    }

    public static StatusType FindValue(string value) => FindValue<StatusType>(value);

    public static implicit operator StatusType(string value) => FindValue(value);
}

public class StatusName : ConstantClass
{
    public static readonly StatusName Reachability = new("reachability");

    public StatusName(string value)
        : base(value)
    {
    }

    public static StatusName FindValue(string value) => FindValue<StatusName>(value);

    public static implicit operator StatusName(string value) => FindValue(value);
}

public class SubnetState : ConstantClass
{
    public static readonly SubnetState Available = new("available");
    public static readonly SubnetState Pending = new("pending");
    public static readonly SubnetState Unavailable = new("unavailable");

    public SubnetState(string value)
        : base(value)
    {
    }

    public static SubnetState FindValue(string value) => FindValue<SubnetState>(value);

    public static implicit operator SubnetState(string value) => FindValue(value);
}

public class LocationType : ConstantClass
{
    public static readonly LocationType AvailabilityZone = new("availability-zone");
    public static readonly LocationType AvailabilityZoneId = new("availability-zone-id");
    public static readonly LocationType Region = new("region");

    public LocationType(string value)
        : base(value)
    {
    }

    public static LocationType FindValue(string value) => FindValue<LocationType>(value);

    public static implicit operator LocationType(string value) => FindValue(value);
}

public class ResourceType : ConstantClass
{
    public static readonly ResourceType Instance = new("instance");
    public static readonly ResourceType LaunchTemplate = new("launch-template");
    public static readonly ResourceType NetworkInterface = new("network-interface");
    public static readonly ResourceType Volume = new("volume");

    public ResourceType(string value)
        : base(value)
    {
    }

    public static ResourceType FindValue(string value) => FindValue<ResourceType>(value);

    public static implicit operator ResourceType(string value) => FindValue(value);
}

/// <summary>Such as m5.large; the list is the service's, and long.</summary>
public class InstanceType : ConstantClass
{
    public static readonly InstanceType C5Large = new("c5.large");
    public static readonly InstanceType M5Large = new("m5.large");

    public InstanceType(string value)
        : base(value)
    {
    }

    public static InstanceType FindValue(string value) => FindValue<InstanceType>(value);

    public static implicit operator InstanceType(string value) => FindValue(value);
}
