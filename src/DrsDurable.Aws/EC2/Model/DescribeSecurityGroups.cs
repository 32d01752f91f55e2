using Amazon.Runtime;
using DrsDurable.Aws.Wire;

namespace DrsDurable.Aws.EC2.Model;

public sealed class DescribeSecurityGroupsRequest : AmazonEC2Request
{
    [WireName("GroupId")]
    public List<string>? GroupIds { get; set; }

    [WireName("GroupName")]
    public List<string>? GroupNames { get; set; }

    [WireName("Filter")]
    public List<Filter>? Filters { get; set; }

    /// <summary>True: nothing is done; the error DryRunOperation says that it would have been.</summary>
    public bool? DryRun { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeSecurityGroupsResponse : AmazonWebServiceResponse
{
    [WireName(Answer = "securityGroupInfo")]
    public List<SecurityGroup>? SecurityGroups { get; set; }

    public string? NextToken { get; set; }
}

public sealed class SecurityGroup
{
    public string? GroupId { get; set; }

    public string? GroupName { get; set; }

    [WireName(Answer = "groupDescription")]
    public string? Description { get; set; }

    public string? VpcId { get; set; }

    public string? OwnerId { get; set; }

    [WireName(Answer = "tagSet")]
    public List<Tag>? Tags { get; set; }
}
