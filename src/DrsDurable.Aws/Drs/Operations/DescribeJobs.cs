namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Jobs, latest first. An unknown job id yields no item, not an error.</summary>
    Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<DescribeJobsResponse>("/DescribeJobs", request, cancellationToken);
}
