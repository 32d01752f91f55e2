namespace DrsDurable.DurableTask.Client.History;

/// <summary>One fact of an orchestration's history, under the member names of the Durable Task Framework.</summary>
/// <param name="EventId">The sequence id of what the orchestrator decided; −1 for everything that arrived.</param>
/// <param name="Timestamp">Domain time, UTC.</param>
public abstract record HistoryEvent(int EventId, DateTime Timestamp)
{
    public abstract EventType EventType { get; }
}
