namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// Counts what is under way: turns, activities, sends, loads, requests. At zero the hub is idle: nothing will change until a
/// request, a timer or a clock brings something new.
/// </summary>
internal sealed class WorkInProgress
{
    private readonly Lock gate = new();
    private int count;
    private TaskCompletionSource idle = Completed();

    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return count == 0;
            }
        }
    }

    /// <summary>Whether nothing is under way but the given number of callers' own requests.</summary>
    public bool IsIdleBut(int own)
    {
        lock (gate)
        {
            return count <= own;
        }
    }

    /// <summary>How much is under way.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    public Task WhenIdle
    {
        get
        {
            lock (gate)
            {
                return idle.Task;
            }
        }
    }

    public void Enter()
    {
        lock (gate)
        {
            if (count++ == 0)
            {
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Exit()
    {
        lock (gate)
        {
            if (--count == 0)
            {
                idle.TrySetResult();
            }
        }
    }

    /// <summary>Waits without counting as work. The wait ends, and counts again, within the timer's callback.</summary>
    public async Task PauseAsync(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        var pause = new Pause(this);
        var timer = time.CreateTimer(static state => ((Pause)state!).End(), pause, delay, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            Exit();
            var registration = cancellationToken.UnsafeRegister(static state => ((Pause)state!).End(), pause);
            await using (registration.ConfigureAwait(false))
            {
                await pause.Ended.ConfigureAwait(false);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private sealed class Pause(WorkInProgress work)
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int over;

        public Task Ended => ended.Task;

        public void End()
        {
            if (Interlocked.Exchange(ref over, 1) == 0)
            {
                work.Enter();
                ended.SetResult();
            }
        }
    }
}
