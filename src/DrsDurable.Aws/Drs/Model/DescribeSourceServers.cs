using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

public sealed class DescribeSourceServersRequest : AmazonDrsRequest
{
    public DescribeSourceServersRequestFilters? Filters { get; set; }

    public int? MaxResults { get; set; }

    public string? NextToken { get; set; }
}

public sealed class DescribeSourceServersRequestFilters
{
    /// <summary>0 to 200.</summary>
    public List<string>? SourceServerIDs { get; set; }

    public string? HardwareId { get; set; }

    public List<string>? StagingAccountIDs { get; set; }
}

public sealed class DescribeSourceServersResponse : AmazonWebServiceResponse
{
    public List<SourceServer>? Items { get; set; }

    public string? NextToken { get; set; }
}
