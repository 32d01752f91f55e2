using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class Instance
{
    public string? InstanceId { get; set; }

    public InstanceType? InstanceType { get; set; }

    [WireName(Answer = "instanceState")]
    public InstanceState? State { get; set; }

    public string? ImageId { get; set; }

    public DateTime? LaunchTime { get; set; }

    public Placement? Placement { get; set; }

    public string? SubnetId { get; set; }

    public string? VpcId { get; set; }

    public string? PrivateIpAddress { get; set; }

    public string? PrivateDnsName { get; set; }

    [WireName(Answer = "ipAddress")]
    public string? PublicIpAddress { get; set; }

    [WireName(Answer = "groupSet")]
    public List<GroupIdentifier>? SecurityGroups { get; set; }

    public IamInstanceProfile? IamInstanceProfile { get; set; }

    public bool? EbsOptimized { get; set; }

    [WireName(Answer = "tagSet")]
    public List<Tag>? Tags { get; set; }
}

public sealed class InstanceState
{
    public int? Code { get; set; }

    public InstanceStateName? Name { get; set; }
}

public sealed class Placement
{
    public string? AvailabilityZone { get; set; }

    public string? Tenancy { get; set; }
}

public sealed class GroupIdentifier
{
    public string? GroupId { get; set; }

    public string? GroupName { get; set; }
}

public sealed class IamInstanceProfile
{
    public string? Arn { get; set; }

    public string? Id { get; set; }
}
