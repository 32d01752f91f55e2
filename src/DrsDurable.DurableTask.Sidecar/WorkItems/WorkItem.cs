using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>Work the hub hands to a worker. The token is unique per delivery and is the only key to complete it.</summary>
public abstract record WorkItem(string CompletionToken, string InstanceId);

/// <summary>One turn of an orchestrator.</summary>
/// <param name="ExecutionId">Of the current generation.</param>
/// <param name="CommittedPosition">What the history ends with now. A live orchestrator kept by the worker may be
/// continued only if it stands exactly here; otherwise it is rebuilt from <paramref name="PastEvents"/>.</param>
/// <param name="NextPosition">Where the history will end if this turn commits.</param>
/// <param name="PastEvents">The whole committed history of the generation.</param>
/// <param name="NewEvents">Begins with OrchestratorStarted; in a generation's first turn ExecutionStarted follows.</param>
public sealed record OrchestratorWorkItem(
    string CompletionToken,
    string InstanceId,
    string ExecutionId,
    HistoryPosition CommittedPosition,
    HistoryPosition NextPosition,
    IReadOnlyList<HistoryEvent> PastEvents,
    IReadOnlyList<HistoryEvent> NewEvents) : WorkItem(CompletionToken, InstanceId);

/// <summary>One delivery of one activity.</summary>
/// <param name="TaskId">The id of the TaskScheduled event it answers.</param>
/// <param name="OwnershipLost">Cancelled when the hub may no longer act for this instance: an activity that acts on the
/// outside checks it immediately before it does.</param>
public sealed record ActivityWorkItem(
    string CompletionToken,
    string InstanceId,
    int TaskId,
    string Name,
    string? Version,
    string? Input,
    IReadOnlyDictionary<string, string> Tags,
    CancellationToken OwnershipLost) : WorkItem(CompletionToken, InstanceId)
{
    /// <summary>W3C trace context of the task; <see langword="null"/> if its trace is not recorded.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>A point in an instance's history: the last batch of a life and generation, and who wrote it.</summary>
/// <param name="Sequence">−1 before the first batch of the generation.</param>
/// <param name="WriterId">Random per batch, so that two attempts at one sequence are never mistaken for each other.</param>
public readonly record struct HistoryPosition(string Life, int Generation, int Sequence, string WriterId);
