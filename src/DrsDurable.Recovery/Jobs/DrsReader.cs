using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>The reads of DRS that a recovery is made of; every page of each. Failures are the client's own.</summary>
public sealed class DrsReader(IAwsClientFactory clients)
{
    /// <summary>Both filters by id take 200 at most.</summary>
    private const int MaximumIds = 200;

    public async Task<IReadOnlyList<SourceServer>> ServersAsync(AwsTarget target, IReadOnlyList<string> sourceServerIds, CancellationToken cancellationToken)
    {
        var found = new List<SourceServer>(sourceServerIds.Count);
        foreach (var ids in sourceServerIds.Chunk(MaximumIds))
        {
            var request = new DescribeSourceServersRequest { Filters = new DescribeSourceServersRequestFilters { SourceServerIDs = [.. ids] } };
            found.AddRange(await clients.Drs(target).Paginators.DescribeSourceServers(request).Items.ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    public async Task<IReadOnlyList<DrsJob>> JobsAsync(AwsTarget target, IEnumerable<string> jobIds, CancellationToken cancellationToken)
    {
        var ids = jobIds.Distinct(StringComparer.Ordinal).ToList();
        return ids.Count == 0 ? [] : await JobsAsync(target, new DescribeJobsRequestFilters { JobIDs = ids }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Jobs created at or after a time.</summary>
    public Task<IReadOnlyList<DrsJob>> JobsSinceAsync(AwsTarget target, DateTimeOffset from, CancellationToken cancellationToken) =>
        JobsAsync(target, new DescribeJobsRequestFilters { FromDate = DrsTime.Format(from) }, cancellationToken);

    public async Task<IReadOnlyDictionary<string, ServerLog>> LogAsync(AwsTarget target, string jobId, CancellationToken cancellationToken)
    {
        var request = new DescribeJobLogItemsRequest { JobID = jobId };
        return ServerLog.Read(await clients.Drs(target).Paginators.DescribeJobLogItems(request).Items.ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<RecoveryInstance>> InstancesOfAsync(AwsTarget target, IReadOnlyList<string> sourceServerIds, CancellationToken cancellationToken)
    {
        var found = new List<RecoveryInstance>();
        foreach (var ids in sourceServerIds.Chunk(MaximumIds))
        {
            var request = new DescribeRecoveryInstancesRequest { Filters = new DescribeRecoveryInstancesRequestFilters { SourceServerIDs = [.. ids] } };
            found.AddRange(await clients.Drs(target).Paginators.DescribeRecoveryInstances(request).Items.ToListAsync(cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    private async Task<IReadOnlyList<DrsJob>> JobsAsync(AwsTarget target, DescribeJobsRequestFilters filters, CancellationToken cancellationToken)
    {
        var items = clients.Drs(target).Paginators.DescribeJobs(new DescribeJobsRequest { Filters = filters }).Items;
        return await items.Select(DrsJob.From).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>What a source server says of its last launch.</summary>
public static class LastLaunch
{
    public static string? JobIdOf(SourceServer server) => server.LifeCycle?.LastLaunch?.Initiated?.JobID is { Length: > 0 } id ? id : null;

    public static IReadOnlyList<string> JobIdsOf(IEnumerable<SourceServer> servers) =>
        [.. servers.Select(JobIdOf).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The job may still be live, as far as the server tells.</summary>
    public static bool MayBeLive(SourceServer server) =>
        JobIdOf(server) is not null && server.LifeCycle?.LastLaunch?.Status?.Value is not ("LAUNCHED" or "FAILED" or "TERMINATED");
}
