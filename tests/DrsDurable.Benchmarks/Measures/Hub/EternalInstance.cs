using DrsDurable.DurableTask.Client;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>Rows in the store after one instance has continued as new 10,000 times, against 100 times.</summary>
internal sealed class EternalInstance : IMeasure
{
    public string Name => "eternal-10000-rows";

    public async Task<MeasureLine> RunAsync()
    {
        var few = await RunAsync(generations: 100);
        var many = await RunAsync(generations: 10_000);
        return new MeasureLine(
            Name,
            many.Rows,
            "rows",
            OwnProcess.PeakMebibytes,
            Peer: few.Rows,
            Note: FormattableString.Invariant($"pages in use {many.Bytes / 1024} KiB, after 100 generations {few.Bytes / 1024} KiB"));
    }

    private static async Task<(long Rows, long Bytes)> RunAsync(int generations)
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await LongLivedHub.StartAsync(folder["hub.db"]))
        {
            var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Eternal", generations);
            await hub.Client.WaitForInstanceCompletionAsync(id);
        }

        return LongLivedHub.SizeOf(folder["hub.db"]);
    }
}
