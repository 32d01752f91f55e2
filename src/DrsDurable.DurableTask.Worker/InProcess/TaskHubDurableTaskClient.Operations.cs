using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.InProcess;

public sealed partial class TaskHubDurableTaskClient
{
    /// <inheritdoc/>
    /// <exception cref="TaskHubBusyException">The hub has too much unfinished work.</exception>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var restarted = await hub.RestartAsync(new RestartInstanceRequest(instanceId, restartWithNewInstanceId), cancellation).ConfigureAwait(false);
        return restarted.Outcome switch
        {
            RestartInstanceOutcome.Restarted => restarted.InstanceId,
            RestartInstanceOutcome.NotFound => throw NotFound(instanceId),
            RestartInstanceOutcome.StillActive => throw new InvalidOperationException(
                $"Instance '{instanceId}' cannot be restarted while it is {restarted.Status}. Wait until it has ended, terminate it, or restart it with a new instance id."),
            _ => throw new TaskHubBusyException(restarted.InstanceId),
        };
    }

    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var rewound = await hub.RewindAsync(instanceId, reason, cancellation).ConfigureAwait(false);
        switch (rewound.Outcome)
        {
            case RewindInstanceOutcome.NotFound:
                throw NotFound(instanceId);
            case RewindInstanceOutcome.NotFailed:
                throw new InvalidOperationException($"Instance '{instanceId}' is {rewound.Status} and cannot be rewound. Only an instance that has failed can.");
            case RewindInstanceOutcome.Quarantined:
                throw new InvalidOperationException($"Instance '{instanceId}' is quarantined and cannot be rewound. Release it first.");
        }
    }

    public override async Task<IList<Client.History.HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var history = await hub.GetHistoryAsync(instanceId, cancellation).ConfigureAwait(false);
        if (history.Count == 0 && await hub.GetInstanceAsync(instanceId, false, cancellation).ConfigureAwait(false) is null)
        {
            throw NotFound(instanceId);
        }

        return [.. history.Select(happened => happened.ToModel())];
    }

    public override async Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        var page = await hub.ListCompletedAsync(
            new CompletedInstanceQuery(
                completedTimeFrom?.UtcDateTime,
                completedTimeTo?.UtcDateTime,
                runtimeStatus is null ? null : [.. runtimeStatus.Select(status => (InstanceStatus)(int)status)],
                pageSize,
                string.IsNullOrEmpty(lastInstanceKey) ? null : lastInstanceKey),
            cancellation).ConfigureAwait(false);
        return new Page<string>(page.InstanceIds, page.ContinuationToken);
    }

    private static ArgumentException NotFound(string instanceId) =>
        new($"An orchestration with the instance id '{instanceId}' was not found.", nameof(instanceId));
}
