using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.Testing.Histories;

/// <summary>The history of one generation of one instance, as the hub would hand it to a worker.</summary>
public sealed record RecordedHistory(string InstanceId, string Orchestrator, int Generation, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>The events of each turn; a turn begins with OrchestratorStarted.</summary>
    public IReadOnlyList<IReadOnlyList<HistoryEvent>> Turns
    {
        get
        {
            var turns = new List<List<HistoryEvent>>();
            foreach (var happened in Events)
            {
                if (happened is OrchestratorStartedEvent)
                {
                    turns.Add([]);
                }

                turns[^1].Add(happened);
            }

            return turns;
        }
    }

    /// <summary>Whether the orchestrator decided it; everything else arrived or frames the turn.</summary>
    public static bool IsDecision(HistoryEvent happened) => happened.EventId >= 0;

    /// <summary>What the history records of a decision.</summary>
    public static HistoryEvent EventOf(OrchestratorAction action, DateTime stamp) => action switch
    {
        ScheduleTaskAction a => new TaskScheduledEvent(a.Id, stamp, a.Name, a.Version, a.Input, a.Tags),
        CreateTimerAction a => new TimerCreatedEvent(a.Id, stamp, a.FireAt),
        CreateSubOrchestrationAction a => new SubOrchestrationInstanceCreatedEvent(a.Id, stamp, a.Name, a.Version, a.InstanceId, a.Input, a.Tags),
        SendEventAction a => new EventSentEvent(a.Id, stamp, a.TargetInstanceId, a.Name, a.Input),
        CompleteOrchestrationAction a => new ExecutionCompletedEvent(a.Id, stamp, a.Status, a.Result, a.Failure),
        _ => throw new ArgumentException($"No event for {action.GetType().Name}.", nameof(action)),
    };

    /// <summary>The work item of one of its turns.</summary>
    public OrchestratorWorkItem WorkItemOf(int turn)
    {
        var turns = Turns;
        return new OrchestratorWorkItem(
            Guid.NewGuid().ToString("N"),
            InstanceId,
            Events.OfType<ExecutionStartedEvent>().First().ExecutionId,
            PositionAfter(turn - 1),
            PositionAfter(turn),
            [.. turns.Take(turn).SelectMany(events => events)],
            [.. turns[turn].Where(happened => !IsDecision(happened) && happened is not OrchestratorCompletedEvent)]);
    }

    private HistoryPosition PositionAfter(int turn) => new(InstanceId, Generation, turn, $"turn {turn}");
}
