namespace DrsDurable.DurableTask.Client.History;

/// <param name="ExecutionId">New in every generation: at ContinueAsNew and at rewind.</param>
public sealed record OrchestrationInstance(string InstanceId, string? ExecutionId);

/// <param name="TaskScheduleId">The parent's task that waits.</param>
public sealed record ParentInstance(string Name, string? Version, OrchestrationInstance OrchestrationInstance, int TaskScheduleId);

/// <param name="Input">JSON, or <see langword="null"/>.</param>
public sealed record ExecutionStartedEvent(
    DateTime Timestamp,
    string Name,
    string? Version,
    string? Input,
    OrchestrationInstance OrchestrationInstance,
    ParentInstance? ParentInstance,
    IReadOnlyDictionary<string, string> Tags,
    DateTime? ScheduledStartTime) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.ExecutionStarted;
}

/// <param name="Result">JSON, or <see langword="null"/>.</param>
public sealed record ExecutionCompletedEvent(
    int EventId,
    DateTime Timestamp,
    OrchestrationRuntimeStatus OrchestrationStatus,
    string? Result,
    TaskFailureDetails? FailureDetails) : HistoryEvent(EventId, Timestamp)
{
    public override EventType EventType => EventType.ExecutionCompleted;
}

/// <param name="Input">The output the instance was given, JSON.</param>
public sealed record ExecutionTerminatedEvent(DateTime Timestamp, string? Input) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.ExecutionTerminated;
}

public sealed record ExecutionSuspendedEvent(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.ExecutionSuspended;
}

public sealed record ExecutionResumedEvent(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.ExecutionResumed;
}

/// <summary>The instance had failed and goes on from before its failure.</summary>
public sealed record ExecutionRewoundEvent(DateTime Timestamp, string? Reason) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.ExecutionRewound;
}
