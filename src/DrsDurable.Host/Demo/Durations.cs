using System.Globalization;

namespace DrsDurable.Host.Demo;

public static class Durations
{
    /// <summary>Like <c>0:33:08</c>, <c>26:00:00</c>.</summary>
    public static string Simulated(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    /// <summary>Like <c>0:37</c>, <c>75:02</c>.</summary>
    public static string Real(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}:{time.Seconds:00}");
}
