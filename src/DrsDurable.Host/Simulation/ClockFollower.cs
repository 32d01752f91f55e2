using DrsDurable.Host.Clocks;

namespace DrsDurable.Host.Simulation;

/// <summary>Keeps the followed clock at the simulator's time for as long as the host runs.</summary>
internal sealed partial class ClockFollower(FollowedClock clock, HostClocks clocks, ILogger<ClockFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan IntervalWhileStanding = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reachable = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await clock.RefreshAsync(stoppingToken).ConfigureAwait(false);
                if (!reachable)
                {
                    LogBack();
                }

                reachable = true;
            }
            catch (SimulatorUnreachableException error)
            {
                clock.Stop();
                if (reachable)
                {
                    LogAway(error.Message);
                }

                reachable = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(clock.Stands ? IntervalWhileStanding : Interval, clocks.Machine, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The simulator does not answer ({Reason}): domain time stands until it does")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "The simulator answers again: domain time goes on")]
    private partial void LogBack();
}
