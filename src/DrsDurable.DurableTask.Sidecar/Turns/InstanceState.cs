using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>
/// What an instance's history adds up to: the projection that a load and a running hub share. It changes only by
/// <see cref="Apply"/>; whoever applies a batch that then is not committed throws the state away.
/// </summary>
internal sealed class InstanceState
{
    private readonly Dictionary<int, TaskScheduledEvent> openActivities = [];
    private readonly Dictionary<int, TimerCreatedEvent> openTimers = [];
    private readonly Dictionary<int, SubOrchestrationInstanceCreatedEvent> openChildren = [];
    private readonly Dictionary<string, ConsumedMessage> consumed = new(StringComparer.Ordinal);
    private readonly List<HistoryEvent> beforeStart = [];
    private HistoryLog log = new();
    private IReadOnlyDictionary<int, TaskOrigin> origins = NoOrigins;
    private IReadOnlyDictionary<int, TaskOrigin> closedOrigins = NoOrigins;
    private string writerId = "";

    /// <param name="created">The head as it was at creation or is now; the batches are applied on top.</param>
    /// <param name="input">Of generation 0, or of the generation the head shows.</param>
    public InstanceState(InstanceHead created, string? input)
    {
        Head = created with { Sequence = -1, Status = InstanceStatus.Pending, CompletedAt = null };
        Input = input;
        LastStamp = created.CreatedAt;
        Carryover = [];
        Carried = [];
        Parent = created.Parent is { } parent ? new ParentInstance(parent.InstanceId, parent.Name, parent.Version, parent.TaskScheduledId) : null;
    }

    public Safeguards Safeguards { get; init; } = Safeguards.All;

    /// <summary>What the stored head ought to show.</summary>
    public InstanceHead Head { get; private set; }

    public string? Input { get; private set; }

    public ParentInstance? Parent { get; }

    /// <summary>Non-null once the instance has ended.</summary>
    public ExecutionCompletedEvent? Completion { get; private set; }

    /// <summary>The orchestrator of this generation has run at least once.</summary>
    public bool HasStarted { get; private set; }

    public bool IsSuspended { get; private set; }

    /// <summary>This generation has set a custom status, so that it may also clear it.</summary>
    public bool OwnsCustomStatus { get; private set; }

    /// <summary>Time of this generation's first turn; <see langword="null"/> before it.</summary>
    public DateTime? BegunAt { get; private set; }

    /// <summary>The latest turn's time; the next one's is later.</summary>
    public DateTime LastStamp { get; private set; }

    /// <summary>Stored bytes of this generation.</summary>
    public long HistoryBytes { get; private set; }

    /// <summary>Events the closed generation left for this one's first turn.</summary>
    public IReadOnlyList<EventRaisedEvent> Carryover { get; private set; }

    /// <summary>Ids the closed generation left for this one's first batch.</summary>
    public IReadOnlyList<ConsumedMessage> Carried { get; private set; }

    /// <summary>In a rewound generation that has no batch yet: the histories it may begin with, to be tried in this order.</summary>
    public IReadOnlyList<RewoundHistory> Rewound { get; private set; } = [];

    /// <summary>The rewind that closed the generation before this one, until this one has a batch.</summary>
    public ExecutionRewoundEvent? Rewind { get; private set; }

    /// <summary>The closing batch of the generation before this one.</summary>
    public BatchMark ClosedAt { get; private set; } = BatchMark.Start;

    public BatchMark Mark => new(Head.Generation, Head.Sequence);

    public BatchKey NextKey => new(Head.InstanceId, Head.Life, Head.Generation, Head.Sequence + 1);

    public HistoryPosition Position => new(Head.Life, Head.Generation, Head.Sequence, writerId);

    public IReadOnlyDictionary<int, TaskScheduledEvent> OpenActivities => openActivities;

    public IReadOnlyDictionary<int, TimerCreatedEvent> OpenTimers => openTimers;

    public IReadOnlyDictionary<int, SubOrchestrationInstanceCreatedEvent> OpenChildren => openChildren;

    public IReadOnlyList<HistoryEvent> BeforeStart => beforeStart;

    public IReadOnlyList<HistoryEvent> PastEvents => log.View();

    public IEnumerable<ConsumedMessage> ConsumedMessages => consumed.Values;

    public bool HasConsumed(string messageId) => consumed.ContainsKey(messageId);

    /// <summary>Whether exactly this task of this life and generation waits for an answer.</summary>
    public bool IsOpen(string life, int generation, HistoryEvent outcome) =>
        Completion is null
        && (!Safeguards.MatchesOpenTasks || (string.Equals(life, Head.Life, StringComparison.Ordinal) && generation == GenerationOf(outcome)))
        && outcome switch
        {
            TaskCompletedEvent e => openActivities.ContainsKey(e.TaskScheduledId),
            TaskFailedEvent e => openActivities.ContainsKey(e.TaskScheduledId),
            SubOrchestrationInstanceCompletedEvent e => openChildren.ContainsKey(e.TaskScheduledId),
            SubOrchestrationInstanceFailedEvent e => openChildren.ContainsKey(e.TaskScheduledId),
            TimerFiredEvent e => openTimers.ContainsKey(e.TimerId),
            _ => false,
        };

    /// <summary>When something will be due by itself: the start, or the earliest open timer.</summary>
    public DateTime? NextDue
    {
        get
        {
            if (Completion is not null)
            {
                return null;
            }

            if (!HasStarted && Head.Generation == 0 && Head.StartAt is { } start)
            {
                return start;
            }

            DateTime? earliest = null;
            foreach (var timer in openTimers.Values)
            {
                if (earliest is null || timer.FireAt < earliest)
                {
                    earliest = timer.FireAt;
                }
            }

            return earliest;
        }
    }

    /// <summary>Its own clock runs ahead of the hub's after several turns at one instant.</summary>
    public DateTime Reached(DateTime now) => now > LastStamp ? now : LastStamp;

    public void Apply(Batch batch, string batchWriterId, int storedBytes)
    {
        writerId = batchWriterId;
        LastStamp = batch.Stamp;
        if (batch.Copied is { } copied)
        {
            origins = copied.Origins;
        }

        HistoryBytes += storedBytes;
        foreach (var message in batch.Carried)
        {
            consumed[message.Id] = message;
        }

        foreach (var message in batch.Consumed)
        {
            consumed[message.Id] = message;
        }

        for (var index = 0; index < batch.Events.Count; index++)
        {
            ApplyEvent(batch.Events[index]);
        }

        OwnsCustomStatus |= batch.CustomStatus is not null;
        Head = Head with
        {
            Sequence = Head.Sequence + 1,
            LastUpdatedAt = batch.Stamp,
            CompletedAt = Completion is { } completion ? completion.Timestamp : Head.CompletedAt,
            Status = CurrentStatus(),
            CustomStatus = batch.CustomStatus is { } status ? status.Value : Head.CustomStatus,
        };
        if (batch.Close is { } close)
        {
            BeginGeneration(close);
        }
    }

    /// <summary>ExecutionStarted of this generation, derived from the creation or from the closing batch.</summary>
    public ExecutionStartedEvent DeriveExecutionStarted(DateTime stamp) => new(
        stamp, Head.Name, Head.Version, Input, Head.InstanceId, Head.ExecutionId, Parent, Head.Tags,
        Head.Generation == 0 ? Head.StartAt : null, Head.TraceParent);

    public string LifeOfChild(int taskId) => LifeOfChild(taskId, origins);

    public string LifeOfChild(int taskId, IReadOnlyDictionary<int, TaskOrigin> taskOrigins) => InstanceLife.ForChild(
        Head.InstanceId, Head.Life, taskOrigins.TryGetValue(taskId, out var origin) ? origin.Born : Head.Generation, taskId);

    /// <summary>The life of a sub-orchestration as the generation that was rewound knew it.</summary>
    public string LifeOfClosedChild(int taskId) =>
        InstanceLife.ForChild(Head.InstanceId, Head.Life, ClosedOriginOf(taskId).Born, taskId);

    /// <param name="chosen">One of <see cref="Rewound"/>.</param>
    /// <param name="lost">Reopened sub-orchestrations that cannot be rewound, because they are gone or were terminated: they are started anew.</param>
    public RewindPlan PlanRewind(RewoundHistory chosen, IReadOnlySet<int> lost)
    {
        var copiedOrigins = new Dictionary<int, TaskOrigin>();
        foreach (var child in chosen.Copied.OfType<SubOrchestrationInstanceCreatedEvent>().Where(child => !lost.Contains(child.EventId)))
        {
            var origin = ClosedOriginOf(child.EventId);
            copiedOrigins.Add(child.EventId, chosen.Reopened.Contains(child.EventId) ? origin with { Answered = Head.Generation } : origin);
        }

        var again = chosen.Again.Select(WithExecutionId).ToList();
        again.Insert(again is [ExecutionStartedEvent, ..] ? 1 : 0, Rewind!);
        return new RewindPlan([.. chosen.Copied.Select(WithExecutionId)], again, copiedOrigins);
    }

    private HistoryEvent WithExecutionId(HistoryEvent happened) =>
        happened is ExecutionStartedEvent started ? started with { ExecutionId = Head.ExecutionId } : happened;

    private TaskOrigin ClosedOriginOf(int taskId) =>
        closedOrigins.TryGetValue(taskId, out var origin) ? origin : new TaskOrigin(ClosedAt.Generation, ClosedAt.Generation);

    private int GenerationOf(HistoryEvent outcome) =>
        outcome is SubOrchestrationInstanceCompletedEvent or SubOrchestrationInstanceFailedEvent
        && Safeguards.KeepsTaskOrigins
        && origins.TryGetValue(DecisiveFailures.AnsweredTask(outcome), out var origin)
            ? origin.Answered
            : Head.Generation;

    private void BeginGeneration(GenerationClose close)
    {
        ClosedAt = Mark;
        closedOrigins = origins;
        origins = NoOrigins;
        (Rewound, Rewind) = close.Rewinds
            ? (RewoundHistory.Of(log.View()), (ExecutionRewoundEvent)log.View()[^2])
            : ([], null);
        Completion = null;
        Head = Head with
        {
            Generation = Head.Generation + 1,
            Sequence = -1,
            ExecutionId = close.ExecutionId,
            CompletedAt = null,
            Version = close.Version,
            Status = InstanceStatus.Running,
        };
        Input = close.Input;
        Carryover = close.Carryover;
        Carried = close.Carried;
        HasStarted = false;
        BegunAt = null;
        IsSuspended = false;
        OwnsCustomStatus = false;
        HistoryBytes = 0;
        log = new HistoryLog();
        openActivities.Clear();
        openTimers.Clear();
        openChildren.Clear();
        beforeStart.Clear();
        consumed.Clear();
        foreach (var message in close.Carried)
        {
            consumed[message.Id] = message;
        }
    }

    private InstanceStatus CurrentStatus() =>
        Completion is { } completion ? completion.Status
        : !HasStarted && Head.Generation == 0 ? InstanceStatus.Pending
        : IsSuspended ? InstanceStatus.Suspended
        : InstanceStatus.Running;

    private void ApplyEvent(HistoryEvent historyEvent)
    {
        var startsHere = historyEvent is ExecutionStartedEvent;
        if (!HasStarted && !startsHere && historyEvent is not OrchestratorStartedEvent)
        {
            // Arrived before the start: the orchestrator will see it after ExecutionStarted.
            beforeStart.Add(historyEvent);
            ApplySuspension(historyEvent);
            return;
        }

        log.Append(historyEvent);
        if (startsHere)
        {
            HasStarted = true;
            Rewound = [];
            Rewind = null;
            BegunAt = historyEvent.Timestamp;
            Carryover = [];
            Carried = [];
            foreach (var early in beforeStart)
            {
                log.Append(early);
            }

            beforeStart.Clear();
            return;
        }

        switch (historyEvent)
        {
            case TaskScheduledEvent e:
                openActivities[e.EventId] = e;
                break;
            case TimerCreatedEvent e:
                openTimers[e.EventId] = e;
                break;
            case SubOrchestrationInstanceCreatedEvent e:
                openChildren[e.EventId] = e;
                break;
            case TaskCompletedEvent e:
                openActivities.Remove(e.TaskScheduledId);
                break;
            case TaskFailedEvent e:
                openActivities.Remove(e.TaskScheduledId);
                break;
            case TimerFiredEvent e:
                openTimers.Remove(e.TimerId);
                break;
            case SubOrchestrationInstanceCompletedEvent e:
                openChildren.Remove(e.TaskScheduledId);
                break;
            case SubOrchestrationInstanceFailedEvent e:
                openChildren.Remove(e.TaskScheduledId);
                break;
            case ExecutionRewoundEvent { ParentGeneration: { } generation } when Head.Parent is { } parent:
                Head = Head with { Parent = parent with { Generation = Math.Max(parent.Generation, generation) } };
                break;
            case ExecutionCompletedEvent e when e.Status != InstanceStatus.ContinuedAsNew:
                Completion = e;
                openActivities.Clear();
                openTimers.Clear();
                break;
            default:
                ApplySuspension(historyEvent);
                break;
        }
    }

    private static IReadOnlyDictionary<int, TaskOrigin> NoOrigins { get; } = new Dictionary<int, TaskOrigin>();

    private void ApplySuspension(HistoryEvent historyEvent)
    {
        if (historyEvent is ExecutionSuspendedEvent)
        {
            IsSuspended = true;
        }
        else if (historyEvent is ExecutionResumedEvent)
        {
            IsSuspended = false;
        }
    }
}
