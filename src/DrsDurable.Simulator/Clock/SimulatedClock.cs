using System.Globalization;

namespace DrsDurable.Simulator.Clock;

/// <summary>
/// Simulated time as a <see cref="TimeProvider"/>: machine time multiplied by a scale, or standing still until it is advanced.
/// <see cref="GetUtcNow"/>, <see cref="GetTimestamp"/> and every timer follow the same time line, through any change of scale.
/// </summary>
public sealed class SimulatedClock : TimeProvider, IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _machine;
    private readonly SimulatedTimerQueue _timers = new();
    private readonly ITimer _alarm;
    private ClockState _state;
    private long _machineTimestamp;
    private bool _disposed;

    /// <param name="state">Anchor, scale and mode. The time that passed since the machine anchor counts, unless the clock is in step mode.</param>
    /// <param name="machineClock">The clock behind this one.</param>
    public SimulatedClock(ClockState state, TimeProvider machineClock)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(machineClock);
        RequireScale(state.TimeScale);
        _machine = machineClock;
        _machineTimestamp = machineClock.GetTimestamp();
        var machineNow = machineClock.GetUtcNow();
        _state = state with { MachineAnchor = machineNow, DomainAnchor = state.NowAt(machineNow) };
        _alarm = machineClock.CreateTimer(static clock => ((SimulatedClock)clock!).FireDueTimers(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A clock that starts at machine time.</summary>
    public static SimulatedClock StartNow(TimeProvider machineClock, double timeScale = 1, bool step = false)
    {
        ArgumentNullException.ThrowIfNull(machineClock);
        var now = machineClock.GetUtcNow();
        return new SimulatedClock(new ClockState(now, now, timeScale, step), machineClock);
    }

    /// <summary>Raised after each change by <see cref="Set"/> or <see cref="Advance"/>, before timers that became due fire.</summary>
    public event Action<ClockState>? Changed;

    /// <summary>The current anchor: its times are those of the call.</summary>
    public ClockState State
    {
        get
        {
            lock (_gate)
            {
                return Anchored();
            }
        }
    }

    /// <summary>When the earliest timer created from this clock is due; null without timers.</summary>
    public DateTimeOffset? NextTimerDue
    {
        get
        {
            lock (_gate)
            {
                return _timers.NextDue;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Now();
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Changes what is given and keeps the rest. Time may be set forward, never back.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="now"/> lies in the simulated past, or the scale is not in (0, 100000].</exception>
    public void Set(DateTimeOffset? now = null, double? timeScale = null, bool? step = null)
    {
        if (timeScale is { } scale)
        {
            RequireScale(scale);
        }

        ClockState state;
        lock (_gate)
        {
            var anchored = Anchored();
            if (now < anchored.DomainAnchor)
            {
                throw new ArgumentOutOfRangeException(nameof(now), now, string.Create(CultureInfo.InvariantCulture, $"Simulated time cannot go back: it is {anchored.DomainAnchor:O}."));
            }

            state = Apply(anchored with
            {
                DomainAnchor = (now ?? anchored.DomainAnchor).ToUniversalTime(),
                TimeScale = timeScale ?? anchored.TimeScale,
                Step = step ?? anchored.Step,
            });
        }

        Changed?.Invoke(state);
        FireDueTimers();
    }

    /// <summary>
    /// Moves simulated time forward, stopping at each timer on the way, so that a timer made by a fired one fires at its own time.
    /// Works in both modes.
    /// </summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target;
        lock (_gate)
        {
            target = Now() + by;
        }

        while (StopBefore(target) is { } state)
        {
            Changed?.Invoke(state);
            FireDueTimers();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _alarm.Dispose();
    }

    internal bool Schedule(SimulatedTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool due;
        lock (_gate)
        {
            if (_disposed)
            {
                return false;
            }

            _timers.Schedule(timer, Now(), dueTime, period);
            due = dueTime == TimeSpan.Zero;
            SetAlarm();
        }

        if (due)
        {
            // A due time of zero fires at once also while the clock stands still, but never inside the caller's CreateTimer.
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.FireDueTimers(), this, preferLocal: false);
        }

        return true;
    }

    internal void Remove(SimulatedTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private static void RequireScale(double timeScale)
    {
        if (!(timeScale > 0 && timeScale <= ClockState.MaximumTimeScale))
        {
            throw new ArgumentOutOfRangeException(nameof(timeScale), timeScale, "A time scale is greater than 0 and at most 100000.");
        }
    }

    /// <summary>One stop on the way to <paramref name="target"/>: the next timer's due time or the target; null once it is reached.</summary>
    private ClockState? StopBefore(DateTimeOffset target)
    {
        lock (_gate)
        {
            var anchored = Anchored();
            if (anchored.DomainAnchor >= target)
            {
                return null;
            }

            var stop = _timers.NextDue is { } due && due < target ? due : target;
            return Apply(anchored with { DomainAnchor = stop > anchored.DomainAnchor ? stop : anchored.DomainAnchor });
        }
    }

    private ClockState Apply(ClockState state)
    {
        _state = state;
        SetAlarm();
        return state;
    }

    private ClockState Anchored()
    {
        var now = Now();
        _machineTimestamp = _machine.GetTimestamp();
        _state = _state with { MachineAnchor = _machine.GetUtcNow(), DomainAnchor = now };
        return _state;
    }

    private DateTimeOffset Now() =>
        _state.Step ? _state.DomainAnchor : _state.DomainAnchor + (_machine.GetElapsedTime(_machineTimestamp) * _state.TimeScale);

    private void SetAlarm()
    {
        if (_disposed)
        {
            return;
        }

        if (_state.Step || _timers.NextDue is not { } due)
        {
            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        var wait = (due - Now()) / _state.TimeScale;
        var milliseconds = Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, int.MaxValue);
        _alarm.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void FireDueTimers()
    {
        while (true)
        {
            SimulatedTimer? timer;
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                timer = _timers.TakeDue(Now());
                if (timer is null)
                {
                    SetAlarm();
                    return;
                }
            }

            timer.Fire();
        }
    }
}
