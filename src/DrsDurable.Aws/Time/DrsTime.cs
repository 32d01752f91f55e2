using System.Globalization;
using System.Xml;

namespace DrsDurable.Aws;

/// <summary>
/// Reads and writes the service's times, which are strings: <c>2022-12-07T19:15:38.846723+00:00</c>, with or without a fraction, with an offset or Z.
/// What cannot be read is null: no time of the service is worth failing a call for.
/// </summary>
public static class DrsTime
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <param name="text">ISO 8601, for example <c>P0D</c> or <c>P2DT1H32M12.136909S</c>.</param>
    public static TimeSpan? ParseDuration(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        try
        {
            return XmlConvert.ToTimeSpan(text.Trim());
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>The form the service demands in filters: UTC with Z, whole milliseconds, rounded down.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
