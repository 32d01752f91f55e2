using System.Collections.Concurrent;

namespace DrsDurable.Aws.Tests.Clients.Stub;

/// <summary>Back-off passes at once and is written down. Timers that a cancellation source makes (deadlines) run as they would.</summary>
internal sealed class RecordedBackOff : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> waits = new();

    public IReadOnlyList<TimeSpan> Waits => [.. waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is CancellationTokenSource || dueTime < TimeSpan.Zero)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
