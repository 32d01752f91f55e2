namespace DrsDurable.Recovery.Schedules;

/// <summary>A drill that starts by itself.</summary>
/// <param name="Cron">Five fields, Unix rules, names allowed.</param>
/// <param name="TimeZone">IANA id; the cron expression is read in it.</param>
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
    int Generation,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
