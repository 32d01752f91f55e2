namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// Orchestrations of five sequential activities against a bare loop that writes the very rows they left, in the same tables, in
/// transactions as large as the hub's largest. The loop is what SQLite itself takes; the ratio is what is left of it.
/// </summary>
internal sealed class HelloSequenceAgainstRawLoop : IMeasure
{
    private const int Rounds = 5;
    private const int Instances = 1_000;

    public string Name => "hello-sequence-raw";

    public async Task<MeasureLine> RunAsync()
    {
        var own = new List<double>();
        var raw = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using (var warm = await MeasuredHub.StartAsync())
            {
                await warm.HelloSequencesAsync(Instances / 2);
            }

            await using var hub = await MeasuredHub.StartAsync();
            own.Add(await hub.HelloSequencesAsync(Instances));
            await hub.StopAsync();
            raw.Add(Instances / RawGroupCommit.Run(hub.DatabasePath).TotalSeconds);
        }

        return new MeasureLine(
            Name, new Sample(own).Percentile(50), "orchestrations/s", OwnProcess.PeakMebibytes, new Sample(raw).Percentile(50));
    }
}
