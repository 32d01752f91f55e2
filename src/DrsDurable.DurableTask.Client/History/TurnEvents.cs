namespace DrsDurable.DurableTask.Client.History;

/// <summary>Opens every turn; its time is what the orchestrator saw as <c>CurrentUtcDateTime</c>.</summary>
public sealed record OrchestratorStartedEvent(DateTime Timestamp) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.OrchestratorStarted;
}

public sealed record OrchestratorCompletedEvent(DateTime Timestamp) : HistoryEvent(-1, Timestamp)
{
    public override EventType EventType => EventType.OrchestratorCompleted;
}
