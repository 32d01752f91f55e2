namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DescribeSourceServersPaginator(IAmazonDrs client, DescribeSourceServersRequest request)
    : DrsPaginator<DescribeSourceServersResponse, SourceServer>, IDescribeSourceServersPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<DescribeSourceServersResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.DescribeSourceServersAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(DescribeSourceServersResponse response) => response.NextToken;

    protected override IEnumerable<SourceServer>? ItemsOf(DescribeSourceServersResponse response) => response.Items;
}
