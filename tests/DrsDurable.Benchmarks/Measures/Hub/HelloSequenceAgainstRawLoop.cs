using System.Globalization;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// Orchestrations of five sequential activities against a bare loop that writes the very rows they left, in the same tables, with
/// as many turns in a transaction as the hub had on average. The loop is what SQLite itself takes; the ratio is what is left of it.
/// </summary>
internal sealed class HelloSequenceAgainstRawLoop : IMeasure
{
    private const int Rounds = 8;

    /// <summary>Rounds that only warm the process up.</summary>
    private const int Unmeasured = 3;
    private const int Instances = 1_000;
    private const int Total = MeasuredHub.Warmups + Instances;

    /// <summary>The creation, and six turns.</summary>
    private const int TurnsPerInstance = 7;

    public string Name => "hello-sequence-raw";

    public async Task<MeasureLine> RunAsync()
    {
        var own = new List<double>();
        var raw = new List<double>();
        var groups = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var hub = await MeasuredHub.StartAsync();
            await hub.HelloSequencesAsync(MeasuredHub.Warmups);
            // What the loop of the last round left behind is not the hub's.
            GC.Collect();
            own.Add(await hub.HelloSequencesAsync(Instances));
            groups.Add(Total * TurnsPerInstance / (double)hub.Store.Transactions);
            await hub.StopAsync();
            raw.Add(Total / RawGroupCommit.Run(hub.DatabasePath, (int)Math.Ceiling(groups[^1])).TotalSeconds);
        }

        return new MeasureLine(
            Name, new Sample(own[Unmeasured..]).Percentile(50), "orchestrations/s", OwnProcess.PeakMebibytes, new Sample(raw[Unmeasured..]).Percentile(50),
            Note: string.Create(CultureInfo.InvariantCulture, $"{new Sample(groups[Unmeasured..]).Percentile(50):0} turns in a transaction"));
    }
}
