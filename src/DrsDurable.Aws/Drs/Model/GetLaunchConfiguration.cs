using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class GetLaunchConfigurationRequest : AmazonDrsRequest
{
    public string? SourceServerID { get; set; }
}

/// <summary>The members of the launch configuration stand at top level.</summary>
public sealed class GetLaunchConfigurationResponse : AmazonWebServiceResponse
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
