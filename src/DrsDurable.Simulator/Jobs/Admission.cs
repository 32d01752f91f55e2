using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Wire;

namespace DrsDurable.Simulator.Jobs;

/// <summary>The checks that every operation which makes a job passes, in the order DRS is taken to make them.</summary>
internal static class Admission
{
    /// <summary>Quotas, then the one-job-per-server lock. The whole request is refused or none of it.</summary>
    public static ServiceError? Check(OperationContext context, IReadOnlyList<string> servers) =>
        QuotaError(context.Cell, context.World.Options.Quotas, servers.Count) ?? LockError(context, servers);

    private static ServiceError? QuotaError(Cell cell, Quotas quotas, int servers) =>
        servers > quotas.ServersPerJob
            ? ServiceError.QuotaExceeded($"A job can have at most {quotas.ServersPerJob} source servers; the request has {servers}.", cell.Account.Id, "L-B827C881")
        : cell.ActiveJobs >= quotas.ConcurrentJobs
            ? ServiceError.QuotaExceeded($"{cell.ActiveJobs} jobs are in progress; at most {quotas.ConcurrentJobs} can be.", cell.Account.Id, "L-D88FAC3A")
        : cell.ActiveServers + servers > quotas.ServersInAllJobs
            ? ServiceError.QuotaExceeded($"{cell.ActiveServers} source servers are in jobs; with {servers} more there would be over {quotas.ServersInAllJobs}.", cell.Account.Id, "L-05AFA8C6")
        : null;

    private static ServiceError? LockError(OperationContext context, IReadOnlyList<string> servers)
    {
        var busy = servers.FirstOrDefault(server => context.Cell.Server(server)?.ActiveJob is not null);
        return busy is not null ? ServiceError.ServerBusy(busy)
            : context.TakeFault(FaultKind.Conflict) is not null ? ServiceError.ServerBusy(servers[0])
            : null;
    }
}
