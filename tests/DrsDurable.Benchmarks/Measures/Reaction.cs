using System.Globalization;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Benchmarks.Measures;

/// <summary>
/// From the last LAUNCHED that a wave needs to the StartRecovery of that wave, in simulated seconds, read from the simulator's transcript:
/// chains of waves side by side, run by the product and by a poller with a fixed interval of 30 seconds.
/// </summary>
internal sealed class Reaction : IMeasure
{
    private const int TimeScale = 30;
    private const int Chains = 15;
    private const int WavesPerChain = 3;

    public string Name => "reaction";

    public async Task<MeasureLine> RunAsync()
    {
        var (product, peak) = await ProductAsync();
        var peer = await PollerAsync();
        return new MeasureLine(Name, product.Percentile(50) / 1000, "simulated-s", peak, peer.Percentile(50) / 1000, product);
    }

    private static async Task<(Sample Times, double PeakMebibytes)> ProductAsync()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, Chains * WavesPerChain, timeScale: TimeScale);
        var plan = await world.CreatePlanAsync("chains", Enumerable.Range(0, Chains).SelectMany(Chain));
        var execution = await world.Api.StartDrillAsync(plan);
        while (!HostApi.IsEnd(await world.Api.ExecutionAsync(execution)))
        {
            // Seldom: who watches closely is measured along.
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }

        return (await ReactionsAsync(world.Simulator), world.Host.Process.PeakMebibytes);
    }

    private static async Task<Sample> PollerAsync()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, Chains * WavesPerChain, timeScale: TimeScale);
        var poller = new FixedIntervalPoller(world.Drs, TimeSpan.FromSeconds(30) / TimeScale);
        await poller.RunAsync([.. Enumerable.Range(0, Chains).Select(chain => ServersOf(chain).ToList())]);
        return await ReactionsAsync(world.Simulator);
    }

    private static IEnumerable<WaveShape> Chain(int chain) => ServersOf(chain).Select((server, wave) => new WaveShape(
        string.Create(CultureInfo.InvariantCulture, $"chain {chain} wave {wave}"),
        [server],
        wave == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"chain {chain} wave {wave - 1}")]));

    private static IEnumerable<int> ServersOf(int chain) => Enumerable.Range((chain * WavesPerChain) + 1, WavesPerChain);

    /// <summary>In milliseconds of the simulated clock.</summary>
    private static async Task<Sample> ReactionsAsync(SimulatorAdministration simulator)
    {
        var transcript = await simulator.TranscriptAsync();
        var launched = transcript.Where(item => item.Event == "LAUNCH_END").ToDictionary(item => item.SourceServerId!, item => item.At, StringComparer.Ordinal);
        var started = transcript.Where(item => item.Accepted("StartRecovery")).ToDictionary(item => item.SourceServerIds[0], item => item.At, StringComparer.Ordinal);
        return new Sample(
            from chain in Enumerable.Range(0, Chains)
            from server in ServersOf(chain).Skip(1)
            select (started[FleetFile.ServerId(server)] - launched[FleetFile.ServerId(server - 1)]).TotalMilliseconds);
    }
}
