namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DrsPaginatorFactory(IAmazonDrs client) : IDrsPaginatorFactory
{
    public IDescribeJobsPaginator DescribeJobs(DescribeJobsRequest request) => new DescribeJobsPaginator(client, request);

    public IDescribeJobLogItemsPaginator DescribeJobLogItems(DescribeJobLogItemsRequest request) => new DescribeJobLogItemsPaginator(client, request);

    public IDescribeSourceServersPaginator DescribeSourceServers(DescribeSourceServersRequest request) => new DescribeSourceServersPaginator(client, request);

    public IDescribeRecoveryInstancesPaginator DescribeRecoveryInstances(DescribeRecoveryInstancesRequest request) =>
        new DescribeRecoveryInstancesPaginator(client, request);
}
