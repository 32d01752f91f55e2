using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Executions;

/// <summary>A wish to run a plan, as it was sent.</summary>
/// <param name="ExecutionType">DRILL (the default) or RECOVERY.</param>
/// <param name="Cleanup">NONE (the default) or AT_END.</param>
public sealed record ExecutionRequest(
    string? PlanId,
    string? ExecutionType = null,
    string? InitiatedBy = null,
    string? Cleanup = null)
{
    /// <summary>Fields that could not even be read.</summary>
    public IReadOnlyList<FieldError> Unreadable { get; init; } = [];
}

/// <param name="ScheduleId">Of the schedule that starts it; <see langword="null"/> when a person does.</param>
public sealed record LaunchContext(string? IdempotencyKey = null, string? ScheduleId = null);

/// <param name="Repeated">The idempotency key had been used for the same request: this is the execution of then.</param>
public sealed record AcceptedExecution(ExecutionSnapshot Snapshot, bool Repeated);

/// <summary>What an operator has decided about executions in the configuration.</summary>
/// <param name="AllowRecovery">Recovery:AllowRecovery; without it only drills are accepted.</param>
/// <param name="WaveDeadlineMinutes">Recovery:WaveDeadlineMinutes, for waves that name none.</param>
public sealed record LaunchPolicy(bool AllowRecovery = false, int WaveDeadlineMinutes = 120);
