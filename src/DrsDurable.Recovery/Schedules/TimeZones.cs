using System.Text.RegularExpressions;

namespace DrsDurable.Recovery.Schedules;

/// <summary>IANA time zones from the machine's own database.</summary>
public static partial class TimeZones
{
    private const string Database = "/usr/share/zoneinfo";

    /// <returns>The zone, or <see langword="null"/> and why not.</returns>
    public static (TimeZoneInfo? Zone, string? Problem) Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (id is "UTC" or "Etc/UTC")
        {
            return (TimeZoneInfo.Utc, null);
        }

        // The name has to be exact: whether a machine finds another spelling depends on its file system and on what was asked before.
        if (Id().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && string.Equals(zone.Id, id, StringComparison.Ordinal))
        {
            return (zone, null);
        }

        var problem = $"'{Validation.TextRules.Shown(id)}' is not a time zone of this machine: use an IANA name like Europe/Berlin (upper and lower case count) or UTC.";
        return OperatingSystem.IsLinux() && !Directory.Exists(Database)
            ? (null, $"{problem} This machine has no time zone database at all: install the package tzdata.")
            : (null, problem);
    }

    /// <summary>Never a path out of the database.</summary>
    [GeneratedRegex(@"\A(?=.{1,64}\z)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
