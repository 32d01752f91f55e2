using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Tracing;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>Turns what arrived and what the orchestrator decided into the batch to commit.</summary>
internal static class TurnComposer
{
    /// <summary>Duplicates of client messages may follow for this long.</summary>
    public static readonly TimeSpan ClientWindow = TimeSpan.FromMinutes(10);

    /// <summary>Orchestrations send again when they are loaded after an outage.</summary>
    public static readonly TimeSpan OrchestrationWindow = TimeSpan.FromHours(24);

    private const int MaximumCarried = 10_000;

    /// <summary>The new events for the worker: OrchestratorStarted, at a generation's start ExecutionStarted and what came before it, then what arrived.</summary>
    public static IReadOnlyList<HistoryEvent> NewEvents(InstanceState state, TurnInput input)
    {
        var events = Opening(state, input);
        if (input.Plan is { } plan)
        {
            events.RemoveRange(0, plan.Copied.Count);
        }
        else if (!state.HasStarted)
        {
            events.InsertRange(2, state.BeforeStart);
        }

        events.AddRange(input.Arrived);
        return events;
    }

    /// <summary>A batch that holds arrivals for an instance whose start is not due yet.</summary>
    public static Batch BeforeStart(InstanceState state, TurnInput input) =>
        new(input.Stamp, input.Arrived, input.Consumed, state.Carried, state.Mark, null, null);

    /// <summary>The end of an instance that was terminated. No worker is asked.</summary>
    public static Batch Terminated(InstanceState state, TurnInput input, TerminateContent terminate)
    {
        var events = Opening(state, input);
        events.AddRange(input.Arrived);
        events.Add(new ExecutionTerminatedEvent(input.Stamp, terminate.Output, terminate.Recurse));
        events.Add(new ExecutionCompletedEvent(-1, input.Stamp, InstanceStatus.Terminated, terminate.Output, Failure: null));
        events.Add(new OrchestratorCompletedEvent(input.Stamp));
        return new Batch(input.Stamp, events, input.Consumed, state.Carried, state.Mark, null, null, input.Plan?.ToCopied());
    }

    /// <summary>The end of an instance that cannot go on.</summary>
    public static Batch Failed(InstanceState state, TurnInput input, FailureDetails failure)
    {
        var events = Opening(state, input);
        events.AddRange(input.Arrived);
        events.Add(new ExecutionCompletedEvent(-1, input.Stamp, InstanceStatus.Failed, Result: null, failure));
        events.Add(new OrchestratorCompletedEvent(input.Stamp));
        return new Batch(input.Stamp, events, input.Consumed, state.Carried, state.Mark, null, null, input.Plan?.ToCopied());
    }

    /// <exception cref="TaskHubLimitException">A limit is exceeded: the instance must fail with this error.</exception>
    public static Batch Decided(InstanceState state, TurnInput input, OrchestratorResult result, DateTime machineNow, TaskHubLimits limits)
    {
        if (result.Actions.Count > limits.TurnActions)
        {
            throw new TaskHubLimitException(nameof(TaskHubLimits.TurnActions), limits.TurnActions, result.Actions.Count, "The number of actions of one turn");
        }

        var events = Opening(state, input);
        events.AddRange(input.Arrived);
        GenerationClose? close = null;
        foreach (var action in result.Actions)
        {
            Check(limits, action);
            events.Add(EventOf(state.Head, action, input.Stamp));
            if (action is CompleteOrchestrationAction { Status: InstanceStatus.ContinuedAsNew } again)
            {
                close = new GenerationClose(
                    InstanceLife.NewRandom(),
                    again.Result,
                    again.NewVersion ?? state.Head.Version,
                    again.CarryoverEvents,
                    CarriedOver(state, input, machineNow));
            }
        }

        events.Add(new OrchestratorCompletedEvent(input.Stamp));
        return new Batch(input.Stamp, events, input.Consumed, state.Carried, state.Mark, StatusChange(state, result, limits), close, input.Plan?.ToCopied());
    }

    /// <summary>
    /// The batch that closes the generation of a failed instance. The next one begins with the history of this one, which therefore
    /// stays until that is written.
    /// </summary>
    public static Batch Rewound(InstanceState state, TurnInput input, RewindContent rewind, DateTime machineNow) => new(
        input.Stamp,
        [
            new OrchestratorStartedEvent(input.Stamp),
            new ExecutionRewoundEvent(input.Stamp, rewind.Reason, rewind.Parent?.Generation),
            new OrchestratorCompletedEvent(input.Stamp),
        ],
        input.Consumed,
        [],
        state.Mark,
        null,
        new GenerationClose(InstanceLife.NewRandom(), state.Input, state.Head.Version, [], CarriedOver(state, input, machineNow), Rewinds: true));

    /// <summary>Whether the instance is suspended once these events have been seen.</summary>
    public static bool EndsSuspended(InstanceState state, TurnInput input)
    {
        var last = (input.Plan is { } plan ? plan.Copied.Concat(plan.Again).Concat(input.Arrived) : input.Arrived)
            .LastOrDefault(e => e is ExecutionSuspendedEvent or ExecutionResumedEvent);
        return last is null ? state.IsSuspended : last is ExecutionSuspendedEvent;
    }

    private static List<HistoryEvent> Opening(InstanceState state, TurnInput input)
    {
        if (input.Plan is { } plan)
        {
            return [.. plan.Copied, new OrchestratorStartedEvent(input.Stamp), .. plan.Again];
        }

        var events = new List<HistoryEvent>(input.Arrived.Count + 8) { new OrchestratorStartedEvent(input.Stamp) };
        if (!state.HasStarted)
        {
            events.Add(state.DeriveExecutionStarted(input.Stamp));
            events.AddRange(state.Carryover);
        }

        return events;
    }

    private static HistoryEvent EventOf(InstanceHead head, OrchestratorAction action, DateTime stamp) => action switch
    {
        ScheduleTaskAction a => new TaskScheduledEvent(a.Id, stamp, a.Name, a.Version, a.Input, a.Tags)
        {
            TraceParent = a.TraceParent ?? TraceContext.OfTask(head.TraceParent, head.ExecutionId, a.Id),
        },
        CreateTimerAction a => new TimerCreatedEvent(a.Id, stamp, DateTime.SpecifyKind(a.FireAt, DateTimeKind.Utc)),
        CreateSubOrchestrationAction a => new SubOrchestrationInstanceCreatedEvent(a.Id, stamp, a.Name, a.Version, a.InstanceId, a.Input, a.Tags)
        {
            TraceParent = a.TraceParent ?? TraceContext.OfTask(head.TraceParent, head.ExecutionId, a.Id),
        },
        SendEventAction a => new EventSentEvent(a.Id, stamp, a.TargetInstanceId, a.Name, a.Input),
        CompleteOrchestrationAction a => new ExecutionCompletedEvent(a.Id, stamp, a.Status, a.Result, a.Failure),
        _ => throw new ArgumentException($"The worker sent an action this hub does not know: {action.GetType().Name}.", nameof(action)),
    };

    private static void Check(TaskHubLimits limits, OrchestratorAction action)
    {
        var (name, payload) = action switch
        {
            ScheduleTaskAction a => (a.Name, a.Input),
            CreateSubOrchestrationAction a => (a.Name, a.Input),
            SendEventAction a => (a.Name, a.Input),
            CompleteOrchestrationAction a => (null, a.Result),
            _ => (null, null),
        };
        if (name is not null)
        {
            LimitRules.ThrowIfBroken(LimitRules.Name(limits, name, $"The name of action #{action.Id}"));
        }

        LimitRules.ThrowIfBroken(LimitRules.Payload(limits, payload, $"The payload of action #{action.Id}{(name is null ? "" : $" ({name})")}"));
    }

    private static CustomStatusChange? StatusChange(InstanceState state, OrchestratorResult result, TaskHubLimits limits)
    {
        LimitRules.ThrowIfBroken(LimitRules.Payload(limits, result.CustomStatus, "The custom status"));

        // A generation that never set a status keeps showing what the one before it set.
        var unchanged = state.OwnsCustomStatus
            ? string.Equals(result.CustomStatus, state.Head.CustomStatus, StringComparison.Ordinal)
            : result.CustomStatus is null;
        return unchanged ? null : new CustomStatusChange(result.CustomStatus);
    }

    private static IReadOnlyList<ConsumedMessage> CarriedOver(InstanceState state, TurnInput input, DateTime machineNow) =>
    [
        .. state.ConsumedMessages
            .Concat(input.Consumed)
            .Where(_ => state.Safeguards.CarriesConsumedIds)
            .Where(message => machineNow - message.At <= (message.FromClient ? ClientWindow : OrchestrationWindow))
            .OrderByDescending(message => message.At)
            .Take(MaximumCarried),
    ];
}
