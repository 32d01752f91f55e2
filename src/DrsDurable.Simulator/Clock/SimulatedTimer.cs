namespace DrsDurable.Simulator.Clock;

/// <summary>A timer on simulated time. Its schedule belongs to the clock's queue.</summary>
internal sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private volatile bool _disposed;

    public DateTimeOffset Due { get; set; }

    public long Sequence { get; set; }

    public TimeSpan? Period { get; set; }

    public bool Scheduled { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        RequireTimerSpan(dueTime, nameof(dueTime));
        RequireTimerSpan(period, nameof(period));
        return !_disposed && clock.Schedule(this, dueTime, period);
    }

    public void Fire()
    {
        if (_disposed)
        {
            return;
        }

        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static timer => ((SimulatedTimer)timer!).Invoke(), this);
        }
    }

    public void Dispose() => End();

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private static void RequireTimerSpan(TimeSpan span, string name)
    {
        if (span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, span, "A timer's span is zero, positive or Timeout.InfiniteTimeSpan.");
        }
    }

    private void End()
    {
        _disposed = true;
        clock.Remove(this);
    }

    private void Invoke() => callback(state);
}
