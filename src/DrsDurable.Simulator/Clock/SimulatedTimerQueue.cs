namespace DrsDurable.Simulator.Clock;

/// <summary>The timers of one clock in order of (due time, time of scheduling). The clock's lock guards it.</summary>
internal sealed class SimulatedTimerQueue
{
    private readonly SortedSet<SimulatedTimer> _byDue = new(Comparer<SimulatedTimer>.Create(static (a, b) =>
    {
        var byTime = a.Due.CompareTo(b.Due);
        return byTime != 0 ? byTime : a.Sequence.CompareTo(b.Sequence);
    }));

    private long _sequence;

    public DateTimeOffset? NextDue => _byDue.Min?.Due;

    public void Schedule(SimulatedTimer timer, DateTimeOffset now, TimeSpan dueTime, TimeSpan period)
    {
        Remove(timer);
        timer.Period = period > TimeSpan.Zero ? period : null;
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        Add(timer, now + dueTime);
    }

    public void Remove(SimulatedTimer timer)
    {
        if (timer.Scheduled)
        {
            _byDue.Remove(timer);
            timer.Scheduled = false;
        }
    }

    /// <summary>Takes the earliest timer that is due; a periodic one is put back for its next time.</summary>
    public SimulatedTimer? TakeDue(DateTimeOffset now)
    {
        if (_byDue.Min is not { } timer || timer.Due > now)
        {
            return null;
        }

        Remove(timer);
        if (timer.Period is { } period)
        {
            // Ticks missed in a jump of time are one tick, as with the system's timers.
            var next = timer.Due + period;
            Add(timer, next > now ? next : now + period);
        }

        return timer;
    }

    private void Add(SimulatedTimer timer, DateTimeOffset due)
    {
        timer.Due = due;
        timer.Sequence = ++_sequence;
        timer.Scheduled = true;
        _byDue.Add(timer);
    }
}
