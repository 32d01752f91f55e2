namespace DrsDurable.DurableTask.Client.History;

public sealed record TimerCreatedEvent(int EventId, DateTime Timestamp, DateTime FireAt) : HistoryEvent(EventId, Timestamp)
{
    public override EventType EventType => EventType.TimerCreated;
}

public sealed record TimerFiredEvent(DateTime Timestamp, int TimerId, DateTime FireAt) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.TimerFired;
}
