using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// What the orchestrator has decided: the actions its history does not record yet, and the tasks that are still open. Ids count
/// from 0 in the order of the decisions.
/// </summary>
internal sealed class DecisionLedger
{
    private readonly Dictionary<int, OrchestratorAction> unrecorded = [];
    private readonly Dictionary<int, TaskCompletionSource<TaskOutcome>> open = [];
    private int nextId;

    public bool HasOpenTasks => open.Count > 0;

    public int TakeId() => nextId++;

    public void Decide(OrchestratorAction action) => unrecorded.Add(action.Id, action);

    /// <summary>Decides something that will have an outcome.</summary>
    public Task<TaskOutcome> Open(OrchestratorAction action)
    {
        Decide(action);
        var completion = new TaskCompletionSource<TaskOutcome>();
        open.Add(action.Id, completion);
        return completion.Task;
    }

    /// <returns>False if the task is not open: the outcome came twice, or nobody waits for it any more.</returns>
    public bool Close(TaskOutcome outcome) =>
        open.Remove(outcome.TaskId, out var completion) && completion.TrySetResult(outcome);

    /// <summary>Gives up waiting for an outcome. What was decided stays decided.</summary>
    public bool Cancel(int taskId, CancellationToken cancellationToken) =>
        open.Remove(taskId, out var completion) && completion.TrySetCanceled(cancellationToken);

    /// <summary>Strikes the decision that a recorded event stands for.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">There is none, or it was another one.</exception>
    public void Record(HistoryEvent recorded)
    {
        if (!unrecorded.Remove(recorded.EventId, out var decided))
        {
            throw NonDeterministicOrchestrationException.NotDecided(recorded);
        }

        if (!Matches(recorded, decided))
        {
            throw NonDeterministicOrchestrationException.DecidedOtherwise(recorded, decided);
        }
    }

    /// <summary>A committed turn records all its decisions.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">One is missing.</exception>
    public void VerifyAllRecorded()
    {
        if (unrecorded.Count > 0)
        {
            throw NonDeterministicOrchestrationException.NotRecorded(unrecorded.MinBy(decided => decided.Key).Value);
        }
    }

    /// <summary>The unrecorded decisions in order. They count as recorded from here on: if their turn is not committed, this
    /// ledger's orchestrator is never continued.</summary>
    public IReadOnlyList<OrchestratorAction> TakeUnrecorded()
    {
        if (unrecorded.Count == 0)
        {
            return [];
        }

        OrchestratorAction[] actions = [.. unrecorded.Values];
        if (actions.Length > 1)
        {
            Array.Sort(actions, static (a, b) => a.Id.CompareTo(b.Id));
        }

        unrecorded.Clear();
        return actions;
    }

    private static bool Matches(HistoryEvent recorded, OrchestratorAction decided) => (recorded, decided) switch
    {
        (TaskScheduledEvent was, ScheduleTaskAction now) => SameName(was.Name, now.Name),
        (SubOrchestrationInstanceCreatedEvent was, CreateSubOrchestrationAction now) => SameName(was.Name, now.Name),
        (TimerCreatedEvent, CreateTimerAction) => true,
        (EventSentEvent was, SendEventAction now) => SameName(was.Name, now.Name),
        _ => false,
    };

    private static bool SameName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Failure"><see langword="null"/> with <paramref name="Failed"/> set: a sub-orchestration was terminated.</param>
internal sealed record TaskOutcome(int TaskId, string? Result, bool Failed = false, FailureDetails? Failure = null);
