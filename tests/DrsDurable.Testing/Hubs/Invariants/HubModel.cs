using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>What a store must hold after a trace: every life that ever was, what lies in the inbox, what was ever sent.</summary>
internal sealed class HubModel
{
    private static readonly TaskHubLimits Limits = new();

    private readonly Dictionary<(string InstanceId, string Life), LifeModel> lives = [];
    private readonly Dictionary<string, LifeModel> current = new(StringComparer.Ordinal);

    public IEnumerable<LifeModel> Lives => lives.Values;

    public Dictionary<MessageKey, InboxMessage> Inbox { get; } = [];

    public Dictionary<(string Target, string Id), InboxMessage> Sent { get; } = [];

    public HashSet<(string InstanceId, string Life)> CreationsTried { get; } = [];

    /// <summary>Messages and children that committed batches send.</summary>
    public HashSet<(string Target, string Id)> Owed { get; } = [];

    public long Epoch { get; private set; }

    public LifeModel? Life(string instanceId, string life) => lives.GetValueOrDefault((instanceId, life));

    public LifeModel? Current(string instanceId) => current.GetValueOrDefault(instanceId);

    public void Apply(HubTraceEntry entry)
    {
        switch (entry)
        {
            case ShardTaken e:
                Epoch = e.Epoch;
                break;
            case BatchCommitted e when Life(e.Stored.Key.InstanceId, e.Stored.Key.Life) is { } life && e.Stored.Key == life.State.NextKey:
                Apply(life, e);
                break;
            case MessageSent e:
                Sent[(e.Message.TargetInstanceId, e.Message.Id)] = e.Message;
                if (e.IsNew)
                {
                    Inbox[e.Message.Key] = e.Message;
                }

                break;
            case MessageDeleted e:
                Inbox.Remove(e.Message.Key);
                break;
            case MessageSetAside e:
                Inbox.Remove(e.Message.Key);
                break;
            case CreationTried e:
                Apply(e);
                break;
            case HeadWritten e when Life(e.Head.InstanceId, e.Head.Life) is { } life:
                life.Shown = e.Head;
                break;
            case InstanceDeactivated e when Life(e.InstanceId, e.Life) is { } life:
                life.IsActive = false;
                break;
            case InstanceActivated e when Life(e.InstanceId, e.Life) is { } life:
                life.IsActive = true;
                break;
            case GenerationsTrimmed e when Life(e.InstanceId, e.Life) is { } life:
                life.TrimmedBelow = Math.Max(life.TrimmedBelow, e.Below);
                break;
            case InstancePurged e when Life(e.InstanceId, e.Life) is { } life:
                life.IsGone = true;
                current.Remove(e.InstanceId);
                break;
            case InstanceQuarantined e when Life(e.InstanceId, e.Life) is { } life:
                life.IsQuarantined = e.IsQuarantined;
                break;
        }
    }

    private void Apply(CreationTried tried)
    {
        var head = tried.Creation.Head;
        CreationsTried.Add((head.InstanceId, head.Life));
        if (tried.Outcome == CreationOutcome.Created)
        {
            if (current.TryGetValue(head.InstanceId, out var replaced))
            {
                replaced.IsGone = true;
            }

            current[head.InstanceId] = lives[(head.InstanceId, head.Life)] = new LifeModel(tried.Creation);
        }
    }

    private void Apply(LifeModel life, BatchCommitted committed)
    {
        var batch = committed.Decoded;
        var generation = committed.Stored.Key.Generation;
        foreach (var outbound in Outbox.Of(life.State, batch, Limits))
        {
            life.Owed.Add(outbound);
            Owed.Add(outbound is OutboundMessage { Message: var message }
                ? (message.TargetInstanceId, message.Id)
                : (((OutboundCreation)outbound).Creation.Head.InstanceId, ((OutboundCreation)outbound).Creation.Head.Life));
        }

        foreach (var historyEvent in batch.Events)
        {
            if (TaskEvents.Scheduled(historyEvent) is { } scheduled)
            {
                life.Scheduled.Add((generation, scheduled.Kind, scheduled.Id));
            }

            if (historyEvent is TaskScheduledEvent activity)
            {
                life.ActivityNames[activity.EventId] = activity.Name;
            }

            if (TaskEvents.Answered(historyEvent) is { } answered)
            {
                life.Answered.Add((generation, answered.Kind, answered.Id));
            }
        }

        foreach (var message in batch.Consumed)
        {
            life.Consumed[message.Id] = message.At;
        }

        life.Epoch = committed.Epoch;
        life.State.Apply(batch, committed.Stored.WriterId, committed.Stored.Content.Length);
        life.Projections[(life.State.Head.Generation, life.State.Head.Sequence)] = life.State.Head;
        if (life.State.Rewind is not null)
        {
            // A rewound instance shows that it runs as soon as its failed generation is closed.
            life.Projections[(life.State.ClosedAt.Generation, life.State.ClosedAt.Sequence)] = life.State.Head;
        }

    }
}
