namespace DrsDurable.DurableTask;

public abstract partial class TaskOrchestrationContext
{
    /// <summary>A timer that survives restarts, measured from <see cref="CurrentUtcDateTime"/>.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>A timer that survives restarts. A time in the past fires at once.</summary>
    /// <param name="cancellationToken">Cancels the task; an orchestrator that returns need not wait for a cancelled timer.</param>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// The next event of this name, which is compared without regard to case. Events nobody waits for are kept in order; of
    /// several waiters the newest receives first; a cancelled waiter receives nothing.
    /// </summary>
    /// <exception cref="ArgumentException">Somebody waits for the same event with another payload type.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, CancellationToken)"/>
    /// <exception cref="TaskCanceledException">The time passed; raised by awaiting the task.</exception>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, TimeSpan)"/>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timerCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var eventCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timer = CreateTimer(timeout, timerCancellation.Token);
        var received = WaitForExternalEvent<T>(eventName, eventCancellation.Token);

        // No ConfigureAwait(false): this runs as part of the orchestrator.
        await Task.WhenAny(timer, received);
        if (received.IsCompleted)
        {
            Cancel(timerCancellation);
        }
        else
        {
            Cancel(eventCancellation);
        }

        return await received;
    }

    // CancelAsync would run the registrations on another thread, and an orchestrator has only one.
#pragma warning disable VSTHRD103, MA0042
    private static void Cancel(CancellationTokenSource cancellation) => cancellation.Cancel();
#pragma warning restore VSTHRD103, MA0042
}
