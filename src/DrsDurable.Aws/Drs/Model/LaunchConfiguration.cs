namespace DrsDurable.Aws.Drs.Model;

public sealed class Licensing
{
    public bool? OsByol { get; set; }
}

public sealed class LaunchIntoInstanceProperties
{
    /// <summary>An instance that is stopped and tagged <c>AWSDRS=AllowLaunchingIntoThisInstance</c>.</summary>
    public string? LaunchIntoEC2InstanceID { get; set; }
}
