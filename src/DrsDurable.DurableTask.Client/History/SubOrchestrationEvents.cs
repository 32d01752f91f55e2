namespace DrsDurable.DurableTask.Client.History;

/// <param name="Input">JSON, or <see langword="null"/>.</param>
public sealed record SubOrchestrationInstanceCreatedEvent(
    int EventId, DateTime Timestamp, string Name, string? Version, string InstanceId, string? Input) : HistoryEvent(EventId, Timestamp)
{
    public override EventType EventType => EventType.SubOrchestrationInstanceCreated;
}

public sealed record SubOrchestrationInstanceCompletedEvent(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.SubOrchestrationInstanceCompleted;
}

/// <param name="FailureDetails"><see langword="null"/> when the sub-orchestration was terminated.</param>
public sealed record SubOrchestrationInstanceFailedEvent(
    DateTime Timestamp, int TaskScheduledId, TaskFailureDetails? FailureDetails) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.SubOrchestrationInstanceFailed;
}
