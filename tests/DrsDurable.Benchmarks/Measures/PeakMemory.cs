using DrsDurable.Testing.Drills;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>The host's peak resident memory over a whole 200-server drill with clean-up, the simulator being another process.</summary>
internal sealed class PeakMemory : IMeasure
{
    public string Name => "peak-memory-200-servers";

    public async Task<MeasureLine> RunAsync()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, SixWaveDiamond.Servers);
        var execution = await world.Api.StartDrillAsync(await SixWaveDiamond.CreateAsync(world), "AT_END");
        var view = await world.Api.WaitForEndAsync(execution);
        if ((string?)view["status"] != "COMPLETED")
        {
            throw new InvalidOperationException($"The measured drill ended {view["status"]}, not COMPLETED.");
        }

        var peak = world.Host.Process.PeakMebibytes;
        return new MeasureLine(Name, peak, "MiB", peak);
    }
}
