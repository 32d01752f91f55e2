using System.Diagnostics;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// From the start of a hub with 10,000 waiting instances until one of them has received an event, after a graceful stop; in the
/// note the same after a kill, when most histories must be read.
/// </summary>
internal sealed class WaitingInstancesReady : IMeasure
{
    public string Name => "waiting-10000-ready";

    public async Task<MeasureLine> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await (await WaitingInstances.CreateAsync(folder["hub.db"])).KillAsync();
        var (killed, whole) = await StartAsync(folder["hub.db"]);
        var (stopped, _) = await StartAsync(folder["hub.db"]);
        return new MeasureLine(
            Name,
            stopped,
            "ms",
            OwnProcess.PeakMebibytes,
            Note: FormattableString.Invariant($"after a kill {killed:0} ms, all histories read after {whole:0} ms"));
    }

    private static async Task<(double Served, double Whole)> StartAsync(string databasePath)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var hub = await LongLivedHub.StartAsync(databasePath);
        var any = await hub.Client.GetAllInstancesAsync().FirstAsync();
        await hub.SayAsync(any.InstanceId, "hello");
        var served = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        await hub.Hub.WhenIdleAsync(CancellationToken.None);
        return (served, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }
}
