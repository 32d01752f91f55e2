namespace DrsDurable.Recovery.Executions;

/// <summary>
/// The list row of an execution: what lists and filters need without asking the task hub. Written only by the
/// orchestrator's own activity; a write with a sequence not above the stored one changes nothing.
/// </summary>
/// <param name="Sequence">0 at acceptance.</param>
/// <param name="ServersLaunched">Counts of servers, not of waves.</param>
public sealed record ExecutionRow(
    string ExecutionId,
    string PlanId,
    string PlanName,
    int PlanVersion,
    ExecutionType ExecutionType,
    string? InitiatedBy,
    string? ScheduleId,
    ExecutionStatus Status,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    int ServersTotal,
    int ServersLaunched,
    int ServersFailed,
    long Sequence)
{
    /// <summary>The row an execution begins with.</summary>
    public static ExecutionRow Accepted(ExecutionSnapshot snapshot) => new(
        snapshot.ExecutionId,
        snapshot.PlanId,
        snapshot.PlanName,
        snapshot.PlanVersion,
        snapshot.ExecutionType,
        snapshot.InitiatedBy,
        snapshot.ScheduleId,
        ExecutionStatus.Pending,
        snapshot.AcceptedAt,
        StartedAt: null,
        EndedAt: null,
        ServersTotal: snapshot.Servers.Count(),
        ServersLaunched: 0,
        ServersFailed: 0,
        Sequence: 0);
}
