using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>
/// What a batch sends. Derived from history alone, so that whoever loads an instance sends exactly what its writer would have.
/// </summary>
internal static class Outbox
{
    /// <param name="before">The instance as it was before the batch.</param>
    public static IReadOnlyList<Outbound> Of(InstanceState before, Batch batch, TaskHubLimits limits)
    {
        List<Outbound>? outbound = null;
        var source = before.NextKey;
        IReadOnlyList<SubOrchestrationInstanceCreatedEvent> waiting = batch.Copied is null ? [] : WaitingAgain(batch);
        if (waiting.Count > 0 && !batch.EndsExecution)
        {
            foreach (var child in waiting)
            {
                Add(AskAgain(before, source, batch, child, limits));
            }
        }

        for (var index = batch.FirstOwn; index < batch.Events.Count; index++)
        {
            switch (batch.Events[index])
            {
                case SubOrchestrationInstanceCreatedEvent child:
                    Add(StartOf(before, source.Generation, before.LifeOfChild(child.EventId), batch, child, limits));
                    break;
                case EventSentEvent sent when LimitRules.InstanceId(limits, sent.TargetInstanceId) is null:
                    Add(new OutboundMessage(new InboxMessage(
                        sent.TargetInstanceId,
                        null,
                        MessageIds.Event(source, sent.EventId),
                        batch.Stamp.Ticks,
                        sent.EventId,
                        MessageCodec.Encode(new EventContent(batch.Stamp, FromClient: false, sent.Name, sent.Input)))));
                    break;
                case ExecutionTerminatedEvent { Recurse: true }:
                    foreach (var (taskId, child) in before.OpenChildren.Concat(waiting.Select(copied => KeyValuePair.Create(copied.EventId, copied))))
                    {
                        Add(new OutboundMessage(new InboxMessage(
                            child.InstanceId,
                            batch.Copied is { } copy ? before.LifeOfChild(taskId, copy.Origins) : before.LifeOfChild(taskId),
                            MessageIds.Terminate(source, taskId),
                            batch.Stamp.Ticks,
                            taskId,
                            MessageCodec.Encode(new TerminateContent(
                                batch.Stamp, FromClient: false, Output: null, Recurse: true)))));
                    }

                    break;
                case ExecutionCompletedEvent { Status: not InstanceStatus.ContinuedAsNew } completed
                    when before.Head.Parent is { } parent:
                    Add(new OutboundMessage(Completion(before.Head, ParentNow(parent, batch), completed, batch.Stamp)));
                    break;
            }
        }

        if (!before.Safeguards.SendsInOrder)
        {
            outbound?.Reverse();
        }

        return (IReadOnlyList<Outbound>?)outbound ?? [];

        void Add(Outbound item) => (outbound ??= []).Add(item);
    }

    /// <summary>The sub-orchestrations that a rewound generation took over and waits for.</summary>
    private static List<SubOrchestrationInstanceCreatedEvent> WaitingAgain(Batch batch)
    {
        var waiting = batch.Events.Take(batch.FirstOwn).OfType<SubOrchestrationInstanceCreatedEvent>().ToDictionary(child => child.EventId);
        foreach (var historyEvent in batch.Events)
        {
            waiting.Remove(DecisiveFailures.AnsweredTask(historyEvent));
        }

        return [.. waiting.Values.OrderBy(child => child.EventId)];
    }

    /// <summary>
    /// A child that failed is rewound too; one that was running when its parent failed has its start sent again, so that it answers if
    /// it has ended meanwhile; one that is gone is started anew.
    /// </summary>
    private static Outbound AskAgain(
        InstanceState before, BatchKey source, Batch batch, SubOrchestrationInstanceCreatedEvent child, TaskHubLimits limits)
    {
        var origin = batch.Copied!.Origins.TryGetValue(child.EventId, out var copied) ? copied : new TaskOrigin(source.Generation, source.Generation);
        var life = before.LifeOfChild(child.EventId, batch.Copied.Origins);
        if (origin.Born == source.Generation || origin.Answered != source.Generation)
        {
            return StartOf(before, origin.Answered, life, batch, child, limits);
        }

        var rewound = batch.Events.OfType<ExecutionRewoundEvent>().Last();
        var parent = new ParentLink(source.InstanceId, source.Life, source.Generation, before.Head.Name, before.Head.Version, child.EventId);
        return new OutboundMessage(new InboxMessage(
            child.InstanceId,
            life,
            MessageIds.Rewind(source, child.EventId),
            batch.Stamp.Ticks,
            child.EventId,
            MessageCodec.Encode(new RewindContent(batch.Stamp, rewound.Reason, parent))));
    }

    /// <summary>The parent may have been rewound in this very turn.</summary>
    private static ParentLink ParentNow(ParentLink parent, Batch batch)
    {
        for (var index = batch.FirstOwn; index < batch.Events.Count; index++)
        {
            if (batch.Events[index] is ExecutionRewoundEvent { ParentGeneration: { } generation } && generation > parent.Generation)
            {
                parent = parent with { Generation = generation };
            }
        }

        return parent;
    }

    /// <summary>The answer of an ended child to the task that waits for it.</summary>
    public static InboxMessage Completion(InstanceHead child, ParentLink parent, ExecutionCompletedEvent completed, DateTime stamp)
    {
        HistoryEvent outcome = completed.Status switch
        {
            InstanceStatus.Completed => new SubOrchestrationInstanceCompletedEvent(stamp, parent.TaskScheduledId, completed.Result),
            InstanceStatus.Terminated => new SubOrchestrationInstanceFailedEvent(stamp, parent.TaskScheduledId, Failure: null),
            _ => new SubOrchestrationInstanceFailedEvent(stamp, parent.TaskScheduledId, completed.Failure),
        };
        return Answer(parent.InstanceId, parent.Life, parent.Generation, parent.TaskScheduledId, outcome, stamp, MessageIds.Completion(child.InstanceId, child.Life));
    }

    /// <summary>The answer to a parent whose child could not be started.</summary>
    public static InboxMessage StartRefused(ParentLink parent, DateTime stamp, string errorType, string message) => Answer(
        parent.InstanceId,
        parent.Life,
        parent.Generation,
        parent.TaskScheduledId,
        new SubOrchestrationInstanceFailedEvent(stamp, parent.TaskScheduledId, new FailureDetails(errorType, message)),
        stamp,
        MessageIds.StartRefused(parent.InstanceId, parent.Life, parent.Generation, parent.TaskScheduledId));

    private static InboxMessage Answer(
        string parentId, string life, int generation, int taskId, HistoryEvent outcome, DateTime stamp, string messageId) => new(
            parentId,
            life,
            messageId,
            stamp.Ticks,
            int.MaxValue,
            MessageCodec.Encode(new ResponseContent(stamp, life, generation, taskId, outcome)));

    /// <param name="generation">The parent's, that the child's answer will name.</param>
    private static Outbound StartOf(
        InstanceState before, int generation, string life, Batch batch, SubOrchestrationInstanceCreatedEvent child, TaskHubLimits limits)
    {
        var parent = new ParentLink(
            before.Head.InstanceId, before.Head.Life, generation, before.Head.Name, before.Head.Version, child.EventId);
        if (LimitRules.InstanceId(limits, child.InstanceId) is { } broken)
        {
            return new OutboundMessage(StartRefused(parent, batch.Stamp, LimitRules.ErrorType, broken.Message));
        }

        var head = new InstanceHead(
            child.InstanceId,
            life,
            child.Name,
            child.Version,
            child.Tags,
            parent,
            TraceParent: child.TraceParent ?? before.Head.TraceParent,
            ExecutionId: life,
            CreatedAt: batch.Stamp,
            StartAt: null,
            LastUpdatedAt: batch.Stamp,
            CompletedAt: null,
            InstanceStatus.Pending,
            CustomStatus: null,
            Generation: 0,
            Sequence: -1);
        return new OutboundCreation(new InstanceCreation(head, child.Input, InstanceCreation.EveryTerminalStatus));
    }
}
