using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class ListStagingAccountsPaginator(IAmazonDrs client, ListStagingAccountsRequest request)
    : DrsPaginator<ListStagingAccountsResponse, Account>, IListStagingAccountsPaginator
{
    public IPaginatedEnumerable<Account> Accounts => Items;

    protected override string? FirstToken => request.NextToken;

    protected override Task<ListStagingAccountsResponse> CallAsync(string? token, CancellationToken cancellationToken)
    {
        request.NextToken = token;
        return client.ListStagingAccountsAsync(request, cancellationToken);
    }

    protected override string? NextTokenOf(ListStagingAccountsResponse response) => response.NextToken;

    protected override IEnumerable<Account>? ItemsOf(ListStagingAccountsResponse response) => response.Accounts;
}
