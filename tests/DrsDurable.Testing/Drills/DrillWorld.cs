using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Testing.HoldPoints;
using DrsDurable.Testing.Processes;
using FluentAssertions;

namespace DrsDurable.Testing.Drills;

/// <summary>Where the simulator runs.</summary>
public enum SimulatorPlace
{
    OwnProcess,

    /// <summary>It dies with the host, and resumes with it.</summary>
    InHost,
}

/// <summary>
/// A real host with a real simulator, a fleet of its own, fixed ports and a data folder that outlives the processes: everything a
/// test needs to kill the host and start it again where it was.
/// </summary>
public sealed class DrillWorld : IAsyncDisposable
{
    /// <summary>At this time scale a wave of some ten simulated minutes takes about a second.</summary>
    public const int FastTimeScale = 600;

    private readonly TemporaryFolder folder = new();
    private readonly SimulatorPlace place;
    private readonly Uri hostUrl = LoopbackPorts.TakeUrl();
    private readonly Uri simulatorUrl = LoopbackPorts.TakeUrl();
    private readonly int timeScale;
    private SimulatorProcess? simulatorProcess;
    private HostProcess? host;

    private DrillWorld(SimulatorPlace place, int servers, int timeScale)
    {
        this.place = place;
        this.timeScale = timeScale;
        Servers = servers;
        FleetFile.Write(Fleet, servers);
        Drs = new SignedDrs(simulatorUrl);
    }

    /// <summary>How many servers the fleet has, with the ids of <see cref="FleetFile.ServerId"/>.</summary>
    public int Servers { get; }

    public HostProcess Host => host ?? throw new InvalidOperationException("The host is not running.");

    public HostApi Api => Host.Api;

    public SimulatorAdministration Simulator => simulatorProcess?.Administration ?? Host.Simulator;

    /// <summary>DRS as anyone else with the account's keys sees it.</summary>
    public SignedDrs Drs { get; }

    private string Fleet => folder["fleet.yaml"];

    /// <summary>Starts the simulator, and the host unless told otherwise.</summary>
    public static async Task<DrillWorld> StartAsync(SimulatorPlace place, int servers, HoldPoint? hold = null, int timeScale = FastTimeScale)
    {
        var world = new DrillWorld(place, servers, timeScale);
        try
        {
            if (place == SimulatorPlace.OwnProcess)
            {
                await world.StartSimulatorAsync().ConfigureAwait(false);
            }

            await world.StartHostAsync(hold).ConfigureAwait(false);
            return world;
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts the host, for the first time or again, on the same ports and data, and waits until it is ready.</summary>
    /// <param name="hold">Where this process is to stand still.</param>
    public async Task StartHostAsync(HoldPoint? hold = null)
    {
        LaunchHost(hold);
        await Host.ReadyAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the host; the call it stands at when it reaches its hold point before it is ready, otherwise null.</summary>
    public async Task<string?> StartHostUnlessHeldAsync(HoldPoint hold)
    {
        LaunchHost(hold);
        var ready = Host.ReadyAsync();
        var standing = WaitForHoldPointAsync();
        if (await Task.WhenAny(ready, standing).ConfigureAwait(false) == standing)
        {
            return await standing.ConfigureAwait(false);
        }

        await ready.ConfigureAwait(false);
        return null;
    }

    /// <summary>SIGKILL, then a new process. Holds of the simulator that the kill has made pointless are lifted.</summary>
    public async Task KillAndRestartHostAsync()
    {
        await KillHostAsync().ConfigureAwait(false);
        await StartHostAsync().ConfigureAwait(false);
        await LiftFaultsAsync().ConfigureAwait(false);
    }

    public async Task KillHostAsync()
    {
        await Host.Process.KillAsync().ConfigureAwait(false);
        Host.Process.ExitCode.Should().Be(128 + (int)ProcessSignal.Kill, "the process was killed, it did not end by itself");
        await Host.DisposeAsync().ConfigureAwait(false);
        host = null;
    }

    /// <summary>Starts the simulator's own process again, on the same port and data.</summary>
    public async Task StartSimulatorAsync() =>
        simulatorProcess = await SimulatorProcess.StartAsync(SimulatorSettings("simulator-data"), folder.Path).ConfigureAwait(false);

    /// <summary>SIGKILL of the simulator's own process.</summary>
    public async Task KillSimulatorAsync()
    {
        var process = simulatorProcess ?? throw new InvalidOperationException("The simulator has no process of its own.");
        simulatorProcess = null;
        await process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until the host stands at its hold point, and says before or after which call that is.</summary>
    public async Task<string> WaitForHoldPointAsync()
    {
        var announced = await Host.Process.WaitForLineAsync(
            line => line.StartsWith(HoldPoint.Announcement, StringComparison.Ordinal), "the announcement of its hold point").ConfigureAwait(false);
        return announced[HoldPoint.Announcement.Length..];
    }

    /// <summary>Waits until the host stands at its hold point, or the drill has ended without it; the call it stands at, or null.</summary>
    /// <param name="request">The drill's start; it may never be answered.</param>
    public async Task<string?> ReachesHoldPointBeforeTheEndAsync(Task<ServerReply> request)
    {
        var standing = WaitForHoldPointAsync();
        await JsonServer.UntilAsync(
            async () => standing.IsCompletedSuccessfully || await HasEndedAsync(request).ConfigureAwait(false),
            over => over,
            "a hold point or the end",
            _ => Host.Process.Output.Tail(20)).ConfigureAwait(false);
        return standing.IsCompletedSuccessfully ? await standing.ConfigureAwait(false) : null;
    }

    /// <summary>A plan of one-server waves, each depending on the one before.</summary>
    public Task<string> CreateChainAsync(int waves) => CreatePlanAsync([.. Enumerable.Range(1, waves).Select(number => new[] { number })]);

    /// <summary>A plan whose waves hold these servers, each wave depending on the one before.</summary>
    public Task<string> CreatePlanAsync(params int[][] waves) =>
        CreatePlanAsync("plan", [.. waves.Select((numbers, index) => new WaveShape(string.Create(CultureInfo.InvariantCulture, $"wave {index + 1}"), numbers))]);

    /// <summary>A plan of these waves, with a protection group for each.</summary>
    public async Task<string> CreatePlanAsync(string name, IEnumerable<WaveShape> waves)
    {
        var list = new List<JsonNode>();
        foreach (var wave in waves)
        {
            var group = await Api.CreateGroupAsync($"{name}: {wave.Name}", FleetFile.AccountId, FleetFile.Region, wave.Servers.Select(FleetFile.ServerId)).ConfigureAwait(false);
            var described = new JsonObject
            {
                ["waveName"] = wave.Name,
                ["protectionGroupIds"] = new JsonArray(group),
                // A host that is down for a few seconds misses hours of the simulator's clock.
                ["deadlineMinutes"] = 1440,
            };
            if (wave.DependsOn is not null)
            {
                described["dependsOn"] = new JsonArray([.. wave.DependsOn.Select(other => (JsonNode)other)]);
            }

            list.Add(described);
        }

        return await Api.CreatePlanAsync(name, list).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Drs.Dispose();
        if (host is not null)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }

        if (simulatorProcess is not null)
        {
            await simulatorProcess.DisposeAsync().ConfigureAwait(false);
        }

        folder.Dispose();
    }

    private void LaunchHost(HoldPoint? hold)
    {
        var settings = SimulatorSettings("data");
        settings["Http:Url"] = hostUrl.OriginalString;
        settings["Aws:Mode"] = "simulator";
        settings["Simulator:Mode"] = place == SimulatorPlace.InHost ? "inprocess" : "external";
        host = HostProcess.Start(settings, folder.Path, hold?.Environment);
    }

    private async Task<bool> HasEndedAsync(Task<ServerReply> request)
    {
        if (!request.IsCompletedSuccessfully)
        {
            return false;
        }

        var reading = Api.ExecutionAsync((string)(await request.ConfigureAwait(false)).Json["executionId"]!);
        try
        {
            return HostApi.IsEnd(await reading.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System).ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            // The hold point may stand in the way of reading, too: then it is about to be announced.
            return false;
        }
    }

    private async Task LiftFaultsAsync()
    {
        foreach (var fault in await Simulator.FaultsAsync().ConfigureAwait(false))
        {
            if ((string?)fault!["kind"] == "hold")
            {
                await Simulator.ReleaseAsync((string)fault["faultId"]!).ConfigureAwait(false);
            }
        }

        await Simulator.DeleteFaultsAsync().ConfigureAwait(false);
    }

    private Dictionary<string, string> SimulatorSettings(string dataFolder) => new(StringComparer.Ordinal)
    {
        ["Data:Path"] = folder[dataFolder],
        ["Simulator:Url"] = simulatorUrl.OriginalString,
        ["Simulator:Fleet"] = Fleet,
        ["Simulator:TimeScale"] = timeScale.ToString(CultureInfo.InvariantCulture),
        ["Simulator:Seed"] = "1",
    };
}
