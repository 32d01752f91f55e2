namespace DrsDurable.Recovery.Schedules.Cron;

/// <summary>One of the five fields: its place, its values and the names they have.</summary>
internal sealed record CronField(string Name, int Minimum, int Maximum, IReadOnlyList<string> Names, int FirstNamed)
{
    public static readonly IReadOnlyList<CronField> All =
    [
        new("minute", 0, 59, [], 0),
        new("hour", 0, 23, [], 0),
        new("day of month", 1, 31, [], 0),
        new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], 1),
        new("day of week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 0),
    ];

    private bool IsDayOfWeek => Maximum == 7;

    /// <summary>The values as bits. Sunday is bit 0 whether it was written 0, 7 or SUN.</summary>
    /// <exception cref="CronFormatException">The text is not a field of this kind.</exception>
    public ulong Parse(string text)
    {
        var values = 0UL;
        foreach (var item in text.Split(','))
        {
            values |= ParseItem(item);
        }

        return IsDayOfWeek ? (values | (values >> 7)) & 0x7F : values;
    }

    private ulong ParseItem(string item)
    {
        var (range, step) = item.Split('/') switch
        {
            [var whole] => (whole, 1),
            [var whole, var every] => (whole, ParseStep(every, item)),
            _ => throw Refuse($"'{item}' has more than one /"),
        };
        var (first, last) = range.Split('-') switch
        {
            ["*"] => (Minimum, IsDayOfWeek ? 6 : Maximum),
            ["?"] => throw Refuse("'?' is not Unix cron (Quartz and EventBridge have it): write *"),
            [var one] when step == 1 && !item.Contains('/', StringComparison.Ordinal) => (ParseValue(one, item), ParseValue(one, item)),
            [_] => throw Refuse($"'{item}' steps through nothing: write a range or * before the /, like {Minimum}-{Maximum}/{step}"),
            [var from, var to] => (ParseValue(from, item), EndOfRange(ParseValue(to, item), to)),
            _ => throw Refuse($"'{item}' is not a range like {Minimum}-{Maximum}"),
        };
        if (last < first)
        {
            throw Refuse($"the range '{item}' runs backwards: write two ranges, like {first}-{Maximum},{Minimum}-{last}");
        }

        var values = 0UL;
        for (var value = first; value <= last; value += step)
        {
            values |= 1UL << value;
        }

        return values;
    }

    private int ParseStep(string text, string item) =>
        TryNumber(text, out var step) && step >= 1 && step <= Maximum - Minimum + 1
            ? step
            : throw Refuse($"the step of '{item}' has to be a number from 1 to {Maximum - Minimum + 1}");

    private int ParseValue(string text, string item)
    {
        for (var index = 0; index < Names.Count; index++)
        {
            if (string.Equals(Names[index], text, StringComparison.OrdinalIgnoreCase))
            {
                return FirstNamed + index;
            }
        }

        return TryNumber(text, out var value) && value >= Minimum && value <= Maximum
            ? value
            : throw Refuse($"'{(text.Length == 0 ? item : text)}' is not a value from {Minimum} to {Maximum}{(Names.Count > 0 ? $" or {Names[0]} to {Names[^1]}" : "")}");
    }

    /// <summary>A week may end on Sunday: FRI-SUN.</summary>
    private int EndOfRange(int value, string text) =>
        IsDayOfWeek && string.Equals(text, "SUN", StringComparison.OrdinalIgnoreCase) ? 7 : value;

    private static bool TryNumber(string text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= 3
            && text.All(char.IsAsciiDigit)
            && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out value);
    }

    private CronFormatException Refuse(string problem) => new($"In the field for the {Name}, {problem}.");
}
