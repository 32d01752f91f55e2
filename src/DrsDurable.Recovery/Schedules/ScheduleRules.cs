using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Schedules.Cron;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Schedules;

/// <summary>What a schedule may look like, and when it comes due.</summary>
public static class ScheduleRules
{
    /// <summary>The draft as a schedule; to be used only when it added nothing to <paramref name="errors"/>.</summary>
    public static Schedule Check(ScheduleDraft draft, string scheduleId, DateTimeOffset now, FieldErrors errors)
    {
        errors.AddRange(draft.Unreadable);
        var schedule = new Schedule(
            scheduleId,
            TextRules.Name(errors, "scheduleName", draft.ScheduleName),
            TextRules.Required(errors, "planId", draft.PlanId, TextRules.LongestLabel),
            CheckCron(draft.Cron, errors),
            CheckZone(draft.TimeZone, errors),
            draft.Enabled ?? true,
            NextRunAt: null,
            LastExecutionId: null,
            LastRun: null,
            Generation: 1,
            Version: 1,
            now,
            now);
        return errors.Any ? schedule : schedule with { NextRunAt = NextRun(schedule, now) };
    }

    /// <summary>The next time a drill starts; <see langword="null"/> while the schedule is paused.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine has lost the schedule's time zone.</exception>
    public static DateTimeOffset? NextRun(Schedule schedule, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (!schedule.Enabled)
        {
            return null;
        }

        var (zone, problem) = TimeZones.Find(schedule.TimeZone);
        return CronOccurrences.Next(CronExpression.Parse(schedule.Cron), zone ?? throw new TimeZoneNotFoundException(problem), after);
    }

    private static string CheckCron(string? cron, FieldErrors errors)
    {
        if (cron is null)
        {
            errors.Add("cron", RecoveryErrorCode.MissingField, "cron is missing: write five fields, like '0 3 * * SUN' for Sundays at 3.");
            return "";
        }

        try
        {
            return CronExpression.Parse(cron).Text;
        }
        catch (CronFormatException problem)
        {
            errors.Add("cron", RecoveryErrorCode.InvalidCron, problem.Message);
            return "";
        }
    }

    private static string CheckZone(string? timeZone, FieldErrors errors)
    {
        if (timeZone is null)
        {
            return "UTC";
        }

        if (TimeZones.Find(timeZone.Trim()).Problem is { } problem)
        {
            errors.Add("timeZone", RecoveryErrorCode.InvalidTimeZone, problem);
        }

        return timeZone.Trim();
    }
}
