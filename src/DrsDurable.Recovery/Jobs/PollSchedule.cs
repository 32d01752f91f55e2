using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// When a job is looked at next. Moments lie on one grid of domain time for all jobs, and every slow moment is a fast one too: jobs of one account and
/// Region that are due together are served by one call.
/// </summary>
public static class PollSchedule
{
    /// <summary>The shortest complete launch on record took 529 s: before, only the job log can say that a server is being launched.</summary>
    private static readonly TimeSpan UsualLaunch = TimeSpan.FromMinutes(8);

    public static DateTimeOffset NextTick(DateTimeOffset now, bool fast, RecoveryTiming timing)
    {
        var fastTicks = TimeSpan.FromSeconds(timing.PollFastSeconds).Ticks;
        var step = fast ? fastTicks : SlowTicks(timing, fastTicks);
        return new DateTimeOffset(((now.UtcTicks / step) + 1) * step, TimeSpan.Zero);
    }

    public static bool IsSlowTick(DateTimeOffset tick, RecoveryTiming timing) =>
        tick.UtcTicks % SlowTicks(timing, TimeSpan.FromSeconds(timing.PollFastSeconds).Ticks) == 0;

    /// <summary>
    /// Fast while others may be waiting for a server that can come up at any moment: a critical one that is being launched, or, where the log says
    /// nothing, one whose usual time has come.
    /// </summary>
    public static bool IsFast(IEnumerable<ServerProgress> servers, DateTimeOffset? jobCreatedAt, DateTimeOffset now)
    {
        var waitedFor = servers.Where(server => !server.IsEnded && server.IsCritical).ToList();
        return waitedFor.Exists(server => server.Status == ServerStatus.Launching)
            || (now - jobCreatedAt >= UsualLaunch && waitedFor.Exists(server => server.Status == ServerStatus.Pending));
    }

    private static long SlowTicks(RecoveryTiming timing, long fastTicks)
    {
        var slow = TimeSpan.FromSeconds(timing.PollSlowSeconds).Ticks;
        return Math.Max(1, (slow + fastTicks - 1) / fastTicks) * fastTicks;
    }
}
