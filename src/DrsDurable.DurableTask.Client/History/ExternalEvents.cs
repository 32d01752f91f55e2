namespace DrsDurable.DurableTask.Client.History;

/// <param name="InstanceId">The target.</param>
/// <param name="Input">JSON, or <see langword="null"/>.</param>
public sealed record EventSentEvent(int EventId, DateTime Timestamp, string InstanceId, string Name, string? Input) : HistoryEvent(EventId, Timestamp)
{
    public override EventType EventType => EventType.EventSent;
}

/// <param name="Input">JSON, or <see langword="null"/>.</param>
public sealed record EventRaisedEvent(DateTime Timestamp, string Name, string? Input) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.EventRaised;
}
