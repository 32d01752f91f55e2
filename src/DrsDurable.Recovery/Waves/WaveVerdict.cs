using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Waves;

/// <summary>The status of a wave whose last server has ended: a pure function of its servers.</summary>
public static class WaveVerdict
{
    public static WaveStatus Of(IReadOnlyCollection<ServerProgress> servers)
    {
        var needed = servers.Any(server => server.IsCritical) ? servers.Where(server => server.IsCritical).ToList() : [.. servers];
        var isOptionalOnly = !servers.Any(server => server.IsCritical);
        var launched = needed.Count(IsLaunched);
        if (launched == needed.Count || (isOptionalOnly && launched > 0))
        {
            return WaveStatus.Completed;
        }

        return launched > 0 ? WaveStatus.Partial
            : needed.Exists(server => server.Status == ServerStatus.Failed) ? WaveStatus.Failed
            : needed.Exists(server => server.Status == ServerStatus.Timeout) ? WaveStatus.Timeout
            : needed.TrueForAll(server => server.Status == ServerStatus.Skipped) ? WaveStatus.Skipped
            : WaveStatus.Cancelled;
    }

    private static bool IsLaunched(ServerProgress server) => server.Status is ServerStatus.Launched or ServerStatus.Terminated;
}
