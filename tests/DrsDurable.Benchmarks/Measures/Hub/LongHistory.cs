using System.Diagnostics;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// The turns of one instance whose history grows to 10,000 events while it stays in memory: the median step of the last tenth,
/// against that of the second tenth.
/// </summary>
internal sealed class LongHistory : IMeasure
{
    /// <summary>A step is four events: the turn's begin and end, a result, a task.</summary>
    public const int Steps = 2_500;

    public string Name => "long-history-turn";

    public async Task<MeasureLine> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await LongLivedHub.StartAsync(folder["hub.db"]);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", Steps);
        await hub.StepsAsync(Steps);
        double[] steps = [.. hub.Received.Zip(hub.Received.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds)];
        var late = new Sample(steps[^(Steps / 10)..]);
        return new MeasureLine(
            Name, late.Percentile(50), "ms", OwnProcess.PeakMebibytes, Peer: new Sample(steps[(Steps / 10)..(Steps / 5)]).Percentile(50), Times: late);
    }
}
