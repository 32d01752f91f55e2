using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>How the first turn of a rewound generation begins.</summary>
/// <param name="Copied">The history the orchestrator is replayed on.</param>
/// <param name="Again">New events of the turn: the rewind itself, and what had arrived after the copied turns.</param>
/// <param name="Origins">Of the copied sub-orchestrations that this generation did not start.</param>
internal sealed record RewindPlan(
    IReadOnlyList<HistoryEvent> Copied, IReadOnlyList<HistoryEvent> Again, IReadOnlyDictionary<int, TaskOrigin> Origins)
{
    public CopiedHistory ToCopied() => new(Copied.Count, Origins);

    /// <summary>Whether a copied sub-orchestration waits for exactly this answer.</summary>
    public bool IsOpen(string life, int generation, HistoryEvent outcome, InstanceState state)
    {
        var taskId = DecisiveFailures.AnsweredTask(outcome);
        return outcome is SubOrchestrationInstanceCompletedEvent or SubOrchestrationInstanceFailedEvent
            && string.Equals(life, state.Head.Life, StringComparison.Ordinal)
            && generation == (state.Safeguards.KeepsTaskOrigins && Origins.TryGetValue(taskId, out var origin) ? origin.Answered : state.Head.Generation)
            && Copied.Any(e => e is SubOrchestrationInstanceCreatedEvent && e.EventId == taskId)
            && !Copied.Concat(Again).Any(e => DecisiveFailures.AnsweredTask(e) == taskId);
    }
}
