using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.InProcess;

public sealed partial class TaskHubDurableTaskClient
{
    private static readonly InstanceStatus[] Ended =
        [InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated, InstanceStatus.Canceled];

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var (purged, active) = await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation).ConfigureAwait(false);
        return active is null
            ? new PurgeResult(purged, true)
            : throw new InvalidOperationException(
                $"Instance '{active}' is still active and cannot be purged. Terminate it, or wait until it has ended.");
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        using var patience = new CancellationTokenSource(filter.Timeout ?? Timeout.InfiniteTimeSpan, TimeProvider.System);
        var query = new InstanceQuery(
            filter.CreatedFrom?.UtcDateTime,
            filter.CreatedTo?.UtcDateTime,
            [.. Ended.Where(status => filter.Statuses?.Contains((OrchestrationRuntimeStatus)(int)status) ?? true)]);
        if (query.Statuses is { Count: 0 })
        {
            return new PurgeResult(0, true);
        }

        var (count, complete) = (0, true);
        do
        {
            var page = await hub.QueryAsync(query, cancellation).ConfigureAwait(false);
            foreach (var instance in page.Instances)
            {
                if (patience.IsCancellationRequested)
                {
                    return new PurgeResult(count, false);
                }

                var (purged, active) = await PurgeAsync(instance.InstanceId, options?.Recursive ?? false, cancellation).ConfigureAwait(false);
                count += purged;
                complete &= active is null;
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);
        return new PurgeResult(count, complete);
    }

    /// <summary>Children first: whoever is interrupted finds the parent still there and can begin again.</summary>
    private async Task<(int Purged, string? Active)> PurgeAsync(string instanceId, bool recursive, CancellationToken cancellation)
    {
        var count = 0;
        if (recursive)
        {
            var found = await hub.GetInstanceAsync(instanceId, false, cancellation).ConfigureAwait(false);
            if (found is not null && !Ended.Contains(found.Status))
            {
                return (0, instanceId);
            }

            var history = await hub.GetHistoryAsync(instanceId, cancellation).ConfigureAwait(false);
            foreach (var child in history.OfType<SubOrchestrationInstanceCreatedEvent>().Select(created => created.InstanceId).Distinct(StringComparer.Ordinal))
            {
                var (purged, active) = await PurgeAsync(child, recursive, cancellation).ConfigureAwait(false);
                count += purged;
                if (active is not null)
                {
                    return (count, active);
                }
            }
        }

        return await hub.PurgeAsync(instanceId, cancellation).ConfigureAwait(false) switch
        {
            PurgeOutcome.Purged => (count + 1, null),
            PurgeOutcome.NotFound => (count, null),
            _ => (count, instanceId),
        };
    }
}
