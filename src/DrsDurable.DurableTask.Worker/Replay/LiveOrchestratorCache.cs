using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Worker.Replay;

/// <summary>
/// Orchestrators that wait in memory for their next turn, each known by the exact history it stands on. One that is taken is
/// gone from here: two deliveries of a turn never share it.
/// </summary>
internal sealed class LiveOrchestratorCache(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> byInstance = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> leastRecentFirst = new();

    public int Count
    {
        get
        {
            lock (gate)
            {
                return byInstance.Count;
            }
        }
    }

    /// <param name="outdated">An orchestrator of this instance that stood elsewhere: the caller disposes of it.</param>
    public LiveOrchestrator? Take(string instanceId, HistoryPosition position, out LiveOrchestrator? outdated)
    {
        var removed = Remove(instanceId);
        var isCurrent = removed is not null && removed.Position == position;
        outdated = isCurrent ? null : removed?.Orchestrator;
        return isCurrent ? removed!.Orchestrator : null;
    }

    /// <returns>The orchestrators that had to leave: the caller disposes of them.</returns>
    public IReadOnlyList<LiveOrchestrator> Put(string instanceId, HistoryPosition position, LiveOrchestrator orchestrator)
    {
        List<LiveOrchestrator>? left = null;
        lock (gate)
        {
            if (RemoveUnlocked(instanceId) is { } former)
            {
                (left ??= []).Add(former.Orchestrator);
            }

            byInstance.Add(instanceId, leastRecentFirst.AddLast(new Entry(instanceId, position, orchestrator)));
            while (byInstance.Count > capacity)
            {
                (left ??= []).Add(RemoveUnlocked(leastRecentFirst.First!.Value.InstanceId)!.Orchestrator);
            }
        }

        return (IReadOnlyList<LiveOrchestrator>?)left ?? [];
    }

    public IReadOnlyList<LiveOrchestrator> Clear()
    {
        lock (gate)
        {
            LiveOrchestrator[] left = [.. leastRecentFirst.Select(entry => entry.Orchestrator)];
            byInstance.Clear();
            leastRecentFirst.Clear();
            return left;
        }
    }

    private Entry? Remove(string instanceId)
    {
        lock (gate)
        {
            return RemoveUnlocked(instanceId);
        }
    }

    private Entry? RemoveUnlocked(string instanceId)
    {
        if (!byInstance.Remove(instanceId, out var node))
        {
            return null;
        }

        leastRecentFirst.Remove(node);
        return node.Value;
    }

    private sealed record Entry(string InstanceId, HistoryPosition Position, LiveOrchestrator Orchestrator);
}
