namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>One orchestration that starts ten thousand activities at once, against one that starts a thousand.</summary>
internal sealed class FanOutTenfold : IMeasure
{
    private const int Rounds = 5;
    private const int Activities = 1_000;

    public string Name => "fan-out-10000";

    public async Task<MeasureLine> RunAsync()
    {
        await using var hub = await MeasuredHub.StartAsync();
        await hub.FanOutAsync(10 * Activities);
        var thousand = new List<double>();
        var tenThousand = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            thousand.Add(await hub.FanOutAsync(Activities));
            tenThousand.Add(await hub.FanOutAsync(10 * Activities));
        }

        return new MeasureLine(
            Name, new Sample(tenThousand).Percentile(50), "activities/s", OwnProcess.PeakMebibytes, new Sample(thousand).Percentile(50));
    }
}
