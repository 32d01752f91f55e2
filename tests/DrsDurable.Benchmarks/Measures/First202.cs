using DrsDurable.Testing.Drills;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>The first command a new process answers with 202: from sending it to the answer.</summary>
internal sealed class First202 : IMeasure
{
    private const int Starts = 5;

    public string Name => "first-202";

    public async Task<MeasureLine> RunAsync()
    {
        var times = new List<double>();
        var peak = 0.0;
        for (var start = 0; start < Starts; start++)
        {
            await using var world = await DrillWorld.StartAsync(SimulatorPlace.InHost, servers: 3, timeScale: 60);
            var plan = await world.CreateChainAsync(3);
            await world.KillHostAsync();
            await world.StartHostAsync();

            var begin = TimeProvider.System.GetTimestamp();
            await world.Api.StartDrillAsync(plan);
            times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
            peak = Math.Max(peak, world.Host.Process.PeakMebibytes);
        }

        var sample = new Sample(times);
        return new MeasureLine(Name, sample.Percentile(50), "ms", peak, Times: sample);
    }
}
