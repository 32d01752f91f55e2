namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>
/// The worker's side of the hub. In process it is the hub itself; a remote transport puts the same five calls on a wire.
/// </summary>
public interface IWorkItemSource
{
    /// <summary>
    /// Registers a worker and streams its work until <paramref name="cancellationToken"/> is cancelled, which is a graceful
    /// leave: nothing new is handed out, what was handed out may still be completed. The hub enforces the limits.
    /// </summary>
    IAsyncEnumerable<WorkItem> GetWorkItemsAsync(WorkerCapacity capacity, CancellationToken cancellationToken);

    /// <summary>Commits a turn. A stale or unknown token is accepted and has no effect. Returns when the hub has taken the
    /// result, not when it is durable.</summary>
    Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken);

    /// <summary>Records an activity's outcome. A result for a task that is no longer open has no effect.</summary>
    Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken);

    /// <summary>Gives a work item back for redelivery after a delay. Unknown tokens are harmless.</summary>
    Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken);
}

/// <summary>How much a worker takes at once, and which tasks it knows.</summary>
/// <param name="OrchestratorNames">Names it can run; compared without regard to case.</param>
public sealed record WorkerCapacity(
    int MaximumOrchestrators,
    int MaximumActivities,
    IReadOnlyCollection<string> OrchestratorNames,
    IReadOnlyCollection<string> ActivityNames);
