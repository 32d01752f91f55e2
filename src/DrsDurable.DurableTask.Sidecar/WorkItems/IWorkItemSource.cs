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

    /// <summary>
    /// Says that a worker is about to take this work: until the announcement is disposed of, what it serves counts as served and
    /// goes to no worker that does not serve it. <see langword="null"/> from a source that has no use for it.
    /// </summary>
    IDisposable? Announce(WorkerCapacity capacity) => null;

    /// <summary>Commits a turn. A stale or unknown token is accepted and has no effect. Returns when the hub has taken the
    /// result, not when it is durable.</summary>
    Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken);

    /// <summary>Records an activity's outcome. A result for a task that is no longer open has no effect.</summary>
    Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken);

    /// <summary>Gives a work item back for redelivery after a delay. Unknown tokens are harmless.</summary>
    Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken);
}

/// <summary>How much a worker takes at once, and which tasks it knows.</summary>
/// <param name="OnlyServed">It is offered nothing else. Otherwise it is also offered what no worker serves, so that its answer
/// says that the task is unknown.</param>
public sealed record WorkerCapacity(
    int MaximumOrchestrators,
    int MaximumActivities,
    IReadOnlyCollection<ServedTask> Orchestrators,
    IReadOnlyCollection<ServedTask> Activities,
    bool OnlyServed = false);

/// <summary>A task a worker can run; names and versions compare without regard to case.</summary>
/// <param name="Versions">The empty text is no version; no versions at all stand for every one.</param>
public sealed record ServedTask(string Name, IReadOnlyList<string> Versions)
{
    public static implicit operator ServedTask(string name) => new(name, []);
}

/// <summary>Work that waits because no worker serves it.</summary>
/// <param name="Waiting">How many work items.</param>
/// <param name="InstanceId">One of the instances they are for.</param>
public sealed record UnservedTask(bool IsActivity, string Name, string? Version, int Waiting, string InstanceId);
