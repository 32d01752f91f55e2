using DrsDurable.Host.Clocks;
using DrsDurable.Host.Configuration;
using DrsDurable.Host.Health;
using DrsDurable.Host.Index;
using DrsDurable.Host.Logging;
using DrsDurable.Host.Perimeter;
using DrsDurable.Host.Problems;
using DrsDurable.Host.Replies;
using DrsDurable.Host.Simulation;
using DrsDurable.Host.Telemetry;

namespace DrsDurable.Host.Composition;

/// <summary>Puts the parts together.</summary>
public static class HostComposition
{
    /// <summary>Below the 10 seconds a stopped host has, with time left to stop the simulator and close the files.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(6);

    public static WebApplication Build(HostSettings settings, HostClocks clocks, SimulatorLink? simulator, HostOutput output)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clocks);
        ArgumentNullException.ThrowIfNull(output);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });

        // What listens, and where, is decided by HostSettings alone: no ASPNETCORE_URLS, no Kestrel section, no appsettings.json.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls(settings.Http.Url.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        builder.Logging.AddHostLogging(output.LogLevels, output.MinimumLogLevel, output.LogsToTerminal);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(settings);
        builder.Services.AddClocks(clocks);
        builder.Services.AddAws(simulator);
        builder.Services.AddDurableTasks(settings, clocks);
        builder.Services.AddRecovery(settings, clocks);
        builder.Services.AddRecoveryHttp();
        builder.Services.AddTelemetry(settings);
        builder.Services.AddOpenApi();

        var app = builder.Build();
        app.UseRequestSpans(settings);
        app.UseReplyHeaders();
        app.UseProblemReplies();
        app.UseLoopbackPerimeter();
        app.MapIndex();
        app.MapHealth();
        app.MapRecoveryHttp();
        app.MapOpenApi();
        return app;
    }
}
