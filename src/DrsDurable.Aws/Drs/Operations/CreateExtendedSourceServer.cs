namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Extends a source server of a staging account into this one. A launch of it makes two jobs.</summary>
    Task<CreateExtendedSourceServerResponse> CreateExtendedSourceServerAsync(CreateExtendedSourceServerRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<CreateExtendedSourceServerResponse> CreateExtendedSourceServerAsync(CreateExtendedSourceServerRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<CreateExtendedSourceServerResponse>("/CreateExtendedSourceServer", request, cancellationToken);
}
