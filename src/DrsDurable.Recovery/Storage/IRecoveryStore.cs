using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Recovery.Storage;

/// <summary>
/// Where groups, plans, executions, claims, launch attempts, schedules and idempotency keys live. Every method is durable when it returns and
/// safe to repeat: a write that is sent again, because its answer was lost, finds itself done. Expected outcomes are results; an exception
/// means that the store could not answer.
/// Lists are ordered by creation time, then id, and paged by an opaque token that is <see langword="null"/> at the end; a token of
/// another list, or of nobody, is refused as <see cref="PageToken"/> says.
/// </summary>
public interface IRecoveryStore
{
    /// <summary>Refuses a name that another group has (compared without regard to case).</summary>
    Task<StoreWrite> CreateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken);

    Task<ProtectionGroup?> GetGroupAsync(string groupId, CancellationToken cancellationToken);

    Task<StorePage<ProtectionGroup>> ListGroupsAsync(int limit, string? nextToken, CancellationToken cancellationToken);

    /// <summary>Replaces the group if its stored version is <c>group.Version − 1</c>.</summary>
    Task<StoreWrite> UpdateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken);

    /// <summary>Refuses with <see cref="StoreOutcome.InUse"/> while a plan names the group.</summary>
    Task<StoreWrite> DeleteGroupAsync(string groupId, CancellationToken cancellationToken);

    /// <summary>Refuses a name that another plan has, and with <see cref="StoreOutcome.ReferenceMissing"/> a group that is not there.</summary>
    Task<StoreWrite> CreatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken);

    Task<RecoveryPlan?> GetPlanAsync(string planId, CancellationToken cancellationToken);

    Task<StorePage<RecoveryPlan>> ListPlansAsync(int limit, string? nextToken, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the plan if its stored version is <c>plan.Version − 1</c>; refuses with <see cref="StoreOutcome.Executing"/> while an execution
    /// holds it, and with <see cref="StoreOutcome.ReferenceMissing"/> a group that is not there.
    /// </summary>
    Task<StoreWrite> UpdatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken);

    /// <summary>Refuses with <see cref="StoreOutcome.Executing"/> while an execution holds the plan, with <see cref="StoreOutcome.InUse"/> while a schedule names it.</summary>
    Task<StoreWrite> DeletePlanAsync(string planId, CancellationToken cancellationToken);

    /// <summary>
    /// Accepts an execution: the snapshot, its list row, the reservation of the plan, a claim on every server and the idempotency key, all or none.
    /// </summary>
    Task<ReservationResult> ReserveAsync(ExecutionReservation reservation, CancellationToken cancellationToken);

    /// <summary>The plan's present holder, or <see langword="null"/>.</summary>
    Task<string?> GetPlanHolderAsync(string planId, CancellationToken cancellationToken);

    /// <summary>What was accepted under the key less than 24 hours before <paramref name="now"/> (domain time).</summary>
    Task<AcceptedRequest?> FindAcceptedAsync(string idempotencyKey, DateTimeOffset now, CancellationToken cancellationToken);

    Task<ExecutionSnapshot?> GetExecutionAsync(string executionId, CancellationToken cancellationToken);

    Task<ExecutionRow?> GetExecutionRowAsync(string executionId, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<StorePage<ExecutionRow>> ListExecutionsAsync(ExecutionFilter filter, int limit, string? nextToken, CancellationToken cancellationToken);

    /// <summary>Writes the list row if its sequence is above the stored one.</summary>
    Task UpdateExecutionRowAsync(ExecutionRow row, CancellationToken cancellationToken);

    /// <summary>Frees the plan and every server this execution claimed. Repeating it changes nothing; it never frees another's claim.</summary>
    Task ReleaseAsync(string executionId, CancellationToken cancellationToken);

    /// <summary>Executions that still hold a plan: what a host resumes or sweeps when it starts.</summary>
    Task<IReadOnlyList<string>> ListHoldingExecutionsAsync(CancellationToken cancellationToken);

    /// <summary>The claims on these servers, by source server id: who holds it.</summary>
    Task<IReadOnlyDictionary<string, string>> GetClaimsAsync(IReadOnlyCollection<string> sourceServerIds, CancellationToken cancellationToken);

    /// <summary>Records the attempt unless one of this job and number is there; returns what is stored now and whether this call stored it.</summary>
    Task<(LaunchAttempt Stored, bool IsNew)> MarkLaunchAttemptAsync(LaunchAttempt attempt, CancellationToken cancellationToken);

    Task<LaunchAttempt?> GetLaunchAttemptAsync(string jobInstanceId, int attempt, CancellationToken cancellationToken);

    /// <summary>Refuses a name that another schedule has, and with <see cref="StoreOutcome.ReferenceMissing"/> a plan that is not there.</summary>
    Task<StoreWrite> CreateScheduleAsync(Schedule schedule, CancellationToken cancellationToken);

    Task<Schedule?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken);

    Task<StorePage<Schedule>> ListSchedulesAsync(int limit, string? nextToken, CancellationToken cancellationToken);

    /// <summary>Replaces what an operator may edit, if the stored version is <c>schedule.Version − 1</c>; keeps NextRunAt, LastExecutionId and LastRun. Refuses names and plans as creation does.</summary>
    Task<StoreWrite> UpdateScheduleAsync(Schedule schedule, CancellationToken cancellationToken);

    Task<StoreWrite> DeleteScheduleAsync(string scheduleId, CancellationToken cancellationToken);

    /// <summary>What the schedule's own orchestration writes, as below; no version check, operators never write these.</summary>
    Task RecordNextRunAsync(string scheduleId, DateTimeOffset? nextRunAt, CancellationToken cancellationToken);

    /// <summary>Sets LastRun, and LastExecutionId if the run started an execution.</summary>
    Task RecordScheduledRunAsync(string scheduleId, ScheduledRun run, CancellationToken cancellationToken);
}
