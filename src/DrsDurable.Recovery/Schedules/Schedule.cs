using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Schedules;

/// <summary>A drill that starts by itself.</summary>
/// <param name="Cron">Five fields, Unix rules, names allowed.</param>
/// <param name="TimeZone">IANA id; the cron expression is read in it.</param>
/// <param name="LastExecutionId">The last execution it started.</param>
/// <param name="LastRun">What became of the last occurrence that came due.</param>
/// <param name="Generation">Grows with every change of cron, time zone or plan, so that the orchestration knows which text it follows.</param>
public sealed record Schedule(
    string ScheduleId,
    string ScheduleName,
    string PlanId,
    string Cron,
    string TimeZone,
    bool Enabled,
    DateTimeOffset? NextRunAt,
    string? LastExecutionId,
    ScheduledRun? LastRun,
    int Generation,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <param name="Occurrence">When it was to start, which may lie before the time it came about.</param>
/// <param name="Reason">Why it was skipped.</param>
public sealed record ScheduledRun(DateTimeOffset Occurrence, ScheduledRunOutcome Outcome, string? ExecutionId, string? Reason);

[JsonConverter(typeof(UpperSnakeCaseEnum<ScheduledRunOutcome>))]
public enum ScheduledRunOutcome
{
    Started,

    /// <summary>The plan was being executed, no longer fitted its groups, or the schedule was changed at that moment.</summary>
    Skipped,
}
