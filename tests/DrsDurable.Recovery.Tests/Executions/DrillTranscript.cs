using DrsDurable.Recovery.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

/// <summary>What the simulator's transcript says about launches; independent of anything the product believes.</summary>
internal sealed class DrillTranscript(IReadOnlyList<TranscriptItem> items)
{
    public IReadOnlyList<TranscriptItem> Items => items;

    public IEnumerable<TranscriptItem> Starts => items.Where(item => item.Kind == "request" && item.Operation == "StartRecovery");

    public static async Task<DrillTranscript> ReadAsync(DrillHarness drill) => new(await drill.Drs.TranscriptAsync());

    public int Calls(string operation) => items.Count(item => item.Kind == "request" && item.Operation == operation);

    /// <summary>The first StartRecovery that named a server of the wave, whatever its answer.</summary>
    public TranscriptItem StartOf(ExecutionSnapshot plan, string wave) => StartsOf(plan, wave).First();

    public IEnumerable<TranscriptItem> StartsOf(ExecutionSnapshot plan, string wave)
    {
        var servers = Servers(plan, wave);
        return Starts.Where(start => start.SourceServerIds.Any(servers.Contains));
    }

    public TranscriptItem LaunchOf(string sourceServerId) => items.First(item => item.Event == "LAUNCH_END" && item.SourceServerId == sourceServerId);

    /// <summary>The moment the last critical server of the wave was up; of a wave without any, its first launch.</summary>
    public TranscriptItem UpOf(ExecutionSnapshot plan, string wave)
    {
        var members = plan.Waves.Single(candidate => candidate.WaveName == wave).Servers;
        var critical = members.Where(server => server.Impact == ServerImpact.Critical).Select(server => LaunchOf(server.SourceServerId)).ToList();
        return critical.Count > 0
            ? critical.MaxBy(item => item.Seq)!
            : items.First(item => item.Event == "LAUNCH_END" && members.Any(server => server.SourceServerId == item.SourceServerId));
    }

    /// <summary>No wave's StartRecovery stands before the launch of a critical server it depends on.</summary>
    public void ShouldRespectDependencies(ExecutionSnapshot plan)
    {
        foreach (var wave in plan.Waves)
        {
            foreach (var start in StartsOf(plan, wave.WaveName))
            {
                foreach (var dependency in wave.DependsOn)
                {
                    UpOf(plan, dependency).Seq.Should().BeLessThan(start.Seq, $"{wave.WaveName} depends on {dependency}");
                }
            }
        }
    }

    private static HashSet<string> Servers(ExecutionSnapshot plan, string wave) =>
        plan.Waves.Single(candidate => candidate.WaveName == wave).Servers.Select(server => server.SourceServerId).ToHashSet(StringComparer.Ordinal);
}
