using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.DurableTask.Worker.Failures;
using Protocol = DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.InProcess;

/// <summary>From the hub's history events to those of the client API.</summary>
internal static class HistoryMapping
{
    public static HistoryEvent ToModel(this Protocol.HistoryEvent happened) => happened switch
    {
        Protocol.OrchestratorStartedEvent e => new OrchestratorStartedEvent(e.Timestamp),
        Protocol.OrchestratorCompletedEvent e => new OrchestratorCompletedEvent(e.Timestamp),
        Protocol.ExecutionStartedEvent e => new ExecutionStartedEvent(
            e.Timestamp,
            e.Name,
            e.Version,
            e.Input,
            new OrchestrationInstance(e.InstanceId, e.ExecutionId),
            e.Parent is { } parent
                ? new ParentInstance(parent.Name, parent.Version, new OrchestrationInstance(parent.InstanceId, null), parent.TaskScheduledId)
                : null,
            e.Tags,
            e.ScheduledStart),
        Protocol.ExecutionCompletedEvent e => new ExecutionCompletedEvent(
            e.EventId, e.Timestamp, (OrchestrationRuntimeStatus)(int)e.Status, e.Result, e.Failure?.ToModel()),
        Protocol.ExecutionTerminatedEvent e => new ExecutionTerminatedEvent(e.Timestamp, e.Output),
        Protocol.ExecutionSuspendedEvent e => new ExecutionSuspendedEvent(e.Timestamp, e.Reason),
        Protocol.ExecutionResumedEvent e => new ExecutionResumedEvent(e.Timestamp, e.Reason),
        Protocol.ExecutionRewoundEvent e => new ExecutionRewoundEvent(e.Timestamp, e.Reason),
        Protocol.TaskScheduledEvent e => new TaskScheduledEvent(e.EventId, e.Timestamp, e.Name, e.Version, e.Input, e.Tags),
        Protocol.TaskCompletedEvent e => new TaskCompletedEvent(e.Timestamp, e.TaskScheduledId, e.Result),
        Protocol.TaskFailedEvent e => new TaskFailedEvent(e.Timestamp, e.TaskScheduledId, e.Failure.ToModel()),
        Protocol.SubOrchestrationInstanceCreatedEvent e => new SubOrchestrationInstanceCreatedEvent(
            e.EventId, e.Timestamp, e.Name, e.Version, e.InstanceId, e.Input),
        Protocol.SubOrchestrationInstanceCompletedEvent e => new SubOrchestrationInstanceCompletedEvent(e.Timestamp, e.TaskScheduledId, e.Result),
        Protocol.SubOrchestrationInstanceFailedEvent e => new SubOrchestrationInstanceFailedEvent(e.Timestamp, e.TaskScheduledId, e.Failure?.ToModel()),
        Protocol.TimerCreatedEvent e => new TimerCreatedEvent(e.EventId, e.Timestamp, e.FireAt),
        Protocol.TimerFiredEvent e => new TimerFiredEvent(e.Timestamp, e.TimerId, e.FireAt),
        Protocol.EventSentEvent e => new EventSentEvent(e.EventId, e.Timestamp, e.TargetInstanceId, e.Name, e.Input),
        Protocol.EventRaisedEvent e => new EventRaisedEvent(e.Timestamp, e.Name, e.Input),
        _ => throw new NotSupportedException($"The history event {happened.GetType().Name} has no public form."),
    };
}
