namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>One orchestration that starts a thousand activities at once and waits for all of them.</summary>
internal sealed class FanOut : IMeasure
{
    private const int Rounds = 9;
    private const int Activities = 1_000;

    public string Name => "fan-out-1000";

    public async Task<MeasureLine> RunAsync()
    {
        await using var hub = await MeasuredHub.StartAsync();
        await hub.FanOutAsync(10 * Activities);
        var rates = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            rates.Add(await hub.FanOutAsync(Activities));
        }

        return new MeasureLine(Name, new Sample(rates).Percentile(50), "activities/s", OwnProcess.PeakMebibytes);
    }
}
