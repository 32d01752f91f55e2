namespace DrsDurable.DurableTask.Sidecar.Protocol;

/// <summary>One thing an orchestrator wants done, decided during a turn. Ids count from 0 within a generation.</summary>
public abstract record OrchestratorAction(int Id);

public sealed record ScheduleTaskAction(
    int Id,
    string Name,
    string? Version,
    string? Input,
    IReadOnlyDictionary<string, string> Tags) : OrchestratorAction(Id)
{
    /// <summary>W3C; <see langword="null"/> leaves it to the hub.</summary>
    public string? TraceParent { get; init; }
}

public sealed record CreateSubOrchestrationAction(
    int Id,
    string Name,
    string? Version,
    string InstanceId,
    string? Input,
    IReadOnlyDictionary<string, string> Tags) : OrchestratorAction(Id)
{
    /// <summary>W3C; <see langword="null"/> leaves it to the hub.</summary>
    public string? TraceParent { get; init; }
}

public sealed record CreateTimerAction(int Id, DateTime FireAt) : OrchestratorAction(Id);

public sealed record SendEventAction(int Id, string TargetInstanceId, string Name, string? Input) : OrchestratorAction(Id);

/// <summary>The orchestrator returned, failed or continues as new.</summary>
/// <param name="Status">Completed, Failed or ContinuedAsNew.</param>
/// <param name="Result">Output; for ContinuedAsNew the next generation's input.</param>
/// <param name="CarryoverEvents">Unconsumed external events for the next generation, in order.</param>
public sealed record CompleteOrchestrationAction(
    int Id,
    InstanceStatus Status,
    string? Result,
    FailureDetails? Failure,
    string? NewVersion,
    IReadOnlyList<EventRaisedEvent> CarryoverEvents) : OrchestratorAction(Id);
