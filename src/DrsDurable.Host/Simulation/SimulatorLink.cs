using System.Globalization;
using DrsDurable.Aws;
using DrsDurable.Host.CommandLine;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;
using DrsDurable.Simulator;
using DrsDurable.Simulator.EventLog;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Simulator.Hosting;
using Microsoft.AspNetCore.Connections;

namespace DrsDurable.Host.Simulation;

/// <summary>The simulator that stands in for AWS: in this process, or in another one.</summary>
public sealed class SimulatorLink : IAsyncDisposable
{
    private readonly FleetDefinition fleet;
    private readonly SimulatorServer? server;
    private readonly FollowedClock? followed;

    private SimulatorLink(Uri url, FleetDefinition fleet, SimulatorServer server)
    {
        (Url, this.fleet, this.server) = (url, fleet, server);
        DomainClock = server.Simulator.DomainClock;
    }

    private SimulatorLink(Uri url, FleetDefinition fleet, FollowedClock followed)
    {
        (Url, this.fleet, this.followed) = (url, fleet, followed);
        DomainClock = followed.Clock;
    }

    /// <summary>Where it listens; with the real port if it was asked for any free one.</summary>
    public Uri Url { get; }

    /// <summary>Simulated time.</summary>
    public TimeProvider DomainClock { get; }

    /// <summary>The clock of a simulator in another process; <see langword="null"/> when it runs in this one.</summary>
    public FollowedClock? Followed => followed;

    /// <summary>Every account and Region of the fleet in which DRS is initialised.</summary>
    public IReadOnlyList<AwsTarget> Cells =>
        [.. fleet.Accounts.SelectMany(account => account.Regions.Where(region => region.Initialized).Select(region => new AwsTarget(account.Id, region.Name)))];

    /// <summary>Clients of this simulator with its fleet's keys; whatever credentials the environment has stay unread.</summary>
    public AwsClientOptions ClientOptions => AwsClientOptions.Simulator(
        Url, fleet.Accounts.ToDictionary(account => account.Id, account => new AccessKey(account.AccessKeyId, account.SecretAccessKey), StringComparer.Ordinal));

    /// <summary>Its ready line; <see langword="null"/> for another process, which writes its own.</summary>
    public string? ReadyLine => server is null
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"simulator {Url.GetLeftPart(UriPartial.Authority)} ready time-scale {server.Simulator.Clock!.State.TimeScale} seed {server.Simulator.Seed}");

    /// <exception cref="StartException">The port or its data is in use, the fleet cannot be used, or nothing answers.</exception>
    public static async Task<SimulatorLink> OpenAsync(HostSettings settings, TimeProvider machineClock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            if (settings.Simulator.Mode == SimulatorMode.External)
            {
                var fleet = FleetFile.Load(settings.Simulator.Fleet);
                return new SimulatorLink(
                    settings.Simulator.Url, fleet, await FollowedClock.ConnectAsync(settings.Simulator.Url, machineClock, cancellationToken));
            }

            return await StartAsync(settings, machineClock, cancellationToken);
        }
        catch (Exception problem) when (problem is FleetException or EventLogException)
        {
            throw new StartException(ExitCode.UsageOrConfiguration, problem.Message, problem);
        }
        catch (DataDirectoryInUseException problem)
        {
            throw StartException.DataDirectoryInUse(settings.Data.Path, problem);
        }
        catch (IOException problem) when (problem.InnerException is AddressInUseException)
        {
            throw StartException.PortInUse(settings.Simulator.Url, "Simulator:Url", problem);
        }
    }

    /// <summary>Changes how fast simulated time runs.</summary>
    public void SetTimeScale(double timeScale) => server?.Simulator.Clock!.Set(timeScale: timeScale);

    public async ValueTask DisposeAsync()
    {
        followed?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
            server.Simulator.Dispose();
        }
    }

    private static async Task<SimulatorLink> StartAsync(HostSettings settings, TimeProvider machineClock, CancellationToken cancellationToken)
    {
        var simulator = DrsSimulator.Open(
            new SimulatorOptions
            {
                Fleet = settings.Simulator.Fleet,
                Seed = settings.Simulator.Seed,
                TimeScale = settings.Simulator.TimeScale,
                Step = settings.Simulator.Step,
                DataPath = settings.Data.Path,
            },
            machineClock);
        try
        {
            var server = await SimulatorServer.StartAsync(simulator, settings.Simulator.Url.GetLeftPart(UriPartial.Authority), cancellationToken);
            return new SimulatorLink(server.Url, simulator.Fleet, server);
        }
        catch
        {
            simulator.Dispose();
            throw;
        }
    }
}
