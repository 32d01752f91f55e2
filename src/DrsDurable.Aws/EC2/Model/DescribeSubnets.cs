using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeSubnetsRequest : AmazonEC2Request
{
    [WireName("SubnetId")]
    public List<string>? SubnetIds { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeSubnetsResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "subnetSet")]
    public List<Subnet>? Subnets { get; set; }

    public string? NextToken { get; set; }
}

public sealed class Subnet
{
    public string? SubnetId { get; set; }

    public string? SubnetArn { get; set; }

    public string? VpcId { get; set; }

    public string? CidrBlock { get; set; }

    public string? AvailabilityZone { get; set; }

    public int? AvailableIpAddressCount { get; set; }

    public bool? DefaultForAz { get; set; }

    public bool? MapPublicIpOnLaunch { get; set; }

    public SubnetState? State { get; set; }

    public string? OwnerId { get; set; }

    [WireName(Answer = "tagSet")]
    public List<Tag>? Tags { get; set; }
}
