using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>
/// Hands work to the registered workers, oldest first, within their limits and the hub's. A task that some worker serves, in its
/// version, goes to one of those. What none serves goes to a worker that takes everything, whose answer says that the task is
/// unknown; where all take only what they serve it waits, and is reported.
/// </summary>
internal sealed partial class WorkItemDispatch(int maximumTurns, int maximumActivities, ILogger logger)
{
    private readonly Lock gate = new();
    private readonly List<Worker> workers = [];
    private readonly LinkedList<Delivery> waitingTurns = [];
    private readonly LinkedList<Delivery> waitingActivities = [];
    private readonly Dictionary<string, Delivery> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Worker> holders = new(StringComparer.Ordinal);
    private int turnsOut;
    private int activitiesOut;
    private bool paused;
    private bool closed;

    public int WaitingTurns
    {
        get
        {
            lock (gate)
            {
                return waitingTurns.Count + unserved.Count(delivery => delivery is TurnDelivery);
            }
        }
    }

    public int WaitingActivities
    {
        get
        {
            lock (gate)
            {
                return waitingActivities.Count + unserved.Count(delivery => delivery is ActivityDelivery);
            }
        }
    }

    /// <summary>Activities in the hands of workers.</summary>
    public int ActivitiesOut
    {
        get
        {
            lock (gate)
            {
                return activitiesOut;
            }
        }
    }

    public void Offer(Delivery delivery)
    {
        lock (gate)
        {
            if (!paused)
            {
                open.Add(delivery.Token, delivery);
                WaitingFor(delivery).AddLast(delivery);
                HandOut();
                return;
            }
        }

        delivery.Refuse();
    }

    /// <summary>The worker that held this token has answered: its place is free. <see langword="null"/> for a stale or unknown token.</summary>
    /// <param name="givenBack">It could not do it: until it can, such work goes to another worker if one takes it.</param>
    public Delivery? Take(string token, bool givenBack = false)
    {
        lock (gate)
        {
            open.Remove(token, out var delivery);
            if (holders.Remove(token, out var worker))
            {
                Freed(worker.Release(token));
                if (delivery is not null)
                {
                    worker.Answered(delivery, KindOf(delivery), givenBack);
                }
            }

            HandOut();
            return delivery;
        }
    }

    /// <summary>Its outcome is no longer wanted. If a worker has it, its place stays taken until it answers.</summary>
    public void Withdraw(Delivery delivery)
    {
        lock (gate)
        {
            open.Remove(delivery.Token);
            if (!delivery.HandedOut && !WaitingFor(delivery).Remove(delivery))
            {
                unserved.Remove(delivery);
            }
        }
    }

    /// <summary>Nothing more is handed out.</summary>
    /// <returns>What was waiting; it is forgotten.</returns>
    public IReadOnlyList<Delivery> Pause()
    {
        lock (gate)
        {
            paused = true;
            Delivery[] unseen = [.. waitingTurns, .. waitingActivities, .. unserved];
            waitingTurns.Clear();
            waitingActivities.Clear();
            unserved.Clear();
            foreach (var delivery in unseen)
            {
                open.Remove(delivery.Token);
            }

            return unseen;
        }
    }

    /// <summary>Ends the workers' streams.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            foreach (var worker in workers)
            {
                worker.Items.Writer.TryComplete();
            }
        }
    }

    public async IAsyncEnumerable<WorkItem> AttachAsync(WorkerCapacity capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var worker = new Worker(capacity);
        lock (gate)
        {
            if (closed)
            {
                yield break;
            }

            workers.Add(worker);
            Reconsider();
        }

        try
        {
            while (await worker.Items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (worker.Items.Reader.TryRead(out var item))
                {
                    yield return item;
                }
            }
        }
        finally
        {
            lock (gate)
            {
                workers.Remove(worker);
                while (worker.Items.Reader.TryRead(out var unseen))
                {
                    GiveBack(worker, unseen.CompletionToken);
                }

                Reconsider();
            }
        }
    }

    private void GiveBack(Worker worker, string token)
    {
        holders.Remove(token);
        Freed(worker.Release(token));

        if (open.TryGetValue(token, out var delivery))
        {
            delivery.HandedOut = false;
            WaitingFor(delivery).AddFirst(delivery);
        }
    }

    private void HandOut()
    {
        if (paused || workers.Count == 0)
        {
            return;
        }

        HandOut(waitingTurns, WorkKind.Turn);
        HandOut(waitingActivities, WorkKind.Activity);
    }

    private void HandOut(LinkedList<Delivery> waiting, WorkKind kind)
    {
        var node = waiting.First;
        while (node is not null && HasRoom(kind))
        {
            var next = node.Next;
            if (Choose(node.Value, kind) is { } worker)
            {
                waiting.Remove(node);
                var delivery = node.Value;
                delivery.HandedOut = true;
                worker.Hold(delivery.Token, kind);
                holders.Add(delivery.Token, worker);
                Count(kind, 1);
                worker.Items.Writer.TryWrite(delivery.Item);
            }
            else if (!AnyHasRoom(kind))
            {
                return;
            }
            else if (!AnyTakes(node.Value, kind))
            {
                waiting.Remove(node);
                SetAside(node.Value, kind);
            }

            node = next;
        }
    }

    private bool AnyHasRoom(WorkKind kind)
    {
        foreach (var worker in workers)
        {
            if (worker.HasRoom(kind))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyTakes(Delivery delivery, WorkKind kind)
    {
        var served = IsServed(delivery, kind);
        foreach (var worker in workers)
        {
            if (worker.Takes(delivery, kind, served))
            {
                return true;
            }
        }

        return false;
    }

    private Worker? Choose(Delivery delivery, WorkKind kind)
    {
        Worker? best = null;
        var served = IsServed(delivery, kind);
        foreach (var worker in workers)
        {
            if (worker.HasRoom(kind) && worker.Takes(delivery, kind, served) && (best is null || worker.IsBetterThan(best, delivery, kind)))
            {
                best = worker;
            }
        }

        return best;
    }

    private bool HasRoom(WorkKind kind) => kind == WorkKind.Turn ? turnsOut < maximumTurns : activitiesOut < maximumActivities;

    private void Freed(WorkKind? kind)
    {
        if (kind is { } freed)
        {
            Count(freed, -1);
        }
    }

    private void Count(WorkKind kind, int change)
    {
        if (kind == WorkKind.Turn)
        {
            turnsOut += change;
        }
        else
        {
            activitiesOut += change;
        }
    }

    private LinkedList<Delivery> WaitingFor(Delivery delivery) => delivery is TurnDelivery ? waitingTurns : waitingActivities;

    private static WorkKind KindOf(Delivery delivery) => delivery is TurnDelivery ? WorkKind.Turn : WorkKind.Activity;
}
