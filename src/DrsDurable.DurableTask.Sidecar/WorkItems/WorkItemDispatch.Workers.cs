using System.Threading.Channels;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <content>What is known of each attached worker.</content>
internal sealed partial class WorkItemDispatch
{
    private enum WorkKind
    {
        Turn,
        Activity,
    }

    private sealed class Worker(WorkerCapacity capacity)
    {
        private readonly ServedTasks orchestrators = new(capacity.Orchestrators);
        private readonly ServedTasks activityTasks = new(capacity.Activities);
        private readonly Dictionary<string, WorkKind> held = new(StringComparer.Ordinal);
        private readonly HashSet<(WorkKind Kind, string Name, string? Version)> givenBack = [];
        private int turns;
        private int activities;

        public Channel<WorkItem> Items { get; } = Channel.CreateUnbounded<WorkItem>(new UnboundedChannelOptions { SingleReader = true });

        public int HeldCount => turns + activities;

        public bool Serves(Delivery delivery, WorkKind kind) =>
            (kind == WorkKind.Turn ? orchestrators : activityTasks).Has(delivery.Name, delivery.Version);

        /// <param name="served">Whether some worker serves it.</param>
        public bool Takes(Delivery delivery, WorkKind kind, bool served) => served ? Serves(delivery, kind) : !capacity.OnlyServed;

        /// <summary>It has not given such work back lately, or else holds less.</summary>
        public bool IsBetterThan(Worker other, Delivery delivery, WorkKind kind)
        {
            var (gaveBack, otherGaveBack) = (GaveBack(delivery, kind), other.GaveBack(delivery, kind));
            return gaveBack == otherGaveBack ? HeldCount < other.HeldCount : otherGaveBack;
        }

        public void Answered(Delivery delivery, WorkKind kind, bool back)
        {
            if (back)
            {
                givenBack.Add((kind, delivery.Name, delivery.Version));
            }
            else if (givenBack.Count > 0)
            {
                givenBack.Remove((kind, delivery.Name, delivery.Version));
            }
        }

        private bool GaveBack(Delivery delivery, WorkKind kind) =>
            givenBack.Count > 0 && givenBack.Contains((kind, delivery.Name, delivery.Version));

        public bool HasRoom(WorkKind kind)
        {
            return kind == WorkKind.Turn ? turns < capacity.MaximumOrchestrators : activities < capacity.MaximumActivities;
        }

        public void Hold(string token, WorkKind kind)
        {
            held.Add(token, kind);
            Count(kind, 1);
        }

        /// <summary><see langword="null"/> if it did not hold it.</summary>
        public WorkKind? Release(string token)
        {
            if (!held.Remove(token, out var kind))
            {
                return null;
            }

            Count(kind, -1);
            return kind;
        }

        private void Count(WorkKind kind, int change)
        {
            if (kind == WorkKind.Turn)
            {
                turns += change;
            }
            else
            {
                activities += change;
            }
        }
    }
}
