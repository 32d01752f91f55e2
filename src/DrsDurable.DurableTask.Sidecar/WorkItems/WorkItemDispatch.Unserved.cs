using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <content>What no attached worker serves: it is set aside, so that it costs nothing while it waits, until the workers are others.</content>
internal sealed partial class WorkItemDispatch
{
    private readonly LinkedList<Delivery> unserved = [];
    private readonly List<Announcement> announcements = [];
    private readonly HashSet<(WorkKind Kind, string Name, string? Version)> reported = [];

    /// <summary>Until it is disposed of, what it serves counts as served.</summary>
    public IDisposable Announce(WorkerCapacity capacity)
    {
        var announcement = new Announcement(this, capacity);
        lock (gate)
        {
            announcements.Add(announcement);
        }

        return announcement;
    }

    public IReadOnlyList<UnservedTask> Unserved
    {
        get
        {
            lock (gate)
            {
                return
                [
                    .. unserved
                        .Where(delivery => !IsServed(delivery, KindOf(delivery)))
                        .GroupBy(delivery => (Kind: KindOf(delivery), delivery.Name, delivery.Version))
                        .Select(task => new UnservedTask(
                            task.Key.Kind == WorkKind.Activity, task.Key.Name, task.Key.Version, task.Count(), task.First().Item.InstanceId)),
                ];
            }
        }
    }

    /// <summary>The workers are others: what nobody served is looked at again, before what came after it.</summary>
    private void Reconsider()
    {
        reported.Clear();
        while (unserved.Last is { Value: var delivery })
        {
            unserved.RemoveLast();
            WaitingFor(delivery).AddFirst(delivery);
        }

        HandOut();
    }

    private void SetAside(Delivery delivery, WorkKind kind)
    {
        unserved.AddLast(delivery);
        if (!IsServed(delivery, kind) && reported.Add((kind, delivery.Name, delivery.Version)))
        {
            LogUnserved(kind == WorkKind.Turn ? "orchestrator" : "activity", delivery.Name, delivery.Version ?? string.Empty, delivery.Item.InstanceId);
        }
    }

    private bool IsServed(Delivery delivery, WorkKind kind)
    {
        foreach (var worker in workers)
        {
            if (worker.Serves(delivery, kind))
            {
                return true;
            }
        }

        foreach (var announcement in announcements)
        {
            if (announcement.Serves(delivery, kind))
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "No attached worker serves {Kind} '{Name}' version '{Version}': instance '{InstanceId}' waits. Start a worker that has registered it, or terminate the instance.")]
    private partial void LogUnserved(string kind, string name, string version, string instanceId);

    private sealed class Announcement(WorkItemDispatch dispatch, WorkerCapacity capacity) : IDisposable
    {
        private readonly ServedTasks orchestrators = new(capacity.Orchestrators);
        private readonly ServedTasks activities = new(capacity.Activities);

        public bool Serves(Delivery delivery, WorkKind kind) =>
            (kind == WorkKind.Turn ? orchestrators : activities).Has(delivery.Name, delivery.Version);

        public void Dispose()
        {
            lock (dispatch.gate)
            {
                if (dispatch.announcements.Remove(this))
                {
                    dispatch.Reconsider();
                }
            }
        }
    }
}
