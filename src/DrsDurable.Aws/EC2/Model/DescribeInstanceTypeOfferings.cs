using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeInstanceTypeOfferingsRequest : AmazonEC2Request
{
    /// <summary>Default: Region.</summary>
    public LocationType? LocationType { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeInstanceTypeOfferingsResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "instanceTypeOfferingSet")]
    public List<InstanceTypeOffering>? InstanceTypeOfferings { get; set; }

    public string? NextToken { get; set; }
}

public sealed class InstanceTypeOffering
{
    public InstanceType? InstanceType { get; set; }

    public LocationType? LocationType { get; set; }

    public string? Location { get; set; }
}
