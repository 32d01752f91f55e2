namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Recovery instances of the account and Region. Also needs ec2:DescribeInstances and drs:DescribeSourceServers.</summary>
    Task<DescribeRecoveryInstancesResponse> DescribeRecoveryInstancesAsync(DescribeRecoveryInstancesRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<DescribeRecoveryInstancesResponse> DescribeRecoveryInstancesAsync(DescribeRecoveryInstancesRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<DescribeRecoveryInstancesResponse>("/DescribeRecoveryInstances", request, cancellationToken);
}
