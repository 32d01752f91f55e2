using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Waves;

/// <summary>Counts of servers, as far as waves depend on them.</summary>
/// <param name="CriticalLost">Critical servers that have ended without being launched.</param>
/// <param name="Failed">Of all servers, those that ended without being launched.</param>
public sealed record ServerTally(int Total, int Critical, int CriticalLaunched, int CriticalLost, int Launched, int Failed)
{
    public static ServerTally Empty { get; } = new(0, 0, 0, 0, 0, 0);

    [JsonIgnore]
    public bool IsEnded => Launched + Failed == Total;

    /// <summary>Every critical server is launched. Where none is critical: every server has ended and one of them is launched.</summary>
    [JsonIgnore]
    public bool IsUp => Critical > 0 ? CriticalLaunched == Critical : IsEnded && Launched > 0;

    /// <summary>It cannot come up any more.</summary>
    [JsonIgnore]
    public bool IsDown => Critical > 0 ? CriticalLost > 0 : IsEnded && Launched == 0;

    public static ServerTally Of(IReadOnlyCollection<ServerProgress> servers)
    {
        var critical = servers.Where(server => server.IsCritical).ToList();
        return new ServerTally(
            servers.Count,
            critical.Count,
            critical.Count(IsLaunched),
            critical.Count(server => server.IsEnded && !IsLaunched(server)),
            servers.Count(IsLaunched),
            servers.Count(server => server.IsEnded && !IsLaunched(server)));
    }

    public static ServerTally Unstarted(IReadOnlyCollection<ServerSnapshot> servers) =>
        new(servers.Count, servers.Count(server => server.Impact == ServerImpact.Critical), 0, 0, 0, 0);

    public static ServerTally operator +(ServerTally a, ServerTally b) => new(
        a.Total + b.Total,
        a.Critical + b.Critical,
        a.CriticalLaunched + b.CriticalLaunched,
        a.CriticalLost + b.CriticalLost,
        a.Launched + b.Launched,
        a.Failed + b.Failed);

    private static bool IsLaunched(ServerProgress server) => server.Status is ServerStatus.Launched or ServerStatus.Terminated;
}
