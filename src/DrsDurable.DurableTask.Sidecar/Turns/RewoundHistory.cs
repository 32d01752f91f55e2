using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>A history that a failed instance may be rewound to: its own, without what made it fail.</summary>
/// <param name="Copied">Whole turns, as they were committed. The responses that are struck leave their tasks open.</param>
/// <param name="Again">What had arrived after the last of those turns and is given to the orchestrator once more.</param>
/// <param name="Reopened">Tasks among <paramref name="Copied"/> whose failure was struck: they are to be done again.</param>
internal sealed record RewoundHistory(
    IReadOnlyList<HistoryEvent> Copied, IReadOnlyList<HistoryEvent> Again, IReadOnlySet<int> Reopened)
{
    /// <summary>
    /// The histories to try, in this order. The first keeps every turn and strikes the decisive failures alone. An orchestrator that
    /// acted upon one of them (a retry, a compensation) contradicts that history; the second ends before the turn that saw the
    /// first of them and brings what arrived later, as far as it was asked for by then, once more. It contradicts no orchestrator.
    /// </summary>
    public static IReadOnlyList<RewoundHistory> Of(IReadOnlyList<HistoryEvent> failed)
    {
        var end = LastIndex(failed, failed.Count - 1, e => e is ExecutionCompletedEvent);
        var completion = (ExecutionCompletedEvent)failed[end];
        var before = failed.Take(end).ToArray();
        var decisive = DecisiveFailures.Of(before, completion.Failure);
        return [Struck(before, decisive, completion.Timestamp), Cut(before, decisive)];
    }

    private static RewoundHistory Struck(HistoryEvent[] before, IReadOnlySet<int> decisive, DateTime stamp) => new(
        [.. before.Where(e => !decisive.Contains(DecisiveFailures.FailedTask(e))), new OrchestratorCompletedEvent(stamp)], [], decisive);

    private static RewoundHistory Cut(HistoryEvent[] before, IReadOnlySet<int> decisive)
    {
        var first = Array.FindIndex(before, e => decisive.Contains(DecisiveFailures.FailedTask(e)));
        var turn = first < 0 ? TurnOf(before, before.Length - 1) : EarliestAttempt(before, first);
        var copied = before.AsSpan(0, turn).ToArray();
        var scheduled = copied.Where(DecisiveFailures.IsTask).Select(e => e.EventId).ToHashSet();
        HashSet<int> struck = [.. decisive.Where(scheduled.Contains)];
        if (first >= 0 && before.Skip(turn).FirstOrDefault(e => DecisiveFailures.FailedTask(e) >= 0 && IsSameTask(before, e, before[first])) is { } attempt)
        {
            struck.Add(DecisiveFailures.FailedTask(attempt));
        }

        HistoryEvent[] again =
        [
            .. before.Skip(turn).Where(e => e switch
            {
                ExecutionStartedEvent or EventRaisedEvent or ExecutionSuspendedEvent or ExecutionResumedEvent or ExecutionRewoundEvent => true,
                _ => DecisiveFailures.AnsweredTask(e) is >= 0 and var task
                    && scheduled.Contains(task)
                    && !(struck.Contains(task) && DecisiveFailures.FailedTask(e) == task),
            }),
        ];
        return new RewoundHistory(copied, again, struck);
    }

    /// <summary>
    /// A task that was tried several times starts over with its first attempt if no success of another task is lost by that, else
    /// with the attempt that was the last.
    /// </summary>
    private static int EarliestAttempt(HistoryEvent[] before, int failure)
    {
        for (var i = 0; i < failure; i++)
        {
            if (DecisiveFailures.FailedTask(before[i]) >= 0 && IsSameTask(before, before[i], before[failure]))
            {
                var turn = TurnOf(before, i);
                var decidedLater = before.Skip(turn).Where(DecisiveFailures.IsTask).Select(e => e.EventId).ToHashSet();
                if (!before.Skip(turn).Any(e =>
                    e is TaskCompletedEvent or SubOrchestrationInstanceCompletedEvent && decidedLater.Contains(DecisiveFailures.AnsweredTask(e))))
                {
                    return turn;
                }
            }
        }

        return TurnOf(before, failure);
    }

    private static bool IsSameTask(HistoryEvent[] before, HistoryEvent one, HistoryEvent other) =>
        (DecisiveFailures.Scheduled(before, DecisiveFailures.FailedTask(one)), DecisiveFailures.Scheduled(before, DecisiveFailures.FailedTask(other))) switch
        {
            (TaskScheduledEvent a, TaskScheduledEvent b) => a.Name == b.Name && a.Input == b.Input,
            (SubOrchestrationInstanceCreatedEvent a, SubOrchestrationInstanceCreatedEvent b) => a.InstanceId == b.InstanceId,
            _ => false,
        };

    private static int TurnOf(HistoryEvent[] events, int index) => LastIndex(events, index, e => e is OrchestratorStartedEvent);

    private static int LastIndex(IReadOnlyList<HistoryEvent> events, int from, Func<HistoryEvent, bool> matches)
    {
        while (!matches(events[from]))
        {
            from--;
        }

        return from;
    }
}
