namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DescribeRecoverySnapshotsPaginator(IAmazonDrs client, DescribeRecoverySnapshotsRequest request)
    : DrsPaginator<DescribeRecoverySnapshotsResponse, RecoverySnapshot>, IDescribeRecoverySnapshotsPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<DescribeRecoverySnapshotsResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.DescribeRecoverySnapshotsAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(DescribeRecoverySnapshotsResponse response) => response.NextToken;

    protected override IEnumerable<RecoverySnapshot>? ItemsOf(DescribeRecoverySnapshotsResponse response) => response.Items;
}
