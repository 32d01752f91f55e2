using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Schedules;

/// <summary>A schedule as somebody wants it to be; nothing of it is checked yet. In an update <see langword="null"/> leaves a field as it is.</summary>
/// <param name="TimeZone">IANA id; UTC by default.</param>
/// <param name="Enabled"><see langword="true"/> by default.</param>
/// <param name="Version">Only updates have one: the version they are based on.</param>
public sealed record ScheduleDraft(string? ScheduleName, string? PlanId, string? Cron, string? TimeZone, bool? Enabled, int? Version = null)
{
    /// <summary>Fields that could not even be read.</summary>
    public IReadOnlyList<FieldError> Unreadable { get; init; } = [];

    /// <summary>This draft with what it leaves out taken from the stored schedule.</summary>
    public ScheduleDraft Over(Schedule schedule) => this with
    {
        ScheduleName = ScheduleName ?? schedule.ScheduleName,
        PlanId = PlanId ?? schedule.PlanId,
        Cron = Cron ?? schedule.Cron,
        TimeZone = TimeZone ?? schedule.TimeZone,
        Enabled = Enabled ?? schedule.Enabled,
    };
}
