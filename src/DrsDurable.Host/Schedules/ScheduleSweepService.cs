using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Host.Schedules;

/// <summary>Before the first request is served, gives every schedule its orchestration and tells that of changes a crash may have kept from it.</summary>
internal sealed class ScheduleSweepService(ScheduleCatalogue schedules) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => schedules.SweepAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
