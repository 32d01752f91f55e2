using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class DescribeJobsRequest : AmazonDrsRequest
{
    public DescribeJobsRequestFilters? Filters { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeJobsRequestFilters
{
    /// <summary>0 to 1000; an unknown id yields no item, not an error.</summary>
    public List<string>? JobIDs { get; set; }

    /// <summary>On the creation time, <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
    public string? FromDate { get; set; }

    /// <summary>On the creation time, <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
    public string? ToDate { get; set; }
}

public sealed class DescribeJobsResponse : AmazonWebServiceResponse
{
    /// <summary>Latest job first.</summary>
    public List<Job>? Items { get; set; }

    public string? NextToken { get; set; }
}
