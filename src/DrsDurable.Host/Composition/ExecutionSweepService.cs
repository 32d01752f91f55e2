using DrsDurable.Host.Clocks;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Host.Composition;

/// <summary>Puts executions right that cannot do so themselves: once before the first request is served, then every minute of machine time.</summary>
internal sealed partial class ExecutionSweepService(ExecutionSweep sweep, HostClocks clocks, ILogger<ExecutionSweepService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await sweep.RunAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, clocks.Machine, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SweepAsync(stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await sweep.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (Exception failure)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "The sweep of executions failed; it is repeated in a minute")]
    private partial void LogFailed(Exception failure);
}
