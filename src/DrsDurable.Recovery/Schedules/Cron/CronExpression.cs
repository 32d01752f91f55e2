using System.Numerics;

namespace DrsDurable.Recovery.Schedules.Cron;

/// <summary>
/// Five fields by the rules of Unix cron: minute, hour, day of month, month, day of week. Lists, ranges, steps, names; 0 and 7 are Sunday.
/// When both days are restricted a date matches if either does; a day field that begins with * restricts nothing by itself, so that both have
/// to match then (as in Vixie cron).
/// </summary>
public sealed class CronExpression
{
    private const int LongestText = 256;

    /// <summary>29 February falls on each weekday within 40 years, even across a year like 2100.</summary>
    private const int YearsToSearch = 41;

    private readonly ulong minutes;
    private readonly ulong hours;
    private readonly ulong daysOfMonth;
    private readonly ulong months;
    private readonly ulong daysOfWeek;
    private readonly bool eitherDay;

    private CronExpression(string text, IReadOnlyList<string> fields)
    {
        Text = text;
        minutes = CronField.All[0].Parse(fields[0]);
        hours = CronField.All[1].Parse(fields[1]);
        daysOfMonth = CronField.All[2].Parse(fields[2]);
        months = CronField.All[3].Parse(fields[3]);
        daysOfWeek = CronField.All[4].Parse(fields[4]);
        eitherDay = fields[2][0] != '*' && fields[4][0] != '*';
    }

    public string Text { get; }

    /// <exception cref="CronFormatException">The text is not a cron expression, or no date ever matches it.</exception>
    public static CronExpression Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText)
        {
            throw new CronFormatException($"The expression has {text.Length} characters; {LongestText} are allowed.");
        }

        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != CronField.All.Count)
        {
            throw new CronFormatException(
                $"The expression has {fields.Length} fields; write five: minute, hour, day of month, month, day of week, like '0 3 * * SUN'.");
        }

        var expression = new CronExpression(text.Trim(), fields);
        return expression.Next(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)) is null
            ? throw new CronFormatException($"No date ever matches '{text.Trim()}': look at its days and months.")
            : expression;
    }

    /// <summary>Whether the minute of that wall-clock time matches.</summary>
    public bool Matches(DateTime local) =>
        Has(minutes, local.Minute) && Has(hours, local.Hour) && MatchesDate(DateOnly.FromDateTime(local));

    /// <summary>The first matching minute at or after that wall-clock time; <see langword="null"/> when the calendar ends before it.</summary>
    public DateTime? Next(DateTime local)
    {
        var start = local.Ticks % TimeSpan.TicksPerMinute == 0 ? local : Ceiling(local);
        var date = DateOnly.FromDateTime(start);
        var time = TimeOnly.FromDateTime(start);
        var lastYear = Math.Min(date.Year + YearsToSearch, DateOnly.MaxValue.Year - 1);
        while (date.Year <= lastYear)
        {
            if (!Has(months, date.Month))
            {
                date = new DateOnly(date.Year, date.Month, 1).AddMonths(1);
                time = TimeOnly.MinValue;
            }
            else if (MatchesDate(date) && NextTime(time) is { } matching)
            {
                return date.ToDateTime(matching);
            }
            else
            {
                date = date.AddDays(1);
                time = TimeOnly.MinValue;
            }
        }

        return null;
    }

    public override string ToString() => Text;

    private bool MatchesDate(DateOnly date)
    {
        if (!Has(months, date.Month))
        {
            return false;
        }

        var byMonth = Has(daysOfMonth, date.Day);
        var byWeek = Has(daysOfWeek, (int)date.DayOfWeek);
        return eitherDay ? byMonth || byWeek : byMonth && byWeek;
    }

    private TimeOnly? NextTime(TimeOnly from)
    {
        if (Has(hours, from.Hour) && FirstAtOrAfter(minutes, from.Minute) is { } minute)
        {
            return new TimeOnly(from.Hour, minute);
        }

        return FirstAtOrAfter(hours, from.Hour + 1) is { } hour ? new TimeOnly(hour, BitOperations.TrailingZeroCount(minutes)) : null;
    }

    private static DateTime Ceiling(DateTime local) =>
        local.AddTicks(TimeSpan.TicksPerMinute - (local.Ticks % TimeSpan.TicksPerMinute));

    private static bool Has(ulong values, int value) => (values & (1UL << value)) != 0;

    private static int? FirstAtOrAfter(ulong values, int value)
    {
        var rest = values & (ulong.MaxValue << value);
        return value > 63 || rest == 0 ? null : BitOperations.TrailingZeroCount(rest);
    }
}
