namespace DrsDurable.DurableTask.Sidecar.Timers;

/// <summary>
/// The due times of all loaded instances as one queue on domain time. A single clock timer stands at the earliest; since clocks
/// may be stepped, <see cref="Recheck"/> compares again whenever it is called.
/// </summary>
internal sealed class DurableTimers<TOwner> : IDisposable
    where TOwner : class
{
    /// <summary>A .NET timer ends at about 49 days; a later due time is approached in steps.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly Lock gate = new();
    private readonly SortedDictionary<(DateTime Due, long Order), TOwner> queue = [];
    private readonly Dictionary<TOwner, (DateTime Due, long Order)> entries = [];
    private readonly TimeProvider domain;
    private readonly Action<TOwner> due;
    private readonly ITimer timer;
    private long order;
    private bool disposed;

    /// <param name="due">Called within the clock's callback, once per entry that fell due.</param>
    public DurableTimers(TimeProvider domain, Action<TOwner> due)
    {
        this.domain = domain;
        this.due = due;
        timer = domain.CreateTimer(static state => ((DurableTimers<TOwner>)state!).Recheck(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public DateTime? NextDue
    {
        get
        {
            lock (gate)
            {
                return First()?.Due;
            }
        }
    }

    /// <summary>Sets or (<see langword="null"/>) removes the owner's due time.</summary>
    public void Set(TOwner owner, DateTime? dueAt)
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            if (dueAt is null && !entries.ContainsKey(owner))
            {
                return;
            }

            var before = First();
            if (entries.Remove(owner, out var old))
            {
                queue.Remove(old);
            }

            if (dueAt is { } at)
            {
                var key = (at, ++order);
                entries.Add(owner, key);
                queue.Add(key, owner);
            }

            if (First() != before)
            {
                Arm();
            }
        }
    }

    public void Recheck()
    {
        List<TOwner> fallen = [];
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            var now = domain.GetUtcNow().UtcDateTime;
            while (First() is { } first && first.Due <= now)
            {
                queue.Remove(first, out var owner);
                entries.Remove(owner!);
                fallen.Add(owner!);
            }

            Arm();
        }

        foreach (var owner in fallen)
        {
            due(owner);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            queue.Clear();
            entries.Clear();
        }

        timer.Dispose();
    }

    private (DateTime Due, long Order)? First()
    {
        foreach (var key in queue.Keys)
        {
            return key;
        }

        return null;
    }

    private void Arm()
    {
        if (First() is not { } first)
        {
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = first.Due - domain.GetUtcNow().UtcDateTime;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;

        // Timers count in milliseconds: rounding down would fire just before the due time, over and over.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
