using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>The orchestrator's code, replayed, decided something else than its history records.</summary>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message)
{
    private const string Remedy =
        "Either the code changed while the instance was running, or it is not deterministic. Restore the code it was started with, or give the new code a new version or name.";

    internal static NonDeterministicOrchestrationException NotDecided(HistoryEvent recorded) =>
        new($"The history records {Describe(recorded)}, which the replayed orchestrator did not ask for. {Remedy}");

    internal static NonDeterministicOrchestrationException DecidedOtherwise(HistoryEvent recorded, OrchestratorAction decided) =>
        new($"The history records {Describe(recorded)}, but the replayed orchestrator asked for {Describe(decided)}. {Remedy}");

    internal static NonDeterministicOrchestrationException NotRecorded(OrchestratorAction decided) =>
        new($"The replayed orchestrator asked for {Describe(decided)}, which the history of that turn does not record. {Remedy}");

    private static string Describe(HistoryEvent recorded) => recorded switch
    {
        TaskScheduledEvent task => $"activity '{task.Name}' (#{task.EventId})",
        SubOrchestrationInstanceCreatedEvent child => $"sub-orchestration '{child.Name}' (#{child.EventId})",
        TimerCreatedEvent timer => $"a timer (#{timer.EventId})",
        EventSentEvent sent => $"event '{sent.Name}' sent to '{sent.TargetInstanceId}' (#{sent.EventId})",
        _ => $"{recorded.GetType().Name} (#{recorded.EventId})",
    };

    private static string Describe(OrchestratorAction decided) => decided switch
    {
        ScheduleTaskAction task => $"activity '{task.Name}' (#{task.Id})",
        CreateSubOrchestrationAction child => $"sub-orchestration '{child.Name}' (#{child.Id})",
        CreateTimerAction timer => $"a timer (#{timer.Id})",
        SendEventAction sent => $"event '{sent.Name}' sent to '{sent.TargetInstanceId}' (#{sent.Id})",
        _ => $"{decided.GetType().Name} (#{decided.Id})",
    };
}
