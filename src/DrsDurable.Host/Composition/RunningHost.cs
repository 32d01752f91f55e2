using System.Data.Common;
using System.Net.Sockets;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Host.Clocks;
using DrsDurable.Host.Configuration;
using DrsDurable.Host.DataDirectories;
using DrsDurable.Host.Simulation;
using DrsDurable.Recovery.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace DrsDurable.Host.Composition;

/// <summary>A host that listens, with its data directory held and its simulator, if it has one.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataDirectoryLock dataDirectory;
    private Task? stopped;

    private RunningHost(WebApplication app, DataDirectoryLock dataDirectory, SimulatorLink? simulator, HostClocks clocks)
    {
        this.app = app;
        this.dataDirectory = dataDirectory;
        Simulator = simulator;
        Clocks = clocks;
        Url = ListeningUrl(app);
    }

    /// <summary>Where it listens; with the real port if it was asked for any free one.</summary>
    public Uri Url { get; }

    public HostClocks Clocks { get; }

    /// <summary><see langword="null"/> against real AWS.</summary>
    public SimulatorLink? Simulator { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Cancelled when the host stops, asked or not.</summary>
    public CancellationToken Stopping => app.Lifetime.ApplicationStopping;

    /// <exception cref="StartException">Something the operator can put right.</exception>
    public static async Task<RunningHost> StartAsync(HostSettings settings, HostOutput output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        var machineClock = TimeProvider.System;
        RequireFreePort(settings.Http.Url);
        var dataDirectory = DataDirectoryLock.Take(settings.Data.Path);
        SimulatorLink? simulator = null;
        WebApplication? app = null;
        try
        {
            simulator = settings.Aws.Mode == AwsMode.Simulator ? await SimulatorLink.OpenAsync(settings, machineClock, cancellationToken) : null;
            var clocks = new HostClocks(simulator?.DomainClock ?? machineClock, machineClock);
            app = HostComposition.Build(settings, clocks, simulator, output);
            await app.StartAsync(cancellationToken);
            return new RunningHost(app, dataDirectory, simulator, clocks);
        }
        catch (Exception error)
        {
            await DisposeAsync(app, simulator, dataDirectory);
            if (Explain(error, settings) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    /// <summary>Hands over what it holds and stops; once.</summary>
    public Task StopAsync() => stopped ??= app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync(app, Simulator, dataDirectory);
    }

    private static async ValueTask DisposeAsync(WebApplication? app, SimulatorLink? simulator, DataDirectoryLock dataDirectory)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (simulator is not null)
        {
            await simulator.DisposeAsync();
        }

        dataDirectory.Dispose();
    }

    /// <summary>The operator's view of why it did not start; <see langword="null"/> when there is none but the exception itself.</summary>
    private static StartException? Explain(Exception error, HostSettings settings) => error switch
    {
        IOException { InnerException: AddressInUseException } => StartException.PortInUse(settings.Http.Url, "Http:Url", error),
        TaskHubOpenException { Outcome: OpenOutcome.InUse } when settings.Table is not null => new StartException(CommandLine.ExitCode.InUse, error.Message, error),
        TaskHubOpenException { Outcome: OpenOutcome.InUse } => StartException.DataDirectoryInUse(settings.Data.Path, error),
        TaskHubOpenException { Outcome: OpenOutcome.Unusable } when settings.Table is null => new StartException(
            CommandLine.ExitCode.UsageOrConfiguration, $"{error.Message} A data directory is named with --Data:Path DIR.", error),
        TaskHubOpenException or RecoveryStoreVersionException => new StartException(CommandLine.ExitCode.UsageOrConfiguration, error.Message, error),

        HubStoreUnavailableException when settings.Table is { } table => new StartException(
            CommandLine.ExitCode.UsageOrConfiguration,
            $"DynamoDB cannot be reached for the table '{table.Table}': {error.Message} Check Store:DynamoDb and the network.",
            error),

        // The other database wraps its own trouble where it is opened.
        DbException => StartException.StoreUnreadable(EngineRegistration.HubFile(settings), error),
        _ => null,
    };

    private static Uri ListeningUrl(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    /// <summary>Says so before anything durable is touched; the server itself would notice only after the hub has begun.</summary>
    private static void RequireFreePort(Uri url)
    {
        if (url.Port == 0)
        {
            return;
        }

        try
        {
            using var probe = new TcpListener(url.Host == "localhost" ? System.Net.IPAddress.Loopback : System.Net.IPAddress.Parse(url.DnsSafeHost), url.Port);
            probe.Start();
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw StartException.PortInUse(url, "Http:Url", error);
        }
        catch (SocketException error)
        {
            throw new StartException(
                CommandLine.ExitCode.UsageOrConfiguration,
                $"The host cannot listen on {url.GetLeftPart(UriPartial.Authority)} ({error.Message}): choose another address with --Http:Url.",
                error);
        }
    }
}
