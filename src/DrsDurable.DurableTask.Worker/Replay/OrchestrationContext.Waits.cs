using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Replay;

internal sealed partial class OrchestrationContext
{
    /// <remarks>A time of unspecified kind is taken as UTC: the machine's time zone must not decide when an orchestrator goes on.</remarks>
    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var due = fireAt.Kind == DateTimeKind.Local ? fireAt.ToUniversalTime() : DateTime.SpecifyKind(fireAt, DateTimeKind.Utc);
        while (due - now > settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
        {
            await SetTimer(now + settings.MaximumTimerInterval, cancellationToken);
        }

        await SetTimer(due, cancellationToken);
    }

    /// <summary>One timer, however long.</summary>
    internal Task CreateRetryTimer(TimeSpan delay) => SetTimer(now + delay, CancellationToken.None);

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        thread.Verify();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        var waiter = events.Wait<T>(eventName);
        if (waiter.Received.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            return waiter.Received;
        }

        var registration = cancellationToken.Register(() => thread.CompleteOnCancellation(() =>
        {
            if (events.Leave(waiter))
            {
                waiter.Cancel(cancellationToken);
            }
        }));
        return UnregisterAfter(waiter.Received, registration);
    }

    private static async Task<T> UnregisterAfter<T>(Task<T> task, CancellationTokenRegistration registration)
    {
        try
        {
            return await task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    private Task<TaskOutcome> SetTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        thread.Verify();
        var id = ledger.TakeId();
        var fired = ledger.Open(new CreateTimerAction(id, fireAt));
        return cancellationToken.CanBeCanceled
            ? UnregisterAfter(fired, cancellationToken.Register(() =>
                thread.CompleteOnCancellation(() => ledger.Cancel(id, cancellationToken))))
            : fired;
    }
}
