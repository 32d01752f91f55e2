using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>What a trace says about one life of an instance id.</summary>
internal sealed class LifeModel(InstanceCreation creation)
{
    public InstanceState State { get; } = new(creation.Head, creation.Input);

    /// <summary>The head as stored.</summary>
    public InstanceHead Shown { get; set; } = creation.Head;

    /// <summary>What a head may show, by position.</summary>
    public Dictionary<(int Generation, int Sequence), InstanceHead> Projections { get; } = [];

    /// <summary>Everything its batches send.</summary>
    public List<Outbound> Owed { get; } = [];

    /// <summary>Messages whose events are in its history, with the machine time of their turns.</summary>
    public Dictionary<string, DateTime> Consumed { get; } = new(StringComparer.Ordinal);

    /// <summary>Tasks scheduled and answered, over all generations.</summary>
    public HashSet<(int Generation, TaskKind Kind, int Id)> Scheduled { get; } = [];

    public HashSet<(int Generation, TaskKind Kind, int Id)> Answered { get; } = [];

    public Dictionary<int, string> ActivityNames { get; } = [];

    public bool IsActive { get; set; } = true;

    public bool IsGone { get; set; }

    public bool IsQuarantined { get; set; }

    /// <summary>Of the owner that appended last.</summary>
    public long Epoch { get; set; }

    public int TrimmedBelow { get; set; }

    /// <summary>It will never act again.</summary>
    public bool IsOver => IsGone || State.Completion is not null;

    public override string ToString() => $"{State.Head.InstanceId} (life {State.Head.Life[..Math.Min(6, State.Head.Life.Length)]})";
}

internal enum TaskKind
{
    Activity,
    Timer,
    Child,
}

internal static class TaskEvents
{
    public static (TaskKind Kind, int Id)? Scheduled(HistoryEvent historyEvent) => historyEvent switch
    {
        TaskScheduledEvent e => (TaskKind.Activity, e.EventId),
        TimerCreatedEvent e => (TaskKind.Timer, e.EventId),
        SubOrchestrationInstanceCreatedEvent e => (TaskKind.Child, e.EventId),
        _ => null,
    };

    public static (TaskKind Kind, int Id)? Answered(HistoryEvent historyEvent) => historyEvent switch
    {
        TaskCompletedEvent e => (TaskKind.Activity, e.TaskScheduledId),
        TaskFailedEvent e => (TaskKind.Activity, e.TaskScheduledId),
        TimerFiredEvent e => (TaskKind.Timer, e.TimerId),
        SubOrchestrationInstanceCompletedEvent e => (TaskKind.Child, e.TaskScheduledId),
        SubOrchestrationInstanceFailedEvent e => (TaskKind.Child, e.TaskScheduledId),
        _ => null,
    };
}
