namespace DrsDurable.Simulator.Faults;

/// <summary>A request, or its answer, that waits at a hold.</summary>
/// <param name="duration">Simulated time it waits at most; null = until released.</param>
internal sealed class ParkedRequest(FaultScope scope, DateTimeOffset since, TimeSpan? duration)
{
    private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FaultScope Scope => scope;

    public DateTimeOffset Since => since;

    public void Release(bool goOn) => _released.TrySetResult(goOn);

    /// <summary>True: go on. False: the request is to be dropped, because its client is gone or the simulator stops or was reset.</summary>
    public async Task<bool> WaitAsync(TimeProvider domainClock, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var delay = Task.Delay(Remaining(domainClock.GetUtcNow()), domainClock, stop.Token);
            var first = await Task.WhenAny(_released.Task, delay).ConfigureAwait(false);
            return first == _released.Task
                ? await _released.Task.ConfigureAwait(false)
                : !cancellationToken.IsCancellationRequested;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Counted from the moment it was parked: time may have moved since.</summary>
    private TimeSpan Remaining(DateTimeOffset now)
    {
        if (duration is not { } span)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = since + span - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
