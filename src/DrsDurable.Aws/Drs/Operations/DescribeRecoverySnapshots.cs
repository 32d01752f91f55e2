namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Points in time that a source server can be recovered to.</summary>
    Task<DescribeRecoverySnapshotsResponse> DescribeRecoverySnapshotsAsync(DescribeRecoverySnapshotsRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<DescribeRecoverySnapshotsResponse> DescribeRecoverySnapshotsAsync(DescribeRecoverySnapshotsRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<DescribeRecoverySnapshotsResponse>("/DescribeRecoverySnapshots", request, cancellationToken);
}
