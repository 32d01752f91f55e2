using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Waves;

/// <summary>How a wave's servers are divided into DRS jobs. A pure function of the snapshot: views find a job's orchestration by counting.</summary>
public static class JobSplit
{
    /// <summary>Servers per job, quota L-B827C881.</summary>
    public const int MaximumServers = 100;

    /// <summary>Critical servers come first, so that they share as few jobs as possible with servers nobody waits for.</summary>
    public static IReadOnlyList<JobShare> Of(WaveSnapshot wave) =>
    [
        .. wave.Servers
            .GroupBy(server => (server.AccountId, server.Region))
            .SelectMany(cell => cell.OrderBy(server => server.Impact).Chunk(MaximumServers).Select(servers => (cell.Key, servers)))
            .Select((share, number) => new JobShare(number, share.Key.AccountId, share.Key.Region, share.servers)),
    ];
}

/// <param name="Number">From 0; part of the instance id.</param>
public sealed record JobShare(int Number, string AccountId, string Region, IReadOnlyList<ServerSnapshot> Servers);
