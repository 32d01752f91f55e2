using System.Diagnostics;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Tracing;

/// <summary>
/// The spans that end with a turn: of tasks, children and timers that were answered, of events sent, of the execution itself. They
/// are emitted once the turn is durable, so a refused turn shows nothing and a terminated execution is shown too.
/// </summary>
internal sealed class TurnSpans
{
    private const string Canceled = "canceled";

    private readonly List<RecordedSpan> spans = [];
    private readonly InstanceState before;
    private readonly ActivityContext execution;
    private readonly ActivityContext parent;

    private TurnSpans(InstanceState before, ActivityContext parent)
    {
        this.before = before;
        this.parent = parent;
        execution = new ActivityContext(parent.TraceId, TraceContext.ExecutionSpan(before.Head.ExecutionId), parent.TraceFlags, parent.TraceState);
    }

    /// <param name="before">The instance as it was before the batch.</param>
    /// <returns><see langword="null"/> if nobody listens or the instance is in no trace.</returns>
    public static TurnSpans? Of(InstanceState before, Batch batch)
    {
        if (!DurableTaskTraces.Source.HasListeners()
            || before.Head.TraceParent is not { } traceParent
            || !ActivityContext.TryParse(traceParent, null, out var parent))
        {
            return null;
        }

        var turn = new TurnSpans(before, parent);
        foreach (var historyEvent in batch.Events)
        {
            turn.Add(historyEvent, batch.Stamp);
        }

        return turn;
    }

    public void Emit(DateTime domainNow, DateTime machineNow)
    {
        foreach (var span in spans)
        {
            span.Emit(domainNow - machineNow);
        }
    }

    private void Add(HistoryEvent historyEvent, DateTime stamp)
    {
        switch (historyEvent)
        {
            case TaskCompletedEvent e when before.OpenActivities.TryGetValue(e.TaskScheduledId, out var task):
                Answered(task, e.Timestamp, null);
                break;
            case TaskFailedEvent e when before.OpenActivities.TryGetValue(e.TaskScheduledId, out var task):
                Answered(task, e.Timestamp, e.Failure.ErrorType);
                break;
            case SubOrchestrationInstanceCompletedEvent e when before.OpenChildren.TryGetValue(e.TaskScheduledId, out var child):
                Answered(child, e.Timestamp, null);
                break;
            case SubOrchestrationInstanceFailedEvent e when before.OpenChildren.TryGetValue(e.TaskScheduledId, out var child):
                Answered(child, e.Timestamp, e.Failure?.ErrorType ?? nameof(InstanceStatus.Terminated));
                break;
            case TimerFiredEvent e when before.OpenTimers.TryGetValue(e.TimerId, out var timer):
                Add(
                    $"{DurableTaskTraces.SpanName("orchestration", before.Head.Name)}:timer", ActivityKind.Internal, timer, stamp, null,
                    new(TraceTags.Type, "timer"), new(TraceTags.Name, before.Head.Name),
                    new(TraceTags.FireAt, timer.FireAt.ToString("o", System.Globalization.CultureInfo.InvariantCulture)));
                break;
            case EventSentEvent e:
                Add(
                    DurableTaskTraces.SpanName("orchestration_event", e.Name), ActivityKind.Producer, e, stamp, null,
                    new(TraceTags.Type, "event"), new(TraceTags.Name, e.Name), new(TraceTags.EventTarget, e.TargetInstanceId));
                break;
            case ExecutionCompletedEvent e:
                Ended(e, stamp);
                break;
        }
    }

    private void Answered(TaskScheduledEvent task, DateTime at, string? errorType) => Add(
        DurableTaskTraces.SpanName("activity", task.Name, task.Version), ActivityKind.Client, task, at, errorType,
        new(TraceTags.Type, "activity"), new(TraceTags.Name, task.Name));

    private void Answered(SubOrchestrationInstanceCreatedEvent child, DateTime at, string? errorType) => Add(
        DurableTaskTraces.SpanName("orchestration", child.Name, child.Version), ActivityKind.Client, child, at, errorType,
        new(TraceTags.Type, "orchestration"), new(TraceTags.Name, child.Name));

    private void Ended(ExecutionCompletedEvent ended, DateTime stamp)
    {
        if (ended.Status != InstanceStatus.ContinuedAsNew)
        {
            // Tasks nobody waits for any more would leave their own spans without a parent.
            foreach (var task in before.OpenActivities.Values.Where(task => !spans.Exists(span => span.Id == IdOf(task))).ToArray())
            {
                Answered(task, stamp, Canceled);
            }
        }

        var head = before.Head;
        spans.Add(new RecordedSpan(
            DurableTaskTraces.SpanName("orchestration", head.Name, head.Version),
            ActivityKind.Server,
            execution.SpanId,
            parent,
            before.BegunAt ?? stamp,
            stamp,
            [
                new(TraceTags.Type, "orchestration"), new(TraceTags.Name, head.Name), new(TraceTags.InstanceId, head.InstanceId),
                new(TraceTags.ExecutionId, head.ExecutionId), new(TraceTags.Status, ended.Status.ToString()),
            ],
            ended.Status is InstanceStatus.Failed ? ended.Failure?.ErrorType ?? nameof(InstanceStatus.Failed) : null));
    }

    private void Add(
        string name, ActivityKind role, HistoryEvent begun, DateTime end, string? errorType, params KeyValuePair<string, object?>[] tags) => spans.Add(new RecordedSpan(
            name,
            role,
            IdOf(begun),
            execution,
            begun.Timestamp,
            end,
            [.. tags, new(TraceTags.InstanceId, before.Head.InstanceId), new(TraceTags.TaskId, begun.EventId)],
            errorType));

    /// <summary>As the history says; what it does not say, because it is older, is derived.</summary>
    private ActivitySpanId IdOf(HistoryEvent begun)
    {
        var recorded = begun switch
        {
            TaskScheduledEvent e => e.TraceParent,
            SubOrchestrationInstanceCreatedEvent e => e.TraceParent,
            _ => null,
        };
        return recorded is not null && ActivityContext.TryParse(recorded, null, out var context)
            ? context.SpanId
            : TraceContext.TaskSpan(before.Head.ExecutionId, begun.EventId);
    }
}
