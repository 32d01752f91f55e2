using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>One history event: a kind byte, then its fields. Times are relative to an origin the container states once.</summary>
internal static class HistoryEventCodec
{
    public static void Write(CompactWriter writer, DateTime origin, HistoryEvent historyEvent)
    {
        writer.Byte((byte)KindOf(historyEvent));
        writer.Signed(historyEvent.EventId);
        writer.TimeSince(origin, historyEvent.Timestamp);
        switch (historyEvent)
        {
            case ExecutionStartedEvent e:
                writer.Text(e.Name);
                writer.Text(e.Version);
                writer.Text(e.Input);
                writer.Text(e.InstanceId);
                writer.Text(e.ExecutionId);
                writer.Flag(e.Parent is not null);
                if (e.Parent is { } parent)
                {
                    writer.Text(parent.InstanceId);
                    writer.Text(parent.Name);
                    writer.Text(parent.Version);
                    writer.Signed(parent.TaskScheduledId);
                }

                writer.Map(e.Tags);
                writer.OptionalTime(e.ScheduledStart);
                writer.Text(e.TraceParent);
                break;
            case ExecutionCompletedEvent e:
                writer.Signed((int)e.Status);
                writer.Text(e.Result);
                FailureCodec.Write(writer, e.Failure);
                break;
            case ExecutionTerminatedEvent e:
                writer.Text(e.Output);
                writer.Flag(e.Recurse);
                break;
            case ExecutionSuspendedEvent e:
                writer.Text(e.Reason);
                break;
            case ExecutionResumedEvent e:
                writer.Text(e.Reason);
                break;
            case ExecutionRewoundEvent e:
                writer.Text(e.Reason);
                writer.Signed(e.ParentGeneration ?? -1);
                break;
            case TaskScheduledEvent e:
                writer.Text(e.Name);
                writer.Text(e.Version);
                writer.Text(e.Input);
                writer.Map(e.Tags);
                if (e.TraceParent is not null)
                {
                    writer.Text(e.TraceParent);
                }

                break;
            case TaskCompletedEvent e:
                writer.Signed(e.TaskScheduledId);
                writer.Text(e.Result);
                break;
            case TaskFailedEvent e:
                writer.Signed(e.TaskScheduledId);
                FailureCodec.Write(writer, e.Failure);
                break;
            case SubOrchestrationInstanceCreatedEvent e:
                writer.Text(e.Name);
                writer.Text(e.Version);
                writer.Text(e.InstanceId);
                writer.Text(e.Input);
                writer.Map(e.Tags);
                if (e.TraceParent is not null)
                {
                    writer.Text(e.TraceParent);
                }

                break;
            case SubOrchestrationInstanceCompletedEvent e:
                writer.Signed(e.TaskScheduledId);
                writer.Text(e.Result);
                break;
            case SubOrchestrationInstanceFailedEvent e:
                writer.Signed(e.TaskScheduledId);
                FailureCodec.Write(writer, e.Failure);
                break;
            case TimerCreatedEvent e:
                writer.Time(e.FireAt);
                break;
            case TimerFiredEvent e:
                writer.Signed(e.TimerId);
                writer.Time(e.FireAt);
                break;
            case EventSentEvent e:
                writer.Text(e.TargetInstanceId);
                writer.Text(e.Name);
                writer.Text(e.Input);
                break;
            case EventRaisedEvent e:
                writer.Text(e.Name);
                writer.Text(e.Input);
                break;
        }
    }

    public static HistoryEvent Read(CompactReader reader, DateTime origin)
    {
        var kind = (Kind)reader.Byte();
        var id = reader.Number();
        var at = reader.TimeSince(origin);
        return kind switch
        {
            Kind.OrchestratorStarted => new OrchestratorStartedEvent(at),
            Kind.OrchestratorCompleted => new OrchestratorCompletedEvent(at),
            Kind.ExecutionStarted => new ExecutionStartedEvent(
                at,
                reader.RequiredText(),
                reader.Text(),
                reader.Text(),
                reader.RequiredText(),
                reader.RequiredText(),
                reader.Flag() ? new ParentInstance(reader.RequiredText(), reader.RequiredText(), reader.Text(), reader.Number()) : null,
                reader.Map(),
                reader.OptionalTime(),
                reader.Text()),
            Kind.ExecutionCompleted => new ExecutionCompletedEvent(id, at, (InstanceStatus)reader.Number(), reader.Text(), FailureCodec.Read(reader)),
            Kind.ExecutionTerminated => new ExecutionTerminatedEvent(at, reader.Text(), reader.Flag()),
            Kind.ExecutionSuspended => new ExecutionSuspendedEvent(at, reader.Text()),
            Kind.ExecutionResumed => new ExecutionResumedEvent(at, reader.Text()),
            Kind.TaskScheduled => new TaskScheduledEvent(id, at, reader.RequiredText(), reader.Text(), reader.Text(), reader.Map()),
            Kind.TracedTaskScheduled => new TaskScheduledEvent(id, at, reader.RequiredText(), reader.Text(), reader.Text(), reader.Map())
            {
                TraceParent = reader.RequiredText(),
            },
            Kind.TaskCompleted => new TaskCompletedEvent(at, reader.Number(), reader.Text()),
            Kind.TaskFailed => new TaskFailedEvent(at, reader.Number(), FailureCodec.Read(reader) ?? throw new UndecodableContentException("a failed task has no failure")),
            Kind.SubOrchestrationCreated => new SubOrchestrationInstanceCreatedEvent(
                id, at, reader.RequiredText(), reader.Text(), reader.RequiredText(), reader.Text(), reader.Map()),
            Kind.TracedSubOrchestrationCreated => new SubOrchestrationInstanceCreatedEvent(
                id, at, reader.RequiredText(), reader.Text(), reader.RequiredText(), reader.Text(), reader.Map())
            {
                TraceParent = reader.RequiredText(),
            },
            Kind.SubOrchestrationCompleted => new SubOrchestrationInstanceCompletedEvent(at, reader.Number(), reader.Text()),
            Kind.SubOrchestrationFailed => new SubOrchestrationInstanceFailedEvent(at, reader.Number(), FailureCodec.Read(reader)),
            Kind.TimerCreated => new TimerCreatedEvent(id, at, reader.Time()),
            Kind.TimerFired => new TimerFiredEvent(at, reader.Number(), reader.Time()),
            Kind.EventSent => new EventSentEvent(id, at, reader.RequiredText(), reader.RequiredText(), reader.Text()),
            Kind.EventRaised => new EventRaisedEvent(at, reader.RequiredText(), reader.Text()),
            Kind.ExecutionRewound => new ExecutionRewoundEvent(at, reader.Text(), reader.Number() is >= 0 and var generation ? generation : null),
            _ => throw new UndecodableContentException($"history event kind {(byte)kind} is unknown to this version"),
        };
    }

    private static Kind KindOf(HistoryEvent historyEvent) => historyEvent switch
    {
        OrchestratorStartedEvent => Kind.OrchestratorStarted,
        OrchestratorCompletedEvent => Kind.OrchestratorCompleted,
        ExecutionStartedEvent => Kind.ExecutionStarted,
        ExecutionCompletedEvent => Kind.ExecutionCompleted,
        ExecutionTerminatedEvent => Kind.ExecutionTerminated,
        ExecutionSuspendedEvent => Kind.ExecutionSuspended,
        ExecutionResumedEvent => Kind.ExecutionResumed,
        TaskScheduledEvent e => e.TraceParent is null ? Kind.TaskScheduled : Kind.TracedTaskScheduled,
        TaskCompletedEvent => Kind.TaskCompleted,
        TaskFailedEvent => Kind.TaskFailed,
        SubOrchestrationInstanceCreatedEvent e => e.TraceParent is null ? Kind.SubOrchestrationCreated : Kind.TracedSubOrchestrationCreated,
        SubOrchestrationInstanceCompletedEvent => Kind.SubOrchestrationCompleted,
        SubOrchestrationInstanceFailedEvent => Kind.SubOrchestrationFailed,
        TimerCreatedEvent => Kind.TimerCreated,
        TimerFiredEvent => Kind.TimerFired,
        EventSentEvent => Kind.EventSent,
        EventRaisedEvent => Kind.EventRaised,
        ExecutionRewoundEvent => Kind.ExecutionRewound,
        _ => throw new ArgumentException($"{historyEvent.GetType().Name} has no stored form.", nameof(historyEvent)),
    };

    /// <summary>Stored: never renumber.</summary>
    private enum Kind : byte
    {
        OrchestratorStarted = 1,
        OrchestratorCompleted = 2,
        ExecutionStarted = 3,
        ExecutionCompleted = 4,
        ExecutionTerminated = 5,
        ExecutionSuspended = 6,
        ExecutionResumed = 7,
        TaskScheduled = 8,
        TaskCompleted = 9,
        TaskFailed = 10,
        SubOrchestrationCreated = 11,
        SubOrchestrationCompleted = 12,
        SubOrchestrationFailed = 13,
        TimerCreated = 14,
        TimerFired = 15,
        EventSent = 16,
        EventRaised = 17,
        TracedTaskScheduled = 18,
        TracedSubOrchestrationCreated = 19,
        ExecutionRewound = 20,
    }
}
