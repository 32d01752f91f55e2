using DrsDurable.Host.Configuration;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DrsDurable.Host.Telemetry;

/// <summary>Sends from the start on and flushes at the end, within a limit: a collector that does not answer must not delay the stop.</summary>
internal sealed partial class TelemetryService(
    OpenTelemetrySdk sdk, ExportComplaints complaints, HostSettings settings, ILogger<TelemetryService> logger) : IHostedLifecycleService
{
    private const int FlushMilliseconds = 5000;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        complaints.Listen();
        LogSending(settings.Telemetry.Target);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has stopped, so that its last spans are among what is sent.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => sdk.TracerProvider.Shutdown(FlushMilliseconds), CancellationToken.None),
        Task.Run(() => sdk.MeterProvider.Shutdown(FlushMilliseconds), CancellationToken.None));

    [LoggerMessage(LogLevel.Information, "Traces and metrics are sent to {Target}")]
    private partial void LogSending(string target);
}
