using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// The turns nobody has answered yet, in the order in which their lock time ends. All have the same lock time, so one clock timer
/// stands at the first.
/// </summary>
internal sealed class TurnLocks : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<TurnDelivery> waiting = [];
    private readonly TimeSpan duration;
    private readonly TimeProvider machine;
    private readonly Func<TurnDelivery, bool> overdue;
    private readonly ITimer? timer;
    private bool disposed;

    /// <param name="duration">May be infinite.</param>
    /// <param name="overdue">Called within the clock's callback; answers whether the turn goes on waiting, for another lock time.</param>
    public TurnLocks(TimeSpan duration, TimeProvider machine, Func<TurnDelivery, bool> overdue)
    {
        this.duration = duration;
        this.machine = machine;
        this.overdue = overdue;
        timer = duration == Timeout.InfiniteTimeSpan
            ? null
            : machine.CreateTimer(static state => ((TurnLocks)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(TurnDelivery turn)
    {
        lock (gate)
        {
            if (!disposed)
            {
                turn.LockedAt = machine.GetTimestamp();
                waiting.AddLast(turn.LockPlace);
                if (waiting.Count == 1)
                {
                    timer?.Change(duration, Timeout.InfiniteTimeSpan);
                }

                return;
            }
        }

        turn.TryAnswer(new TurnAnswer.Superseded());
    }

    /// <summary>It is answered, or nobody waits for it.</summary>
    public void Remove(TurnDelivery turn)
    {
        lock (gate)
        {
            if (turn.LockPlace.List == waiting)
            {
                waiting.Remove(turn.LockPlace);
                if (waiting.Count == 0 && !disposed)
                {
                    timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>Nobody waits for an answer any more.</summary>
    public void Dispose()
    {
        TurnDelivery[] left;
        lock (gate)
        {
            disposed = true;
            left = [.. waiting];
            waiting.Clear();
        }

        timer?.Dispose();
        foreach (var turn in left)
        {
            turn.TryAnswer(new TurnAnswer.Superseded());
        }
    }

    private void Expire()
    {
        List<TurnDelivery> over = [];
        lock (gate)
        {
            while (!disposed && waiting.First is { Value: var turn })
            {
                var left = duration - machine.GetElapsedTime(turn.LockedAt);
                if (left > TimeSpan.Zero)
                {
                    timer!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
                    break;
                }

                waiting.RemoveFirst();
                over.Add(turn);
            }
        }

        foreach (var turn in over)
        {
            if (overdue(turn))
            {
                Add(turn);
            }
        }
    }
}
