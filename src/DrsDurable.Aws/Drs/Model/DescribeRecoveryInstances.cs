using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class DescribeRecoveryInstancesRequest : AmazonDrsRequest
{
    public DescribeRecoveryInstancesRequestFilters? Filters { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeRecoveryInstancesRequestFilters
{
    /// <summary>0 to 200.</summary>
    public List<string>? RecoveryInstanceIDs { get; set; }

    /// <summary>0 to 200.</summary>
    public List<string>? SourceServerIDs { get; set; }
}

public sealed class DescribeRecoveryInstancesResponse : AmazonWebServiceResponse
{
    public string? NextToken { get; set; }

    public List<RecoveryInstance>? Items { get; set; }
}
