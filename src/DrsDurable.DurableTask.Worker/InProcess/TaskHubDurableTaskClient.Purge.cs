using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.InProcess;

public sealed partial class TaskHubDurableTaskClient
{
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        PurgeReport report;
        if (options is { Recursive: true })
        {
            report = await hub.PurgeTreeAsync(instanceId, cancellation).ConfigureAwait(false);
        }
        else
        {
            var outcome = await hub.PurgeAsync(instanceId, cancellation).ConfigureAwait(false);
            report = new PurgeReport(
                outcome == PurgeOutcome.Purged ? 1 : 0, IsComplete: true, outcome == PurgeOutcome.StillActive ? instanceId : null);
        }

        return report.Active is null
            ? new PurgeResult(report.Purged, report.IsComplete)
            : throw new InvalidOperationException(
                $"Instance '{report.Active}' is still active and cannot be purged. Terminate it, or wait until it has ended.");
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The filter's time-out is not positive.</exception>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Timeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter.Timeout, "The time-out of a purge must be positive.");
        }

        var report = await hub.PurgeAllAsync(
            new PurgeAllRequest(
                filter.CreatedFrom?.UtcDateTime,
                filter.CreatedTo?.UtcDateTime,
                filter.Statuses is null ? null : [.. filter.Statuses.Select(status => (InstanceStatus)(int)status)],
                options?.Recursive ?? false,
                filter.Timeout),
            cancellation).ConfigureAwait(false);
        return new PurgeResult(report.Purged, report.IsComplete);
    }
}
