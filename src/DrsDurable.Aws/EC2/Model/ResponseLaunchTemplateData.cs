using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class ResponseLaunchTemplateData
{
    public string? ImageId { get; set; }

    public InstanceType? InstanceType { get; set; }

    public string? KeyName { get; set; }

    public bool? EbsOptimized { get; set; }

    public LaunchTemplateIamInstanceProfileSpecification? IamInstanceProfile { get; set; }

    [WireName(Answer = "networkInterfaceSet")]
    public List<LaunchTemplateInstanceNetworkInterfaceSpecification>? NetworkInterfaces { get; set; }

    [WireName(Answer = "securityGroupIdSet")]
    public List<string>? SecurityGroupIds { get; set; }

    public LaunchTemplatesMonitoring? Monitoring { get; set; }

    public bool? DisableApiTermination { get; set; }

    public bool? DisableApiStop { get; set; }

    public string? UserData { get; set; }

    public string? InstanceInitiatedShutdownBehavior { get; set; }

    public CreditSpecification? CreditSpecification { get; set; }

    [WireName(Answer = "tagSpecificationSet")]
    public List<LaunchTemplateTagSpecification>? TagSpecifications { get; set; }
}

public sealed class LaunchTemplateIamInstanceProfileSpecification
{
    public string? Arn { get; set; }

    public string? Name { get; set; }
}

public sealed class LaunchTemplateInstanceNetworkInterfaceSpecification
{
    public int? DeviceIndex { get; set; }

    public string? SubnetId { get; set; }

    /// <summary>Ids of security groups.</summary>
    [WireName(Answer = "groupSet")]
    public List<string>? Groups { get; set; }

    public string? PrivateIpAddress { get; set; }

    public bool? AssociatePublicIpAddress { get; set; }

    public bool? DeleteOnTermination { get; set; }

    public string? Description { get; set; }

    public string? InterfaceType { get; set; }

    public string? NetworkInterfaceId { get; set; }
}

public sealed class LaunchTemplatesMonitoring
{
    public bool? Enabled { get; set; }
}

public sealed class CreditSpecification
{
    public string? CpuCredits { get; set; }
}

public sealed class LaunchTemplateTagSpecification
{
    public ResourceType? ResourceType { get; set; }

    [WireName(Answer = "tagSet")]
    public List<Tag>? Tags { get; set; }
}
