namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DescribeJobsPaginator(IAmazonDrs client, DescribeJobsRequest request)
    : DrsPaginator<DescribeJobsResponse, Job>, IDescribeJobsPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<DescribeJobsResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.DescribeJobsAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(DescribeJobsResponse response) => response.NextToken;

    protected override IEnumerable<Job>? ItemsOf(DescribeJobsResponse response) => response.Items;
}
