namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DescribeJobLogItemsPaginator(IAmazonDrs client, DescribeJobLogItemsRequest request)
    : DrsPaginator<DescribeJobLogItemsResponse, JobLog>, IDescribeJobLogItemsPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<DescribeJobLogItemsResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.DescribeJobLogItemsAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(DescribeJobLogItemsResponse response) => response.NextToken;

    protected override IEnumerable<JobLog>? ItemsOf(DescribeJobLogItemsResponse response) => response.Items;
}
