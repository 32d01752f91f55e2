using System.Globalization;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.Testing.Histories;

/// <summary>
/// Runs today's orchestrators over a recorded history: turn by turn as a worker that keeps them in memory does, and once from its start
/// as one that has lost them does. They have to decide what is recorded: the same kinds, ids, names, targets and end, in the same turns.
/// Payloads and due times may change: the engine does not compare them either.
/// </summary>
public static class HistoryReplay
{
    /// <returns>The first contradiction in words; <see langword="null"/> if there is none.</returns>
    public static async Task<string?> FindContradictionAsync(RecordedHistory history, Action<DurableTaskRegistry> tasks)
    {
        ArgumentNullException.ThrowIfNull(history);
        var living = await DirectWorker.StartAsync(tasks).ConfigureAwait(false);
        await using var _ = living.ConfigureAwait(false);
        for (var turn = 0; turn < history.Turns.Count; turn++)
        {
            if (await FindContradictionAsync(history, turn, living).ConfigureAwait(false) is { } contradiction)
            {
                return contradiction;
            }
        }

        var forgetful = await DirectWorker.StartAsync(tasks, options => options.MaximumLiveOrchestrators = 0).ConfigureAwait(false);
        await using var __ = forgetful.ConfigureAwait(false);
        return await FindContradictionAsync(history, history.Turns.Count - 1, forgetful).ConfigureAwait(false);
    }

    private static async Task<string?> FindContradictionAsync(RecordedHistory history, int turn, DirectWorker worker)
    {
        var result = await worker.TurnAsync(history.WorkItemOf(turn)).ConfigureAwait(false);
        var place = string.Create(
            CultureInfo.InvariantCulture, $"{history.Orchestrator} '{history.InstanceId}', generation {history.Generation}, turn {turn} at {history.Turns[turn][0].Timestamp:O}");
        if (result.NonDeterminism is { } nonDeterminism)
        {
            return $"{place}: {nonDeterminism.ErrorMessage}";
        }

        var recorded = history.Turns[turn].Where(RecordedHistory.IsDecision).Select(Describe).ToList();
        var decided = result.Actions.Select(action => Describe(RecordedHistory.EventOf(action, default))).ToList();
        for (var i = 0; i < Math.Max(recorded.Count, decided.Count); i++)
        {
            var (was, now) = (recorded.ElementAtOrDefault(i) ?? "nothing more", decided.ElementAtOrDefault(i) ?? "nothing more");
            if (!string.Equals(was, now, StringComparison.Ordinal))
            {
                return $"{place}: the history records {was}, today's code decides {now}";
            }
        }

        return null;
    }

    private static string Describe(HistoryEvent happened) => string.Create(CultureInfo.InvariantCulture, $"#{happened.EventId} ") + happened switch
    {
        TaskScheduledEvent task => $"activity {task.Name} {task.Version}".TrimEnd(),
        SubOrchestrationInstanceCreatedEvent child => $"sub-orchestration {child.Name} {child.Version} '{child.InstanceId}'",
        TimerCreatedEvent => "a timer",
        EventSentEvent sent => $"event {sent.Name} to '{sent.TargetInstanceId}'",
        ExecutionCompletedEvent ended => $"the end: {ended.Status} {ended.Failure?.ErrorType}".TrimEnd(),
        _ => happened.GetType().Name,
    };
}
