namespace DrsDurable.Testing.Time;

/// <summary>Another machine's view of a clock: timers run as on the clock itself, its wall time is off by a changing amount.</summary>
public sealed class SkewedTimeProvider(TimeProvider clock) : TimeProvider
{
    private long skewTicks;

    public TimeSpan Skew
    {
        get => new(Interlocked.Read(ref skewTicks));
        set => Interlocked.Exchange(ref skewTicks, value.Ticks);
    }

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Skew;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);
}
