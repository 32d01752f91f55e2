namespace DrsDurable.Testing.Hubs;

/// <summary>What the faults of one run share over all its processes: calls still on their way, and what the run has to do for a fault.</summary>
public sealed class FaultStage
{
    private readonly Lock gate = new();
    private readonly List<(int Due, Func<Task> Call)> late = [];
    private TaskCompletionSource blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;

    /// <summary>Another owner opens the hub, and (for the paused kinds) runs until it rests.</summary>
    public Func<StoreFaultKind, Task>? TakeOver { get; set; }

    public Action<StoreFaultKind>? StepClock { get; set; }

    /// <summary>Begins a sweep of the hub that runs now.</summary>
    public Action? Sweep { get; set; }

    /// <summary>Completes when something is kept back, so that the hub may never come to rest by itself.</summary>
    public Task Blocked
    {
        get
        {
            lock (gate)
            {
                return blocked.Task;
            }
        }
    }

    public Task TakeOverAsync(StoreFaultKind kind) => TakeOver?.Invoke(kind) ?? Task.CompletedTask;

    public void NoteBlocked()
    {
        lock (gate)
        {
            blocked.TrySetResult();
        }
    }

    public void Unblock()
    {
        lock (gate)
        {
            if (blocked.Task.IsCompleted)
            {
                blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>The call takes effect before the one that follows it by that distance, in whatever process.</summary>
    public void Later(int distance, Func<Task> call)
    {
        lock (gate)
        {
            late.Add((calls + distance, call));
        }
    }

    /// <summary>Called once per call of any process.</summary>
    public async Task RunOverdueAsync()
    {
        List<Func<Task>> due;
        lock (gate)
        {
            calls++;
            due = [.. late.Where(item => item.Due <= calls).Select(item => item.Call)];
            late.RemoveAll(item => item.Due <= calls);
        }

        foreach (var call in due)
        {
            await call();
        }
    }

    /// <summary>What was still on its way arrives.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> FlushAsync()
    {
        List<Func<Task>> due;
        lock (gate)
        {
            due = [.. late.Select(item => item.Call)];
            late.Clear();
        }

        foreach (var call in due)
        {
            await call();
        }

        return due.Count > 0;
    }
}
