using System.Globalization;

namespace DrsDurable.Simulator.Wire;

/// <summary>DRS's timestamps: microseconds, offset +00:00, and no fraction at all when it is zero.</summary>
internal static class WireTime
{
    public static string Format(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return utc.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond
            ? utc.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture)
            : utc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
    }

    /// <summary>ISO 8601 duration in DRS's manner: <c>P0D</c>, <c>P2DT1H32M12.136909S</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = duration.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"P{duration.Days}D") : "P";
        var seconds = duration.Seconds + ((duration.Ticks % TimeSpan.TicksPerSecond) / TimeSpan.TicksPerMicrosecond / 1e6);
        var time = string.Concat(
            duration.Hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{duration.Hours}H") : "",
            duration.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}M") : "",
            seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.######}S") : "");
        return time.Length > 0 ? $"{text}T{time}" : text.Length > 1 ? text : "P0D";
    }

    /// <summary>Administration and transcript: ISO 8601 with microseconds and Z.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Cuts a time to the microsecond, the finest the wire carries, so that what is shown is what is compared.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
