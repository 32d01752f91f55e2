using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Executions;

/// <summary>How an execution ended: a pure function of what became of its servers, and of when a cancel was accepted.</summary>
public static class FinalStatus
{
    /// <param name="servers">Every server of the plan; those of waves that never started are SKIPPED or CANCELLED.</param>
    /// <param name="cancelledAt">When a cancel was accepted, if one was.</param>
    public static ExecutionStatus Of(IReadOnlyCollection<ServerProgress> servers, DateTimeOffset? cancelledAt)
    {
        if (cancelledAt is { } at && servers.Any(server => server.Status == ServerStatus.Cancelled || server.EndedAt > at))
        {
            return ExecutionStatus.Cancelled;
        }

        var critical = servers.Where(server => server.IsCritical).ToList();
        if (critical.Count == 0)
        {
            return servers.Any(IsLaunched) ? ExecutionStatus.Completed : WithoutLaunch(servers);
        }

        return critical.Count(IsLaunched) switch
        {
            var launched when launched == critical.Count => ExecutionStatus.Completed,
            > 0 => ExecutionStatus.Partial,
            _ => WithoutLaunch(critical),
        };
    }

    private static ExecutionStatus WithoutLaunch(IReadOnlyCollection<ServerProgress> servers) =>
        servers.Any(server => server.Status == ServerStatus.Failed) ? ExecutionStatus.Failed
        : servers.Any(server => server.Status == ServerStatus.Timeout) ? ExecutionStatus.Timeout
        : servers.Any(server => server.Status == ServerStatus.Cancelled) ? ExecutionStatus.Cancelled
        : ExecutionStatus.Failed;

    private static bool IsLaunched(ServerProgress server) => server.Status is ServerStatus.Launched or ServerStatus.Terminated;
}
