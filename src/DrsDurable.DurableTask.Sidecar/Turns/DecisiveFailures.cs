using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>
/// Which failed tasks made an instance fail: those whose failure was followed by no decision but the end, and the one that the end
/// itself names. If that is none, every failed task that was not tried again afterwards.
/// </summary>
internal static class DecisiveFailures
{
    /// <param name="before">The history up to the end, without it.</param>
    public static IReadOnlySet<int> Of(IReadOnlyList<HistoryEvent> before, FailureDetails? end)
    {
        var failures = before.Select((e, index) => (Index: index, Task: FailedTask(e))).Where(failure => failure.Task >= 0).ToArray();
        var lastDecision = before.Select((e, index) => IsTask(e) || e is EventSentEvent ? index : -1).DefaultIfEmpty(-1).Max();
        var named = NamedTask(end);
        HashSet<int> decisive = [.. failures.Where(failure => failure.Index > lastDecision || failure.Task == named).Select(failure => failure.Task)];
        return decisive.Count > 0
            ? decisive
            : failures.Where(failure => !WasTriedAgain(before, failure.Index, failure.Task)).Select(failure => failure.Task).ToHashSet();
    }

    /// <returns>The task whose failure the event is; −1 if it is none.</returns>
    public static int FailedTask(HistoryEvent happened) => happened switch
    {
        TaskFailedEvent e => e.TaskScheduledId,
        SubOrchestrationInstanceFailedEvent e => e.TaskScheduledId,
        _ => -1,
    };

    /// <returns>The task the event answers; −1 if it answers none.</returns>
    public static int AnsweredTask(HistoryEvent happened) => happened switch
    {
        TaskCompletedEvent e => e.TaskScheduledId,
        SubOrchestrationInstanceCompletedEvent e => e.TaskScheduledId,
        TimerFiredEvent e => e.TimerId,
        _ => FailedTask(happened),
    };

    public static bool IsTask(HistoryEvent happened) => happened is TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent or TimerCreatedEvent;

    public static HistoryEvent? Scheduled(IReadOnlyList<HistoryEvent> events, int taskId) =>
        events.FirstOrDefault(e => IsTask(e) && e.EventId == taskId);

    private static bool WasTriedAgain(IReadOnlyList<HistoryEvent> before, int failure, int taskId) =>
        Scheduled(before, taskId) switch
        {
            TaskScheduledEvent task => before.Skip(failure).OfType<TaskScheduledEvent>().Any(later => later.Name == task.Name && later.Input == task.Input),
            SubOrchestrationInstanceCreatedEvent child => before.Skip(failure).OfType<SubOrchestrationInstanceCreatedEvent>()
                .Any(later => later.InstanceId == child.InstanceId),
            _ => false,
        };

    /// <summary>The text of the exception for a failed task is part of the programming model: Task 'name' (#id) failed …</summary>
    private static int NamedTask(FailureDetails? end)
    {
        for (var cause = end; cause is not null; cause = cause.InnerFailure)
        {
            if (cause.ErrorType.EndsWith("TaskFailedException", StringComparison.Ordinal) && TaskIdIn(cause.ErrorMessage) is { } taskId)
            {
                return taskId;
            }
        }

        return -1;
    }

    private static int? TaskIdIn(string message)
    {
        const string before = "' (#";
        var start = message.IndexOf(before, StringComparison.Ordinal) + before.Length;
        var end = start < before.Length ? -1 : message.IndexOf(") failed", start, StringComparison.Ordinal);
        return end > start && int.TryParse(message.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var taskId) ? taskId : null;
    }
}
