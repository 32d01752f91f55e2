namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Source servers of a staging account that can be extended into this one.</summary>
    Task<ListExtensibleSourceServersResponse> ListExtensibleSourceServersAsync(ListExtensibleSourceServersRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<ListExtensibleSourceServersResponse> ListExtensibleSourceServersAsync(ListExtensibleSourceServersRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<ListExtensibleSourceServersResponse>("/ListExtensibleSourceServers", request, cancellationToken);
}
