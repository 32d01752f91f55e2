namespace DrsDurable.Testing.Time;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire one after another, in the order of their due times, on the
/// thread that moves the clock; while a callback runs the clock shows exactly that timer's due time.
/// </summary>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim moving = new(1, 1);
    private readonly SortedDictionary<(long Due, long Order), VirtualTimer> queue = [];
    private readonly long startTicks;
    private long nowTicks;
    private long order;

    /// <param name="start">Default 2030-01-01T00:00:00Z.</param>
    public VirtualTimeProvider(DateTimeOffset? start = null)
    {
        startTicks = (start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)).UtcTicks;
        nowTicks = startTicks;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the earliest timer is due; <see langword="null"/> when none is armed.</summary>
    public DateTimeOffset? NextTimerDue
    {
        get
        {
            lock (gate)
            {
                foreach (var entry in queue.Keys)
                {
                    return new DateTimeOffset(entry.Due, TimeSpan.Zero);
                }

                return null;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref nowTicks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref nowTicks) - startTicks;

    /// <summary>Moves the clock forward, firing what falls due on the way. A timer armed by a callback fires too if it is due by then.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        moving.Wait();
        try
        {
            MoveTo(Interlocked.Read(ref nowTicks) + by.Ticks);
        }
        finally
        {
            moving.Release();
        }
    }

    /// <summary>Moves the clock to a time, if that lies ahead; a time in the past is refused.</summary>
    public void SetUtcNow(DateTimeOffset time)
    {
        moving.Wait();
        try
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time.UtcTicks, Interlocked.Read(ref nowTicks), nameof(time));
            MoveTo(time.UtcTicks);
        }
        finally
        {
            moving.Release();
        }
    }

    /// <summary>Moves the clock to the earliest timer's due time and fires what is due then; <see langword="false"/> when none is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        moving.Wait();
        try
        {
            if (NextTimerDue is not { } due)
            {
                return false;
            }

            MoveTo(Math.Max(due.UtcTicks, Interlocked.Read(ref nowTicks)));
            return true;
        }
        finally
        {
            moving.Release();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void MoveTo(long target)
    {
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    private VirtualTimer? TakeDue(long target)
    {
        lock (gate)
        {
            foreach (var ((due, number), timer) in queue)
            {
                if (due > target)
                {
                    break;
                }

                queue.Remove((due, number));
                timer.Key = null;
                Interlocked.Exchange(ref nowTicks, Math.Max(due, nowTicks));
                if (timer.Period > TimeSpan.Zero)
                {
                    Arm(timer, due + timer.Period.Ticks);
                }

                return timer;
            }

            Interlocked.Exchange(ref nowTicks, Math.Max(target, nowTicks));
            return null;
        }
    }

    private void Arm(VirtualTimer timer, long due)
    {
        timer.Key = (due, ++order);
        queue.Add(timer.Key.Value, timer);
    }

    private sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public (long Due, long Order)? Key { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (disposed)
                {
                    return false;
                }

                Disarm();
                Period = period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan;
                if (dueTime == TimeSpan.Zero && Period == Timeout.InfiniteTimeSpan)
                {
                    // As a real timer does: at once, but never inside the call that arms it.
                    ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
                }
                else if (dueTime >= TimeSpan.Zero)
                {
                    clock.Arm(this, clock.nowTicks + dueTime.Ticks);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                disposed = true;
                Disarm();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Disarm()
        {
            if (Key is { } key)
            {
                clock.queue.Remove(key);
                Key = null;
            }
        }
    }
}
