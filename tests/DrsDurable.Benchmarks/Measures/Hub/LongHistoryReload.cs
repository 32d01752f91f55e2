using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// From an event raised for a parked instance with a history of 10,000 events until its orchestrator has received it: the message
/// made durable, the history read and replayed. The peer is an instance without history.
/// </summary>
internal sealed class LongHistoryReload : IMeasure
{
    private const int Repetitions = 30;

    public string Name => "long-history-reload";

    public async Task<MeasureLine> RunAsync()
    {
        using var folder = new TemporaryFolder();
        Sample brief;
        await using (var hub = await StartAsync(folder))
        {
            brief = await ReloadsAsync(hub, await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", 0));
        }

        await using (var growing = await LongLivedHub.StartAsync(folder["hub.db"]))
        {
            await growing.Client.ScheduleNewOrchestrationInstanceAsync("Listen", LongHistory.Steps, new StartOrchestrationOptions("long"));
            await growing.StepsAsync(LongHistory.Steps);
        }

        await using var reloading = await StartAsync(folder);
        var longer = await ReloadsAsync(reloading, "long");
        return new MeasureLine(Name, longer.Percentile(50), "ms", OwnProcess.PeakMebibytes, Peer: brief.Percentile(50), Times: longer);
    }

    /// <summary>A hub in which nothing stays in memory: not the history, not the orchestrator.</summary>
    private static Task<LongLivedHub> StartAsync(TemporaryFolder folder) => LongLivedHub.StartAsync(
        folder["hub.db"], options => options.ParkAfter = TimeSpan.Zero, worker => worker.MaximumLiveOrchestrators = 0);

    private static async Task<Sample> ReloadsAsync(LongLivedHub hub, string instanceId)
    {
        var times = new List<double>();
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            await hub.Hub.WhenIdleAsync(CancellationToken.None);
            times.Add(await hub.SayAsync(instanceId, "word"));
        }

        return new Sample(times);
    }
}
