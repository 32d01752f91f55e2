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
    long Sequence);
