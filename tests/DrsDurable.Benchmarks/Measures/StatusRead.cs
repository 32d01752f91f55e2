using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>GET of a running 200-server execution's whole tree, from sending the request to the parsed answer.</summary>
internal sealed class StatusRead : IMeasure
{
    private const int Warmups = 20;
    private const int Reads = 200;

    public string Name => "status-read-200-servers";

    public async Task<MeasureLine> RunAsync()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, SixWaveDiamond.Servers, timeScale: 60);
        var execution = await world.Api.StartDrillAsync(await SixWaveDiamond.CreateAsync(world));
        await world.Api.WaitForExecutionAsync(execution, view => view["waves"]![0]!["upAt"] is not null, "the first wave being up");
        for (var read = 0; read < Warmups; read++)
        {
            await world.Api.ExecutionAsync(execution);
        }

        var times = new List<double>();
        for (var read = 0; read < Reads; read++)
        {
            var begin = TimeProvider.System.GetTimestamp();
            var view = await world.Api.ExecutionAsync(execution);
            times.Add(TimeProvider.System.GetElapsedTime(begin).TotalMilliseconds);
            if (HostApi.IsEnd(view))
            {
                throw new InvalidOperationException("The drill ended while its status was being measured: lower the time scale.");
            }
        }

        var sample = new Sample(times);
        return new MeasureLine(Name, sample.Percentile(50), "ms", world.Host.Process.PeakMebibytes, Times: sample);
    }
}
