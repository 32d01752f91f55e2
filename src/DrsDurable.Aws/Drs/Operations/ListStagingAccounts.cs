using System.Globalization;
using DrsDurable.Aws.Drs.Wire;

namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Accounts whose source servers can be extended into this one.</summary>
    Task<ListStagingAccountsResponse> ListStagingAccountsAsync(ListStagingAccountsRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<ListStagingAccountsResponse> ListStagingAccountsAsync(ListStagingAccountsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SendAsync<ListStagingAccountsResponse>(request, new DrsRoute(HttpMethod.Get, "/ListStagingAccounts")
        {
            Query = [("maxResults", request.MaxResults?.ToString(CultureInfo.InvariantCulture)), ("nextToken", request.NextToken)],
        }, cancellationToken);
    }
}
