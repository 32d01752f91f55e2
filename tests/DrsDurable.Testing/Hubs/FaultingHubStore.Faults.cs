using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs;

/// <content>The faults themselves.</content>
public sealed partial class FaultingHubStore
{
    /// <summary>How many calls a throttled store refuses: enough for the back-off to reach its longest wait.</summary>
    private const int ThrottledCalls = 9;

    private readonly Lock gate = new();
    private readonly TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> calls = [];
    private readonly List<(int Due, TaskCompletionSource Released)> held = [];
    private readonly FaultStage stage = stage ?? new FaultStage();
    private StorePage<ActiveItem>? staleActive;
    private StorePage<InboxMessage>? staleInbox;
    private int answered;
    private int throttledThrough;
    private int staleDue = int.MaxValue;

    /// <summary>Completes when the process has died.</summary>
    public Task Crashed => crashed.Task;

    /// <summary>Calls kept back until others have been answered.</summary>
    public int HeldCount
    {
        get
        {
            lock (gate)
            {
                return held.Count;
            }
        }
    }

    /// <summary>An old answer waits to be handed out at the next sweep.</summary>
    public bool WantsSweep
    {
        get
        {
            lock (gate)
            {
                return staleActive is not null || staleInbox is not null;
            }
        }
    }

    /// <summary>Lets the calls go that are kept back: nothing else moves any more.</summary>
    public void ReleaseHeld()
    {
        lock (gate)
        {
            held.ForEach(item => item.Released.TrySetResult());
            held.Clear();
        }
    }

    private async Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var fault = Count(operation);
        if (crashed.Task.IsCompleted)
        {
            return await NeverAsync<T>(cancellationToken);
        }

        await stage.RunOverdueAsync();
        if (await BeforeAsync(fault, operation, call) is { } instead)
        {
            return instead.Answer;
        }

        if (crashed.Task.IsCompleted)
        {
            return await NeverAsync<T>(cancellationToken);
        }

        var result = await call();
        await AfterAsync(fault, operation);
        Answered();
        return crashed.Task.IsCompleted ? await NeverAsync<T>(cancellationToken) : result;
    }

    private StoreFault? Count(string operation)
    {
        lock (gate)
        {
            calls.Add(operation);
            var fault = crashed.Task.IsCompleted ? null : faults.FirstOrDefault(item => item.Call == calls.Count);
            switch (fault?.Kind)
            {
                case StoreFaultKind.CrashBefore:
                    crashed.TrySetResult();
                    break;
                case StoreFaultKind.Throttled:
                    throttledThrough = calls.Count + ThrottledCalls - 1;
                    break;
            }

            if (calls.Count <= throttledThrough)
            {
                return new StoreFault(calls.Count, StoreFaultKind.FailureBeforeEffect);
            }

            if (calls.Count == staleDue)
            {
                stage.Sweep?.Invoke();
            }

            return fault;
        }
    }

    private async Task<Replacement<T>?> BeforeAsync<T>(StoreFault? fault, string operation, Func<Task<T>> call)
    {
        switch (fault?.Kind)
        {
            case StoreFaultKind.FailureBeforeEffect:
                throw new HubStoreUnavailableException($"Injected: {operation} failed.");
            case StoreFaultKind.LateEffect:
                stage.Later(fault.Distance, call);
                throw new HubStoreUnavailableException($"Injected: {operation} timed out and takes effect later.");
            case StoreFaultKind.LateEffectAfterDeath:
                stage.Later(fault.Distance, call);
                crashed.TrySetResult();
                break;
            case StoreFaultKind.AppendRefused when new AppendResult(AppendOutcome.Conflict, EffectsApplied: false, []) is T refused:
                return new Replacement<T>(refused);
            case StoreFaultKind.LaggingIndex when new StorePage<StoredInstance>([], null) is T nothing:
                return new Replacement<T>(nothing);
            case StoreFaultKind.CallHeld:
                await HoldAsync(fault.Distance);
                break;
            case StoreFaultKind.LeaseLostRacing or StoreFaultKind.LeaseLostPaused or StoreFaultKind.LeaseLostLongPause:
                await stage.TakeOverAsync(fault.Kind);
                break;
            case StoreFaultKind.ClockBack or StoreFaultKind.ClockForward:
                stage.StepClock?.Invoke(fault.Kind);
                break;
        }

        return null;
    }

    private async Task AfterAsync(StoreFault? fault, string operation)
    {
        switch (fault?.Kind)
        {
            case StoreFaultKind.TimeoutAfterEffect:
                throw new HubStoreUnavailableException($"Injected: {operation} timed out.");
            case StoreFaultKind.CrashAfter:
                crashed.TrySetResult();
                break;
            case StoreFaultKind.AnswerHeld:
                await HoldAsync(fault.Distance);
                break;
            case StoreFaultKind.LeaseLostUnanswered:
                await stage.TakeOverAsync(fault.Kind);
                break;
            case StoreFaultKind.StalePoll:
                await RememberPollAsync(fault.Distance);
                break;
        }
    }

    private async Task HoldAsync(int distance)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            held.Add((answered + distance, released));
        }

        stage.NoteBlocked();
        await released.Task;
    }

    private void Answered()
    {
        lock (gate)
        {
            answered++;
            held.Where(item => item.Due <= answered).ToList().ForEach(item => item.Released.TrySetResult());
            held.RemoveAll(item => item.Due <= answered);
        }
    }

    /// <summary>Keeps what a poll would see now, to be answered to a later one.</summary>
    private async Task RememberPollAsync(int distance)
    {
        var messages = new List<InboxMessage>();
        var active = new List<ActiveItem>();
        string? page = null;
        do
        {
            var read = await inner.ReadInboxAsync(0, page, CancellationToken.None);
            messages.AddRange(read.Items);
            page = read.Continuation;
        }
        while (page is not null);

        do
        {
            var read = await inner.ListActiveAsync(0, page, CancellationToken.None);
            active.AddRange(read.Items);
            page = read.Continuation;
        }
        while (page is not null);

        lock (gate)
        {
            staleInbox = new StorePage<InboxMessage>(messages, null);
            staleActive = new StorePage<ActiveItem>(active, null);
            staleDue = calls.Count + distance;
        }
    }

    private Task<StorePage<T>> StaleOr<T>(ref StorePage<T>? stale, string? continuation, Func<Task<StorePage<T>>> read)
    {
        lock (gate)
        {
            if (continuation is null && stale is { } old && calls.Count >= staleDue)
            {
                stale = null;
                staleDue = staleActive is null && staleInbox is null ? int.MaxValue : staleDue;
                return Task.FromResult(old);
            }
        }

        return read();
    }

    /// <summary>Nothing else calls the store any more: the old answer is due at the next sweep.</summary>
    public void StaleNow()
    {
        lock (gate)
        {
            staleDue = staleActive is null && staleInbox is null ? int.MaxValue : calls.Count;
        }
    }

    private static async Task<T> NeverAsync<T>(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("A dead process was answered.");
    }

    private sealed record Replacement<T>(T Answer);
}
