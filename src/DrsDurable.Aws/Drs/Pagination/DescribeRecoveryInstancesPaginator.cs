namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DescribeRecoveryInstancesPaginator(IAmazonDrs client, DescribeRecoveryInstancesRequest request)
    : DrsPaginator<DescribeRecoveryInstancesResponse, RecoveryInstance>, IDescribeRecoveryInstancesPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<DescribeRecoveryInstancesResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.DescribeRecoveryInstancesAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(DescribeRecoveryInstancesResponse response) => response.NextToken;

    protected override IEnumerable<RecoveryInstance>? ItemsOf(DescribeRecoveryInstancesResponse response) => response.Items;
}
