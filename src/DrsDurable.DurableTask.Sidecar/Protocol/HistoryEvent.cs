namespace DrsDurable.DurableTask.Sidecar.Protocol;

/// <summary>
/// One fact of an orchestration's history, in the terms of the Durable Task wire protocol
/// (<c>orchestrator_service.proto</c>). Payloads are JSON text or <see langword="null"/>; the hub never reads them.
/// </summary>
/// <param name="EventId">
/// The action id for events an orchestrator caused (TaskScheduled, TimerCreated, SubOrchestrationInstanceCreated,
/// EventSent, ExecutionCompleted); −1 for everything that arrives.
/// </param>
/// <param name="Timestamp">Domain time, UTC.</param>
public abstract record HistoryEvent(int EventId, DateTime Timestamp);

/// <summary>Opens every turn; its time is what the orchestrator sees as <c>CurrentUtcDateTime</c>.</summary>
public sealed record OrchestratorStartedEvent(DateTime Timestamp) : HistoryEvent(-1, Timestamp);

/// <summary>Closes every committed turn.</summary>
public sealed record OrchestratorCompletedEvent(DateTime Timestamp) : HistoryEvent(-1, Timestamp);

/// <summary>The first event of a generation after its OrchestratorStarted.</summary>
/// <param name="ExecutionId">32 hexadecimal digits, new in every generation.</param>
/// <param name="ScheduledStart">Start-at time, if one was asked for.</param>
/// <param name="TraceParent">W3C trace context of whoever started the instance.</param>
public sealed record ExecutionStartedEvent(
    DateTime Timestamp,
    string Name,
    string? Version,
    string? Input,
    string InstanceId,
    string ExecutionId,
    ParentInstance? Parent,
    IReadOnlyDictionary<string, string> Tags,
    DateTime? ScheduledStart,
    string? TraceParent) : HistoryEvent(-1, Timestamp);

/// <summary>The end of the instance, or (status ContinuedAsNew) of one generation.</summary>
public sealed record ExecutionCompletedEvent(
    int EventId,
    DateTime Timestamp,
    InstanceStatus Status,
    string? Result,
    FailureDetails? Failure) : HistoryEvent(EventId, Timestamp);

public sealed record ExecutionTerminatedEvent(DateTime Timestamp, string? Output, bool Recurse) : HistoryEvent(-1, Timestamp);

public sealed record ExecutionSuspendedEvent(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp);

public sealed record ExecutionResumedEvent(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp);

/// <summary>A failed instance goes on from before its failure; or a running one learns that its parent was rewound.</summary>
/// <param name="ParentGeneration">The generation of the parent that waits for this instance from now on, if it was rewound too.</param>
public sealed record ExecutionRewoundEvent(DateTime Timestamp, string? Reason, int? ParentGeneration) : HistoryEvent(-1, Timestamp);

public sealed record TaskScheduledEvent(
    int EventId,
    DateTime Timestamp,
    string Name,
    string? Version,
    string? Input,
    IReadOnlyDictionary<string, string> Tags) : HistoryEvent(EventId, Timestamp)
{
    /// <summary>W3C trace context of the task; <see langword="null"/> if its orchestration's trace is not recorded.</summary>
    public string? TraceParent { get; init; }
}

public sealed record TaskCompletedEvent(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(-1, Timestamp);

public sealed record TaskFailedEvent(DateTime Timestamp, int TaskScheduledId, FailureDetails Failure) : HistoryEvent(-1, Timestamp);

public sealed record SubOrchestrationInstanceCreatedEvent(
    int EventId,
    DateTime Timestamp,
    string Name,
    string? Version,
    string InstanceId,
    string? Input,
    IReadOnlyDictionary<string, string> Tags) : HistoryEvent(EventId, Timestamp)
{
    /// <summary>W3C trace context of the child; <see langword="null"/> if its parent's trace is not recorded.</summary>
    public string? TraceParent { get; init; }
}

public sealed record SubOrchestrationInstanceCompletedEvent(DateTime Timestamp, int TaskScheduledId, string? Result)
    : HistoryEvent(-1, Timestamp);

/// <param name="Failure"><see langword="null"/> when the child was terminated, as in Microsoft's implementation.</param>
public sealed record SubOrchestrationInstanceFailedEvent(DateTime Timestamp, int TaskScheduledId, FailureDetails? Failure)
    : HistoryEvent(-1, Timestamp);

public sealed record TimerCreatedEvent(int EventId, DateTime Timestamp, DateTime FireAt) : HistoryEvent(EventId, Timestamp);

public sealed record TimerFiredEvent(DateTime Timestamp, int TimerId, DateTime FireAt) : HistoryEvent(-1, Timestamp);

public sealed record EventSentEvent(
    int EventId,
    DateTime Timestamp,
    string TargetInstanceId,
    string Name,
    string? Input) : HistoryEvent(EventId, Timestamp);

public sealed record EventRaisedEvent(DateTime Timestamp, string Name, string? Input) : HistoryEvent(-1, Timestamp);
