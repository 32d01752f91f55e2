namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>Source servers of the account and Region.</summary>
    Task<DescribeSourceServersResponse> DescribeSourceServersAsync(DescribeSourceServersRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<DescribeSourceServersResponse> DescribeSourceServersAsync(DescribeSourceServersRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<DescribeSourceServersResponse>("/DescribeSourceServers", request, cancellationToken);
}
