using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Executions;

/// <summary>Custom status of <see cref="RecoveryExecution"/>: its own level of the execution's view.</summary>
/// <param name="RequestedAction">CANCEL once one was accepted; what was asked for, while <see cref="Status"/> says what is.</param>
/// <param name="Cleanup">The execution's own policy, or the one a cancel asked for.</param>
/// <param name="Reason">Why it could not go on, if something broke.</param>
public sealed record ExecutionLevel(
    ExecutionStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? RequestedAction,
    string? CancelReason,
    DateTimeOffset? CancelledAt,
    CleanupPolicy Cleanup,
    IReadOnlyList<WaveProgress> Waves,
    string? Reason)
{
    public const string CancelAction = "CANCEL";
}

/// <summary>Output of <see cref="RecoveryExecution"/>.</summary>
public sealed record ExecutionResult(ExecutionStatus Status, string? Reason);
