namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>Ten thousand orchestrations of five sequential activities at once, against a thousand: neither the database nor the memory
/// may make the single one slower.</summary>
internal sealed class HelloSequenceTenfold : IMeasure
{
    private const int Rounds = 3;
    private const int Instances = 1_000;

    public string Name => "hello-sequence-x10000";

    public async Task<MeasureLine> RunAsync()
    {
        var thousand = new List<double>();
        var tenThousand = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var hub = await MeasuredHub.StartAsync();
            await hub.HelloSequencesAsync(MeasuredHub.Warmups);
            thousand.Add(await hub.HelloSequencesAsync(Instances));
            tenThousand.Add(await hub.HelloSequencesAsync(10 * Instances));
        }

        return new MeasureLine(
            Name, new Sample(tenThousand).Percentile(50), "orchestrations/s", OwnProcess.PeakMebibytes, new Sample(thousand).Percentile(50));
    }
}
