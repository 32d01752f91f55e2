namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Instances that wait outside of memory. Of an id there is either a runner or a parked instance, exchanged in one step.</content>
internal sealed partial class ShardOwner
{
    /// <summary>While the shard is taken over: parked instances for which the inbox has something. They begin when all of it was read.</summary>
    private List<InstanceRunner>? heldForInbox;

    /// <summary>Puts a parked instance in the place of its runner.</summary>
    /// <returns><see langword="false"/> if the runner has lost its place to another life.</returns>
    public bool Park(InstanceRunner runner, ParkedInstance parked)
    {
        lock (parked)
        {
            if (!instances.TryUpdate(runner.InstanceId, parked, runner))
            {
                return false;
            }

            Interlocked.Increment(ref parkedInstances);
            Timers.Set(runner, null);
            Timers.Set(parked, parked.At.NextDue);
        }

        WakeIfDue(parked);
        return true;
    }

    /// <summary>Puts a runner, which reads the history first, in the place of a parked instance.</summary>
    /// <returns><see langword="null"/> if somebody was faster.</returns>
    private InstanceRunner? Wake(ParkedInstance parked)
    {
        var runner = new InstanceRunner(this, parked.InstanceId, parked.Life, parked.At);
        lock (parked)
        {
            if (!instances.TryUpdate(parked.InstanceId, runner, parked))
            {
                return null;
            }

            Interlocked.Decrement(ref parkedInstances);
            Timers.Set(parked, null);
        }

        if (heldForInbox is { } held)
        {
            held.Add(runner);
        }
        else
        {
            runner.Wake();
        }

        return runner;
    }

    private bool TryHold(ParkedInstance parked)
    {
        lock (parked)
        {
            if (!TryHold((ActiveInstance)parked))
            {
                return false;
            }

            Interlocked.Increment(ref parkedInstances);
            return true;
        }
    }

    /// <summary>Only after the inbox was read: what was sent before a timer was due comes before that timer.</summary>
    private void Arm(ParkedInstance parked)
    {
        lock (parked)
        {
            if (instances.TryGetValue(parked.InstanceId, out var held) && ReferenceEquals(held, parked))
            {
                Timers.Set(parked, parked.At.NextDue);
            }
        }

        WakeIfDue(parked);
    }

    private bool TryHold(ActiveInstance instance)
    {
        if (!instances.TryAdd(instance.InstanceId, instance))
        {
            return false;
        }

        Interlocked.Increment(ref activeInstances);
        return true;
    }

    private void WakeIfDue(ParkedInstance parked)
    {
        if (parked.At.NextDue <= Now)
        {
            Wake(parked);
        }
    }

    private void FellDue(ActiveInstance instance)
    {
        if (instance is InstanceRunner runner)
        {
            runner.Kick();
        }
        else
        {
            Wake((ParkedInstance)instance);
        }
    }
}
