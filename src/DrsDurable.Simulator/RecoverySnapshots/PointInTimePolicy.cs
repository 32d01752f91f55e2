using System.Globalization;
using DrsDurable.Simulator.Cells;
using DrsDurable.Simulator.SourceServers;

namespace DrsDurable.Simulator.RecoverySnapshots;

/// <summary>A point in time DRS keeps. <paramref name="TakenAt"/> is null while it is being taken.</summary>
internal sealed record RecoverySnapshot(string Id, DateTimeOffset ExpectedAt, DateTimeOffset? TakenAt, string EbsSnapshotId);

/// <summary>
/// The default policy of DRS: every ten minutes for an hour, every hour for a day, every day for a week. Which points exist follows from the time alone.
/// </summary>
internal static class PointInTimePolicy
{
    private static readonly (TimeSpan Interval, TimeSpan Kept)[] _rules =
    [
        (TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)),
        (TimeSpan.FromHours(1), TimeSpan.FromDays(1)),
        (TimeSpan.FromDays(1), TimeSpan.FromDays(7)),
    ];

    /// <summary>Oldest first.</summary>
    public static IReadOnlyList<RecoverySnapshot> Of(SimulatedWorld world, Cell cell, SourceServer server, DateTimeOffset now)
    {
        if (!server.Definition.HasRecoveryPoint)
        {
            return [];
        }

        var first = world.Epoch - server.Profile.ProtectedFor + TimeSpan.FromMinutes(15);
        var last = SourceServerWire.Lag(server.Definition.Replication) is { } lag && lag > TimeSpan.FromMinutes(60) ? world.Epoch - lag : now;
        var offset = TimeSpan.FromSeconds(world.Draw.Uniform(cell.Name, server.SourceServerID, "snapshotOffset", 0, 600));
        var taking = TimeSpan.FromSeconds(world.Draw.Uniform(cell.Name, server.SourceServerID, "snapshotTaking", 5, 40));
        var times = new SortedSet<DateTimeOffset>();
        foreach (var (interval, kept) in _rules)
        {
            var ticks = (last - DateTimeOffset.UnixEpoch - offset).Ticks / interval.Ticks * interval.Ticks;
            for (var at = DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(ticks) + offset; at > last - kept && at >= first; at -= interval)
            {
                times.Add(at);
            }
        }

        return [.. times.Select(at => Snapshot(world, cell, server, at, at + taking <= now ? at + taking : null))];
    }

    private static RecoverySnapshot Snapshot(SimulatedWorld world, Cell cell, SourceServer server, DateTimeOffset expected, DateTimeOffset? taken)
    {
        var entity = $"{server.SourceServerID}@{expected.UtcTicks.ToString(CultureInfo.InvariantCulture)}";
        return new RecoverySnapshot("pit-" + Randomness.ResourceIds.RegionDigit(cell.Region) + world.Draw.Hex(cell.Name, entity, "snapshotID", 16), expected, taken, "snap-0" + world.Draw.Hex(cell.Name, entity, "ebsSnapshot", 16));
    }
}
