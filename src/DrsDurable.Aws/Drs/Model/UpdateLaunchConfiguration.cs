using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>
/// Changes the members that are set. DRS then writes a version of the EC2 launch template and makes it the default: changes to the template come after
/// this call, not before it.
/// </summary>
public sealed class UpdateLaunchConfigurationRequest : AmazonDrsRequest
{
    public string? SourceServerID { get; set; }

    /// <summary>At most 128 characters.</summary>
    public string? Name { get; set; }

    public LaunchDisposition? LaunchDisposition { get; set; }

    public TargetInstanceTypeRightSizingMethod? TargetInstanceTypeRightSizingMethod { get; set; }

    public bool? CopyPrivateIp { get; set; }

    /// <summary>Tags of the source server go to the EC2 instance too.</summary>
    public bool? CopyTags { get; set; }

    public Licensing? Licensing { get; set; }

    public bool? PostLaunchEnabled { get; set; }

    public LaunchIntoInstanceProperties? LaunchIntoInstanceProperties { get; set; }

    public RecoveryMode? RecoveryMode { get; set; }
}

public sealed class UpdateLaunchConfigurationResponse : AmazonWebServiceResponse
{
    public string? SourceServerID { get; set; }

    /// <summary>At most 128 characters.</summary>
    public string? Name { get; set; }

    /// <summary>The EC2 launch template with subnet, security groups and instance type; its default version is what launches. Read only here.</summary>
    public string? Ec2LaunchTemplateID { get; set; }

    public LaunchDisposition? LaunchDisposition { get; set; }

    public TargetInstanceTypeRightSizingMethod? TargetInstanceTypeRightSizingMethod { get; set; }

    public bool? CopyPrivateIp { get; set; }

    /// <summary>Tags of the source server go to the EC2 instance too.</summary>
    public bool? CopyTags { get; set; }

    public Licensing? Licensing { get; set; }

    public bool? PostLaunchEnabled { get; set; }

    public LaunchIntoInstanceProperties? LaunchIntoInstanceProperties { get; set; }

    public RecoveryMode? RecoveryMode { get; set; }
}
