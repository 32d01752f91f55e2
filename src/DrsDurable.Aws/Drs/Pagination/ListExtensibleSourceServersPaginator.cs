namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class ListExtensibleSourceServersPaginator(IAmazonDrs client, ListExtensibleSourceServersRequest request)
    : DrsPaginator<ListExtensibleSourceServersResponse, StagingSourceServer>, IListExtensibleSourceServersPaginator
{
    protected override string? FirstToken => request.NextToken;

    protected override Task<ListExtensibleSourceServersResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.ListExtensibleSourceServersAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(ListExtensibleSourceServersResponse response) => response.NextToken;

    protected override IEnumerable<StagingSourceServer>? ItemsOf(ListExtensibleSourceServersResponse response) => response.Items;
}
