namespace DrsDurable.DurableTask.Client.History;

/// <param name="Input">JSON, or <see langword="null"/>.</param>
public sealed record TaskScheduledEvent(
    int EventId, DateTime Timestamp, string Name, string? Version, string? Input, IReadOnlyDictionary<string, string> Tags) : HistoryEvent(EventId, Timestamp)
{
    public override EventType EventType => EventType.TaskScheduled;
}

public sealed record TaskCompletedEvent(DateTime Timestamp, int TaskScheduledId, string? Result) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.TaskCompleted;
}

public sealed record TaskFailedEvent(DateTime Timestamp, int TaskScheduledId, TaskFailureDetails? FailureDetails) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.TaskFailed;
}
