namespace DrsDurable.Aws.Drs.Pagination;

internal sealed class DrsPaginatorFactory(IAmazonDrs client) : IDrsPaginatorFactory
{
    public IDescribeJobsPaginator DescribeJobs(DescribeJobsRequest request) => new DescribeJobsPaginator(client, request);

    public IDescribeJobLogItemsPaginator DescribeJobLogItems(DescribeJobLogItemsRequest request) => new DescribeJobLogItemsPaginator(client, request);

    public IDescribeSourceServersPaginator DescribeSourceServers(DescribeSourceServersRequest request) => new DescribeSourceServersPaginator(client, request);

    public IDescribeRecoveryInstancesPaginator DescribeRecoveryInstances(DescribeRecoveryInstancesRequest request) =>
        new DescribeRecoveryInstancesPaginator(client, request);

    public IDescribeRecoverySnapshotsPaginator DescribeRecoverySnapshots(DescribeRecoverySnapshotsRequest request) => new DescribeRecoverySnapshotsPaginator(client, request);

    public IListExtensibleSourceServersPaginator ListExtensibleSourceServers(ListExtensibleSourceServersRequest request) => new ListExtensibleSourceServersPaginator(client, request);

    public IListStagingAccountsPaginator ListStagingAccounts(ListStagingAccountsRequest request) => new ListStagingAccountsPaginator(client, request);
}
