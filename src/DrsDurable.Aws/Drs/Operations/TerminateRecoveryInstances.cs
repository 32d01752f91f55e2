namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Terminates recovery instances: one job for all of them. Sent once, never retried, 120 s time-out.</summary>
    Task<TerminateRecoveryInstancesResponse> TerminateRecoveryInstancesAsync(TerminateRecoveryInstancesRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<TerminateRecoveryInstancesResponse> TerminateRecoveryInstancesAsync(TerminateRecoveryInstancesRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<TerminateRecoveryInstancesResponse>("/TerminateRecoveryInstances", request, cancellationToken);
}
