using System.Globalization;

namespace DrsDurable.Testing.Cases;

/// <summary>How large and from which seed the random and fault suites run.</summary>
public static class TestSeed
{
    /// <summary>The seed of DRSDURABLE_SEED if it is set, otherwise <paramref name="fallback"/>.</summary>
    public static int Or(int fallback)
    {
        var text = Environment.GetEnvironmentVariable("DRSDURABLE_SEED");
        if (string.IsNullOrEmpty(text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new FormatException($"DRSDURABLE_SEED={text} is not a whole number.");
    }

    /// <summary><paramref name="count"/> seeds from <paramref name="first"/>; only the one of DRSDURABLE_SEED if it is set.</summary>
    public static IEnumerable<int> Series(int first, int count)
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DRSDURABLE_SEED")))
        {
            return [Or(first)];
        }

        return Enumerable.Range(first, count);
    }
}

/// <summary>How much of a large suite runs: DRSDURABLE_FAULTS=sample (default) or all.</summary>
public static class TestVolume
{
    /// <summary>The only cases to run, if DRSDURABLE_FAULT_CASE says so.</summary>
    public static string? Case => Environment.GetEnvironmentVariable("DRSDURABLE_FAULT_CASE") is { Length: > 0 } text ? text : null;

    public static bool IsAll => Environment.GetEnvironmentVariable("DRSDURABLE_FAULTS") switch
    {
        null or "" or "sample" => false,
        "all" => true,
        var other => throw new FormatException($"DRSDURABLE_FAULTS={other}: use sample or all."),
    };
}
