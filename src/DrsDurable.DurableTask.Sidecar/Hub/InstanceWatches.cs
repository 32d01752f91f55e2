namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>Wakes whoever waits for a change of an instance. A watch is taken before the state is read, so that no change is missed.</summary>
internal sealed class InstanceWatches
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TaskCompletionSource> watches = new(StringComparer.Ordinal);

    /// <summary>Completes at the next change of the instance.</summary>
    public Task NextChange(string instanceId)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(instanceId, out var source))
            {
                source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                watches.Add(instanceId, source);
            }

            return source.Task;
        }
    }

    public void Changed(string instanceId)
    {
        TaskCompletionSource? source;
        lock (gate)
        {
            watches.Remove(instanceId, out source);
        }

        source?.TrySetResult();
    }

    /// <summary>Anything may have changed, unseen.</summary>
    public void AllChanged()
    {
        TaskCompletionSource[] all;
        lock (gate)
        {
            all = [.. watches.Values];
            watches.Clear();
        }

        foreach (var source in all)
        {
            source.TrySetResult();
        }
    }
}
