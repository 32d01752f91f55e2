namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// The one thread of an orchestrator: whichever thread runs its present turn. Continuations queue up here and run in the order
/// they were posted, so the same events always give the same interleaving.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private int threadId;
    private volatile bool wokenFromOutside;

    /// <summary>Whether something other than the durable task framework continued the orchestrator's code.</summary>
    public bool WokenFromOutside => wokenFromOutside;

    /// <summary>What code threw that nobody can await, such as an async void method.</summary>
    public Exception? Unobserved { get; private set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != Volatile.Read(ref threadId))
        {
            // Running it would make the order of execution a matter of luck: the turn reports it instead.
            wokenFromOutside = true;
            return;
        }

        ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        Verify();
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs one turn, or one part of it, on the calling thread.</summary>
    public void Enter(Action turn)
    {
        var outer = Current;
        Volatile.Write(ref threadId, Environment.CurrentManagedThreadId);
        try
        {
            turn();
        }
        finally
        {
            SetSynchronizationContext(outer);
            Volatile.Write(ref threadId, 0);
        }
    }

    /// <summary>Starts the orchestrator's code and runs it until it waits.</summary>
    public void Start(Action code)
    {
        SetSynchronizationContext(this);
        code();
        Drain();
    }

    /// <summary>Completes tasks the orchestrator may wait for, and runs its code until it waits again.</summary>
    public void Deliver(Action completion)
    {
        CompleteOutside(completion);
        Drain();
    }

    /// <summary>
    /// Completes tasks as if from outside: the code that awaits them is queued and does not run in the middle of whatever
    /// completes them.
    /// </summary>
    public void CompleteOutside(Action completion)
    {
        var outer = Current;
        SetSynchronizationContext(null);
        try
        {
            completion();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Completes tasks on behalf of a cancellation the orchestrator's code asked for.</summary>
    public void CompleteOnCancellation(Action completion)
    {
        if (Environment.CurrentManagedThreadId == Volatile.Read(ref threadId))
        {
            CompleteOutside(completion);
        }
        else
        {
            wokenFromOutside = true;
        }
    }

    /// <exception cref="NonDurableAwaitException">The caller runs on another thread than the orchestrator.</exception>
    public void Verify()
    {
        if (Environment.CurrentManagedThreadId != Volatile.Read(ref threadId))
        {
            throw NonDurableAwaitException.OtherThread();
        }
    }

    private void Drain()
    {
        SetSynchronizationContext(this);
        while (ready.TryDequeue(out var next))
        {
            try
            {
                next.Callback(next.State);
            }
            catch (Exception unobserved)
            {
                Unobserved ??= unobserved;
            }
        }
    }
}
