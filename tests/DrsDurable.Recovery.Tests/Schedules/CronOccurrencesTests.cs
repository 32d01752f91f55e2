using System.Globalization;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Schedules.Cron;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Recovery.Tests.Schedules;

public sealed class CronOccurrencesTests
{
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2030-03-30T12:00:00Z", "2030-03-31T01:00:00Z", "02:30 does not exist that night: it comes due when the clocks move")]
    [InlineData("15,45 2 * * *", "Europe/Berlin", "2030-03-30T12:00:00Z", "2030-03-31T01:00:00Z", "both come due together, once")]
    [InlineData("15,45 2 * * *", "Europe/Berlin", "2030-03-31T01:00:00Z", "2030-04-01T00:15:00Z", "and not again")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2030-10-26T12:00:00Z", "2030-10-27T00:30:00Z", "02:30 comes twice that night: the first counts")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2030-10-27T00:30:00Z", "2030-10-28T01:30:00Z", "and the second does not")]
    [InlineData("0 3 * * *", "America/New_York", "2030-03-10T00:00:00Z", "2030-03-10T07:00:00Z", "three o'clock exists")]
    [InlineData("0 0 * * *", "Pacific/Apia", "2011-12-29T10:30:00Z", "2011-12-30T10:00:00Z", "Samoa left out the whole 30 December")]
    [InlineData("0 0 * * *", "Australia/Lord_Howe", "2030-01-01T00:00:00Z", "2030-01-01T13:00:00Z", "an offset of 11 hours in summer")]
    [InlineData("0 3 * * SUN", "UTC", "2030-01-06T03:00:00Z", "2030-01-13T03:00:00Z", "strictly after")]
    public void Next_TimeZone_IsReadOnItsClocks(string cron, string zone, string after, string expected, string because) =>
        Next(cron, zone, Instant(after)).Should().Be(Instant(expected), because);

    [Fact]
    public void Next_RandomExpressionsAndZones_AgreesWithLookingAtEveryMinute()
    {
        var log = CaseLog.For("cron.txt");
        foreach (var seed in TestSeed.Series(1, TestVolume.IsAll ? 2_000 : 150))
        {
            var random = new Random(seed);
            var zoneId = Zones[random.Next(Zones.Length)];
            var zone = TimeZones.Find(zoneId).Zone!;
            var cron = RandomCron(random);
            var after = Around(zone, random);

            var found = CronOccurrences.Next(cron, zone, after);
            var expected = LookAtEveryMinute(cron, zone, after, TimeSpan.FromDays(10));

            log.Append(string.Create(CultureInfo.InvariantCulture, $"seed={seed} zone={zoneId} cron='{cron}' after={after:O} next={found:O}"));
            if (expected is not null)
            {
                found.Should().Be(expected, "seed {0}: '{1}' in {2} after {3:O}", seed, cron, zoneId, after);
            }
            else
            {
                (found is null || found > after + TimeSpan.FromDays(9)).Should().BeTrue("seed {0}: '{1}' in {2} after {3:O} gave {4:O}", seed, cron, zoneId, after, found);
            }
        }
    }

    [Fact]
    public void Find_NoZone_SaysWhatToWrite()
    {
        foreach (var id in (string[])["", "Berlin", "europe/berlin", "../../etc/passwd", "/etc/localtime", "Europe/", new string('A', 65)])
        {
            var (zone, problem) = TimeZones.Find(id);

            zone.Should().BeNull("'{0}' is no zone", id);
            problem.Should().Contain("Europe/Berlin");
        }
    }

    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Gaza", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca",
    ];

    private static DateTimeOffset? Next(string cron, string zone, DateTimeOffset after) =>
        CronOccurrences.Next(CronExpression.Parse(cron), TimeZones.Find(zone).Zone!, after);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Near a change of the clocks half of the time, if the zone has one.</summary>
    private static DateTimeOffset Around(TimeZoneInfo zone, Random random)
    {
        var start = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(3 * 365 * 24 * 60));
        for (var hour = 0; random.Next(2) == 0 && hour < 366 * 24; hour++)
        {
            var at = start.AddHours(hour);
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddHours(1)))
            {
                return at.AddMinutes(-random.Next(180));
            }

            if (hour == 365 * 24)
            {
                break;
            }
        }

        return start;
    }

    /// <summary>
    /// The rule said minute by minute: an instant is an occurrence if the clocks then show a matching time for the first time, or if they have just
    /// jumped over one.
    /// </summary>
    private static DateTimeOffset? LookAtEveryMinute(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after, TimeSpan limit)
    {
        var minute = new DateTimeOffset(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var latest = DateTime.MinValue;
        for (var before = minute.AddDays(-2); before <= minute; before = before.AddMinutes(1))
        {
            latest = Max(latest, Show(zone, before));
        }

        for (var at = minute.AddMinutes(1); at <= after + limit; at = at.AddMinutes(1))
        {
            var shown = Show(zone, at);
            for (var passed = latest.AddMinutes(1); passed <= shown; passed = passed.AddMinutes(1))
            {
                if (cron.Matches(passed))
                {
                    return at;
                }
            }

            latest = Max(latest, shown);
        }

        return null;
    }

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;

    private static DateTime Show(TimeZoneInfo zone, DateTimeOffset instant) =>
        DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(instant, zone).DateTime, DateTimeKind.Unspecified);

    private static CronExpression RandomCron(Random random)
    {
        while (true)
        {
            var text = string.Join(
                ' ',
                Field(random, 0, 59),
                random.Next(3) == 0 ? "*" : Field(random, 0, 4),
                random.Next(2) == 0 ? "*" : Field(random, 1, 31),
                random.Next(3) != 0 ? "*" : Field(random, 1, 12),
                random.Next(2) == 0 ? "*" : Field(random, 0, 7));
            try
            {
                return CronExpression.Parse(text);
            }
            catch (CronFormatException)
            {
                // No date matches it; the next draw will do.
            }
        }
    }

    private static string Field(Random random, int minimum, int maximum)
    {
        var items = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var first = random.Next(minimum, maximum + 1);
            var last = random.Next(first, maximum + 1);
            return random.Next(5) switch
            {
                0 => $"{first}-{last}",
                1 => $"{first}-{last}/{random.Next(1, maximum - minimum + 1)}",
                2 => $"*/{random.Next(1, maximum - minimum + 1)}",
                _ => first.ToString(CultureInfo.InvariantCulture),
            };
        });
        return string.Join(',', items);
    }
}
