using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

/// <summary>What is set replaces what the source version has, member by member at the top.</summary>
public sealed class RequestLaunchTemplateData
{
    public string? ImageId { get; set; }

    public InstanceType? InstanceType { get; set; }

    public string? KeyName { get; set; }

    public bool? EbsOptimized { get; set; }

    public LaunchTemplateIamInstanceProfileSpecificationRequest? IamInstanceProfile { get; set; }

    [WireName("NetworkInterface")]
    public List<LaunchTemplateInstanceNetworkInterfaceSpecificationRequest>? NetworkInterfaces { get; set; }

    [WireName("SecurityGroupId")]
    public List<string>? SecurityGroupIds { get; set; }

    public LaunchTemplatesMonitoringRequest? Monitoring { get; set; }

    public bool? DisableApiTermination { get; set; }

    public bool? DisableApiStop { get; set; }

    public string? UserData { get; set; }

    public string? InstanceInitiatedShutdownBehavior { get; set; }

    public CreditSpecificationRequest? CreditSpecification { get; set; }

    [WireName("TagSpecification")]
    public List<LaunchTemplateTagSpecificationRequest>? TagSpecifications { get; set; }
}

public sealed class LaunchTemplateIamInstanceProfileSpecificationRequest
{
    public string? Arn { get; set; }

    public string? Name { get; set; }
}

public sealed class LaunchTemplateInstanceNetworkInterfaceSpecificationRequest
{
    public int? DeviceIndex { get; set; }

    public string? SubnetId { get; set; }

    /// <summary>Ids of security groups.</summary>
    [WireName("SecurityGroupId")]
    public List<string>? Groups { get; set; }

    public string? PrivateIpAddress { get; set; }

    public bool? AssociatePublicIpAddress { get; set; }

    public bool? DeleteOnTermination { get; set; }

    public string? Description { get; set; }

    public string? InterfaceType { get; set; }

    public string? NetworkInterfaceId { get; set; }
}

public sealed class LaunchTemplatesMonitoringRequest
{
    public bool? Enabled { get; set; }
}

public sealed class CreditSpecificationRequest
{
    public string? CpuCredits { get; set; }
}

public sealed class LaunchTemplateTagSpecificationRequest
{
    public ResourceType? ResourceType { get; set; }

    [WireName("Tag")]
    public List<Tag>? Tags { get; set; }
}
