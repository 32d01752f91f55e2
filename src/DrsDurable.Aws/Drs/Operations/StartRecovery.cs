namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Launches recovery instances: one job for all servers listed. Sent once, never retried, 120 s time-out.</summary>
    Task<StartRecoveryResponse> StartRecoveryAsync(StartRecoveryRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<StartRecoveryResponse> StartRecoveryAsync(StartRecoveryRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<StartRecoveryResponse>("/StartRecovery", request, cancellationToken);
}
