using DrsDurable.Testing.Drills;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>From the start of the process to its ready line, with the simulator in it.</summary>
internal sealed class StartToReady : IMeasure
{
    private const int Starts = 10;

    public string Name => "start-to-ready";

    public async Task<MeasureLine> RunAsync()
    {
        var times = new List<double>();
        var peak = 0.0;
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.InHost, servers: 3);
        for (var start = 0; start < Starts; start++)
        {
            await world.KillHostAsync();
            var begin = TimeProvider.System.GetTimestamp();
            await world.StartHostAsync();
            times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
            peak = Math.Max(peak, world.Host.Process.PeakMebibytes);
        }

        var sample = new Sample(times);
        return new MeasureLine(Name, sample.Percentile(50), "ms", peak, Times: sample);
    }
}
