using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>A task is scheduled once and answered at most once, in its own life and generation.</summary>
internal sealed class Invariant03OneAnswer() : HubInvariant(3)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is not BatchCommitted { Stored.Key: var key, Decoded: var batch } || before.Life(key.InstanceId, key.Life) is not { } life)
        {
            yield break;
        }

        var scheduled = new HashSet<(TaskKind, int)>();
        var answered = new HashSet<(TaskKind, int)>();
        foreach (var historyEvent in batch.Events)
        {
            if (TaskEvents.Scheduled(historyEvent) is { } task
                && (!scheduled.Add(task) || life.Scheduled.Contains((key.Generation, task.Kind, task.Id))))
            {
                yield return $"{life} scheduled {task.Kind} {task.Id} twice";
            }

            if (TaskEvents.Answered(historyEvent) is { } outcome)
            {
                if (!scheduled.Contains(outcome) && !life.Scheduled.Contains((key.Generation, outcome.Kind, outcome.Id)))
                {
                    yield return $"{life} has an answer to {outcome.Kind} {outcome.Id}, which its generation did not schedule";
                }

                if (!answered.Add(outcome) || life.Answered.Contains((key.Generation, outcome.Kind, outcome.Id)))
                {
                    yield return $"{life} has two answers to {outcome.Kind} {outcome.Id}";
                }
            }
        }
    }
}
