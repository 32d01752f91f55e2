using System.Security.Cryptography;
using System.Text;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.Testing.Histories;

/// <summary>
/// A hub that does one thing at a time in an order that depends on nothing but what it is given, so that the same orchestrators and
/// the same activities on the same clock give the same histories, event for event. It records them, and keeps nothing.
/// </summary>
public sealed class SteppingHub(DirectWorker worker, TimeProvider clock)
{
    private static readonly Dictionary<string, string> NoTags = new(StringComparer.Ordinal);
    private readonly List<SteppedInstance> instances = [];
    private readonly Queue<(SteppedInstance Instance, int Generation, TaskScheduledEvent Task)> activities = new();
    private readonly PriorityQueue<(SteppedInstance Instance, int Generation, TimerCreatedEvent Timer), (DateTime, int)> timers = new();
    private readonly List<RecordedHistory> histories = [];
    private int order;

    /// <summary>Every generation of every instance, in the order in which they began.</summary>
    public IReadOnlyList<RecordedHistory> Histories => [.. histories.Concat(instances.Where(instance => instance.History.Count > 0).Select(RecordOf)).OrderBy(OrderOf)];

    public DateTime? NextDue => timers.TryPeek(out _, out var due) ? due.Item1 : null;

    public void Start(string instanceId, string orchestrator, string? input) => Add(instanceId, orchestrator, null, input, null, NoTags);

    public InstanceStatus StatusOf(string instanceId) => Find(instanceId)?.Status ?? throw new ArgumentException($"No instance '{instanceId}'.", nameof(instanceId));

    public bool HasDecided(string instanceId, Func<HistoryEvent, bool> decision) => Find(instanceId)?.History.Any(decision) == true;

    public void Raise(string instanceId, string eventName, string? payload) => Post(instanceId, new EventRaisedEvent(Now, eventName, payload));

    public void Suspend(string instanceId) => Post(instanceId, new ExecutionSuspendedEvent(Now, "recorded"));

    public void Resume(string instanceId) => Post(instanceId, new ExecutionResumedEvent(Now, "recorded"));

    /// <summary>Runs what is due and everything that follows from it, until only time can bring more.</summary>
    public async Task SettleAsync()
    {
        while (true)
        {
            while (timers.TryPeek(out var timer, out var due) && due.Item1 <= Now)
            {
                timers.Dequeue();
                PostTo(timer.Instance, timer.Generation, new TimerFiredEvent(timer.Timer.FireAt, timer.Timer.EventId, timer.Timer.FireAt));
            }

            if (instances.Where(instance => instance.Inbox.Count > 0).MinBy(instance => instance.WaitingSince) is { } ready)
            {
                await TurnAsync(ready).ConfigureAwait(false);
            }
            else if (activities.TryDequeue(out var next))
            {
                await ActivityAsync(next.Instance, next.Generation, next.Task).ConfigureAwait(false);
            }
            else
            {
                return;
            }
        }
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private static RecordedHistory RecordOf(SteppedInstance instance) => new(instance.Id, instance.Name, instance.Generation, [.. instance.History]);

    private int OrderOf(RecordedHistory history) =>
        instances.FindIndex(instance => string.Equals(instance.Id, history.InstanceId, StringComparison.Ordinal)) * 1000 + history.Generation;

    private SteppedInstance? Find(string instanceId) => instances.Find(instance => string.Equals(instance.Id, instanceId, StringComparison.Ordinal));

    private void Add(string id, string name, string? version, string? input, ParentInstance? parent, IReadOnlyDictionary<string, string> tags)
    {
        var added = new SteppedInstance(id, name, parent, tags) { Version = version, Input = input };
        instances.Add(added);
        Begin(added, []);
    }

    private void Begin(SteppedInstance instance, IEnumerable<HistoryEvent> carried)
    {
        instance.WaitingSince = order++;
        instance.Inbox.Add(new ExecutionStartedEvent(
            Now, instance.Name, instance.Version, instance.Input, instance.Id, ExecutionIdOf(instance), instance.Parent, instance.Tags, null, null));
        instance.Inbox.AddRange(carried);
    }

    private static string ExecutionIdOf(SteppedInstance instance) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{instance.Id} {instance.Generation}")))[..32];

    private void Post(string instanceId, HistoryEvent happened)
    {
        if (Find(instanceId) is { Status: InstanceStatus.Running } instance)
        {
            PostTo(instance, instance.Generation, happened);
        }
    }

    private void PostTo(SteppedInstance instance, int generation, HistoryEvent happened)
    {
        if (instance.Status != InstanceStatus.Running || instance.Generation != generation)
        {
            return;
        }

        if (instance.Inbox.Count == 0)
        {
            instance.WaitingSince = order++;
        }

        instance.Inbox.Add(happened);
    }

    private async Task TurnAsync(SteppedInstance instance)
    {
        var stamp = new DateTime(Math.Max(Now.Ticks, instance.LastStamp.Ticks + TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
        instance.LastStamp = stamp;
        instance.History.Add(new OrchestratorStartedEvent(stamp));
        instance.History.AddRange(instance.Inbox);
        instance.Inbox.Clear();
        var record = RecordOf(instance);
        var result = await worker.TurnAsync(record.WorkItemOf(record.Turns.Count - 1)).ConfigureAwait(false);
        if (result.NonDeterminism is { } contradiction)
        {
            throw new InvalidOperationException($"{instance.Name} '{instance.Id}' contradicts itself: {contradiction.ErrorMessage}");
        }

        instance.History.AddRange(result.Actions.Select(action => RecordedHistory.EventOf(action, stamp)));
        instance.History.Add(new OrchestratorCompletedEvent(stamp));
        foreach (var action in result.Actions)
        {
            Act(instance, action, stamp);
        }
    }

    private void Act(SteppedInstance instance, OrchestratorAction action, DateTime stamp)
    {
        switch (action, RecordedHistory.EventOf(action, stamp))
        {
            case (_, TaskScheduledEvent task):
                activities.Enqueue((instance, instance.Generation, task));
                break;
            case (_, TimerCreatedEvent timer):
                timers.Enqueue((instance, instance.Generation, timer), (timer.FireAt, order++));
                break;
            case (_, SubOrchestrationInstanceCreatedEvent child):
                Add(child.InstanceId, child.Name, child.Version, child.Input, new ParentInstance(instance.Id, instance.Name, instance.Version, child.EventId), child.Tags);
                break;
            case (_, EventSentEvent sent):
                Post(sent.TargetInstanceId, new EventRaisedEvent(stamp, sent.Name, sent.Input));
                break;
            case (CompleteOrchestrationAction { Status: InstanceStatus.ContinuedAsNew } again, _):
                histories.Add(RecordOf(instance));
                instance.Continue(again);
                Begin(instance, again.CarryoverEvents);
                break;
            case (CompleteOrchestrationAction ended, _):
                End(instance, ended, stamp);
                break;
        }
    }

    private void End(SteppedInstance instance, CompleteOrchestrationAction ended, DateTime stamp)
    {
        instance.Status = ended.Status;
        if (instance.Parent is { } parent)
        {
            Post(parent.InstanceId, ended.Status == InstanceStatus.Completed
                ? new SubOrchestrationInstanceCompletedEvent(stamp, parent.TaskScheduledId, ended.Result)
                : new SubOrchestrationInstanceFailedEvent(stamp, parent.TaskScheduledId, ended.Failure));
        }
    }

    private async Task ActivityAsync(SteppedInstance instance, int generation, TaskScheduledEvent task)
    {
        var result = await worker.ActivityAsync(new ActivityWorkItem(
            Guid.NewGuid().ToString("N"), instance.Id, task.EventId, task.Name, task.Version, task.Input, task.Tags, CancellationToken.None)).ConfigureAwait(false);
        PostTo(instance, generation, result.Failure is { } failure
            ? new TaskFailedEvent(Now, task.EventId, WithoutStack(failure))
            : new TaskCompletedEvent(Now, task.EventId, result.Result));
    }

    /// <summary>Stacks hold line numbers and paths of this machine.</summary>
    private static FailureDetails WithoutStack(FailureDetails failure) =>
        failure with { StackTrace = null, InnerFailure = failure.InnerFailure is { } inner ? WithoutStack(inner) : null };

    private sealed class SteppedInstance(string id, string name, ParentInstance? parent, IReadOnlyDictionary<string, string> tags)
    {
        public string Id => id;

        public string Name => name;

        public ParentInstance? Parent => parent;

        public IReadOnlyDictionary<string, string> Tags => tags;

        public string? Version { get; set; }

        public string? Input { get; set; }

        public int Generation { get; private set; }

        public InstanceStatus Status { get; set; } = InstanceStatus.Running;

        public DateTime LastStamp { get; set; }

        /// <summary>Of what is oldest in its inbox.</summary>
        public int WaitingSince { get; set; }

        public List<HistoryEvent> Inbox { get; } = [];

        public List<HistoryEvent> History { get; private set; } = [];

        public void Continue(CompleteOrchestrationAction again)
        {
            (Input, Version) = (again.Result, again.NewVersion ?? Version);
            Generation++;
            History = [];
        }
    }
}
