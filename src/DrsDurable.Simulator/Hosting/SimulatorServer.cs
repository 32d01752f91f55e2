using System.Net;
using DrsDurable.Simulator.Administration;
using DrsDurable.Simulator.Services;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace DrsDurable.Simulator.Hosting;

/// <summary>
/// A simulator on a loopback address, with a web server of its own. It writes nothing to the console, reads no configuration and
/// leaves process signals alone. Stopping it drops held requests.
/// </summary>
public sealed class SimulatorServer : IHostedService, IAsyncDisposable
{
    public const string DefaultUrl = "http://127.0.0.1:5081";

    private readonly DrsSimulator _simulator;
    private readonly Uri _url;
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _web;

    /// <param name="url">A loopback URL; port 0 takes a free one. See <see cref="Url"/>.</param>
    /// <exception cref="ArgumentException">Not an http URL of a loopback address without a path.</exception>
    public SimulatorServer(DrsSimulator simulator, string url = DefaultUrl)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        _simulator = simulator;
        _url = ParseLoopback(url);
        Url = _url;
    }

    public DrsSimulator Simulator => _simulator;

    /// <summary>Where the server listens; exact once it is started.</summary>
    public Uri Url { get; private set; }

    /// <summary>Starts a server. Disposing it stops it; the simulator stays the caller's.</summary>
    public static async Task<SimulatorServer> StartAsync(DrsSimulator simulator, string url = DefaultUrl, CancellationToken cancellationToken = default)
    {
        var server = new SimulatorServer(simulator, url);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <exception cref="IOException">The port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (_url.Host == "localhost" && _url.Port != 0)
            {
                kestrel.ListenLocalhost(_url.Port);
            }
            else
            {
                kestrel.Listen(_url.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(_url.Host.Trim('[', ']')), _url.Port);
            }
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        var web = builder.Build();
        var administration = new AdministrationEndpoint(_simulator);
        var services = new ServiceEndpoint(_simulator, _stopping.Token);
        web.Run(context => ServeAsync(context, context.Request.Path.StartsWithSegments(AdministrationEndpoint.Prefix, StringComparison.Ordinal)
            ? administration.HandleAsync
            : services.HandleAsync));
        try
        {
            await web.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var address = web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        Url = new Uri(address);
        _web = web;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _web, null) is { } web)
        {
            await web.StopAsync(cancellationToken).ConfigureAwait(false);
            await web.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>What a client's leaving does to a request is its own affair; any other failure is the simulator's and is written down.</summary>
    private async Task ServeAsync(HttpContext context, RequestDelegate handle)
    {
        try
        {
            await handle(context).ConfigureAwait(false);
        }
        catch (Exception left) when (left is OperationCanceledException or BadHttpRequestException or ConnectionResetException)
        {
            context.Abort();
        }
        catch (Exception failure)
        {
            _simulator.ReportFailure($"{context.Request.Method} {context.Request.Path}", failure);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.Headers["x-amzn-ErrorType"] = "InternalServerException";
            await context.Response.WriteAsJsonAsync(new { message = $"The simulator failed: {failure.Message}" }, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Uri ParseLoopback(string url)
    {
        var ok = Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed.Scheme == Uri.UriSchemeHttp
            && parsed.IsLoopback
            && parsed.AbsolutePath == "/";
        return ok ? parsed! : throw new ArgumentException($"'{url}' is not an http URL of a loopback address such as {DefaultUrl}: the simulator serves this machine only.", nameof(url));
    }

    /// <summary>The process's life is the caller's business: no signal handlers, no messages.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
