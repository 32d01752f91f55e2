namespace DrsDurable.Recovery.Schedules.Cron;

/// <summary>
/// When a cron expression, read on the clocks of a time zone, comes due. Where clocks are put forward, matches in the hour that is left out come
/// due together, once, at the moment the clocks move; where they are put back, a time that comes twice counts the first time.
/// </summary>
public static class CronOccurrences
{
    /// <summary>The first occurrence strictly after <paramref name="after"/>; <see langword="null"/> when there is none any more.</summary>
    public static DateTimeOffset? Next(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(cron);
        ArgumentNullException.ThrowIfNull(zone);

        // Begin before any gap or overlap that may surround this moment: no zone has moved its clocks by more than a day.
        var local = zone.ToLocal(after).AddDays(-1).AddMinutes(-1);
        while (cron.Next(local) is { } match)
        {
            if (zone.FirstInstantOf(match) is { } instant && instant > after)
            {
                return instant;
            }

            local = match.AddMinutes(1);
        }

        return null;
    }

    private static DateTime ToLocal(this TimeZoneInfo zone, DateTimeOffset instant) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(instant, zone).DateTime, DateTimeKind.Unspecified);

    /// <summary>When clocks of the zone first show that time; where they never do, when they jump past it.</summary>
    private static DateTimeOffset? FirstInstantOf(this TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            return zone.EndOfGap(local);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The moment at which the clocks are put forward over a time they leave out.</summary>
    private static DateTimeOffset EndOfGap(this TimeZoneInfo zone, DateTime local)
    {
        var before = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc)).AddDays(-2);
        var after = before.AddDays(4);
        while (after - before > TimeSpan.FromTicks(1))
        {
            var middle = before + ((after - before) / 2);
            if (zone.ToLocal(middle) < local)
            {
                before = middle;
            }
            else
            {
                after = middle;
            }
        }

        return after;
    }
}
