using Amazon.Runtime;

namespace DrsDurable.Aws.Drs;

public interface IDrsPaginatorFactory
{
    IDescribeJobsPaginator DescribeJobs(DescribeJobsRequest request);

    IDescribeJobLogItemsPaginator DescribeJobLogItems(DescribeJobLogItemsRequest request);

    IDescribeSourceServersPaginator DescribeSourceServers(DescribeSourceServersRequest request);

    IDescribeRecoveryInstancesPaginator DescribeRecoveryInstances(DescribeRecoveryInstancesRequest request);

    IDescribeRecoverySnapshotsPaginator DescribeRecoverySnapshots(DescribeRecoverySnapshotsRequest request);

    IListExtensibleSourceServersPaginator ListExtensibleSourceServers(ListExtensibleSourceServersRequest request);

    IListStagingAccountsPaginator ListStagingAccounts(ListStagingAccountsRequest request);
}

public interface IDescribeJobsPaginator
{
    IPaginatedEnumerable<DescribeJobsResponse> Responses { get; }

    IPaginatedEnumerable<Job> Items { get; }
}

public interface IDescribeJobLogItemsPaginator
{
    IPaginatedEnumerable<DescribeJobLogItemsResponse> Responses { get; }

    IPaginatedEnumerable<JobLog> Items { get; }
}

public interface IDescribeSourceServersPaginator
{
    IPaginatedEnumerable<DescribeSourceServersResponse> Responses { get; }

    IPaginatedEnumerable<SourceServer> Items { get; }
}

public interface IDescribeRecoveryInstancesPaginator
{
    IPaginatedEnumerable<DescribeRecoveryInstancesResponse> Responses { get; }

    IPaginatedEnumerable<RecoveryInstance> Items { get; }
}

public interface IDescribeRecoverySnapshotsPaginator
{
    IPaginatedEnumerable<DescribeRecoverySnapshotsResponse> Responses { get; }

    IPaginatedEnumerable<RecoverySnapshot> Items { get; }
}

public interface IListExtensibleSourceServersPaginator
{
    IPaginatedEnumerable<ListExtensibleSourceServersResponse> Responses { get; }

    IPaginatedEnumerable<StagingSourceServer> Items { get; }
}

public interface IListStagingAccountsPaginator
{
    IPaginatedEnumerable<ListStagingAccountsResponse> Responses { get; }

    IPaginatedEnumerable<Account> Accounts { get; }
}
