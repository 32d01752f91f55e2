namespace DrsDurable.Aws.Drs;

public partial interface IAmazonDrs
{
    /// <summary>The log of one job, oldest line first.</summary>
    Task<DescribeJobLogItemsResponse> DescribeJobLogItemsAsync(DescribeJobLogItemsRequest request, CancellationToken cancellationToken = default);
}

public partial class AmazonDrsClient
{
    public virtual Task<DescribeJobLogItemsResponse> DescribeJobLogItemsAsync(DescribeJobLogItemsRequest request, CancellationToken cancellationToken = default) =>
        PostAsync<DescribeJobLogItemsResponse>("/DescribeJobLogItems", request, cancellationToken);
}
