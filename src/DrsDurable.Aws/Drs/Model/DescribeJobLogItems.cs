using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class DescribeJobLogItemsRequest : AmazonDrsRequest
{
    public string? JobID { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeJobLogItemsResponse : AmazonWebServiceResponse
{
    /// <summary>Oldest first.</summary>
    public List<JobLog>? Items { get; set; }

    public string? NextToken { get; set; }
}
