using System.Diagnostics;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// Resident memory of a process with 10,000 instances that wait for an event, hub, worker and client in it: after it has started on
/// them, default options.
/// </summary>
internal sealed class WaitingInstances : IMeasure
{
    public const int Count = 10_000;

    public string Name => "waiting-10000-memory";

    public async Task<MeasureLine> RunAsync()
    {
        using var folder = new TemporaryFolder();
        double fresh;
        await using (var hub = await CreateAsync(folder["hub.db"]))
        {
            fresh = Resident();
        }

        await using var next = await LongLivedHub.StartAsync(folder["hub.db"]);
        await next.Hub.WhenIdleAsync(CancellationToken.None);
        if (next.Hub.ActiveInstances != Count)
        {
            throw new InvalidOperationException($"{next.Hub.ActiveInstances} instances wait, not {Count}.");
        }

        return new MeasureLine(
            Name, Resident(), "MiB", OwnProcess.PeakMebibytes, Note: FormattableString.Invariant($"just created, all in memory: {fresh:0} MiB"));
    }

    /// <summary>A hub in which that many instances have just begun to wait.</summary>
    public static async Task<LongLivedHub> CreateAsync(string databasePath)
    {
        var hub = await LongLivedHub.StartAsync(databasePath);
        foreach (var part in Enumerable.Range(0, Count).Chunk(1_000))
        {
            await Task.WhenAll(part.Select(_ => hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", 0)));
        }

        await hub.Hub.WhenIdleAsync(CancellationToken.None);
        return hub;
    }

    private static double Resident()
    {
        GC.Collect();
        using var own = Process.GetCurrentProcess();
        return own.WorkingSet64 / (1024.0 * 1024);
    }
}
