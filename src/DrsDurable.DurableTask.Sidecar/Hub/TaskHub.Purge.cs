using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Removing ended instances.</content>
public sealed partial class TaskHub
{
    public async Task<PurgeOutcome> PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var held = shard.Find(instanceId);
        if (held is InstanceRunner { HasEnded: false })
        {
            return PurgeOutcome.StillActive;
        }

        var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
        if (stored is null)
        {
            return PurgeOutcome.NotFound;
        }

        if (held is ParkedInstance && !stored.IsActive)
        {
            // Another owner ended it after this one had taken it over; whoever loads it finds that out and lets it go.
            await shard.EnsureLoadedAsync(instanceId).ConfigureAwait(false);
        }

        var outcome = await PersistAsync(cancellationToken, "purge", token => node.Store.PurgeAsync(instanceId, stored.Head.Life, token)).ConfigureAwait(false);
        return outcome switch
        {
            PurgeStoreOutcome.Purged => PurgeOutcome.Purged,
            PurgeStoreOutcome.NotFound => PurgeOutcome.NotFound,
            _ => PurgeOutcome.StillActive,
        };
    }

    public async Task<PurgeReport> PurgeTreeAsync(string instanceId, CancellationToken cancellationToken)
    {
        var (tree, active) = await TreeAsync(instanceId, cancellationToken).ConfigureAwait(false);
        var purged = 0;
        for (var i = tree.Count - 1; i >= 0 && active is null; i--)
        {
            switch (await PurgeAsync(tree[i], cancellationToken).ConfigureAwait(false))
            {
                case PurgeOutcome.Purged:
                    purged++;
                    break;
                case PurgeOutcome.StillActive:
                    active = tree[i];
                    break;
            }
        }

        return new PurgeReport(purged, IsComplete: true, active);
    }

    public async Task<PurgeReport> PurgeAllAsync(PurgeAllRequest request, CancellationToken cancellationToken)
    {
        var begun = clocks.Machine.GetTimestamp();
        var query = new InstanceQuery(
            request.CreatedFrom,
            request.CreatedTo,
            [.. InstanceCreation.EveryTerminalStatus.Where(status => request.Statuses?.Contains(status) ?? true)]);
        var purged = 0;
        while (query.Statuses!.Count > 0)
        {
            var page = await QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var instance in page.Instances)
            {
                if (purged > 0 && request.Timeout is { } patience && clocks.Machine.GetElapsedTime(begun) >= patience)
                {
                    return new PurgeReport(purged, IsComplete: false);
                }

                purged += request.Recursive
                    ? (await PurgeTreeAsync(instance.InstanceId, cancellationToken).ConfigureAwait(false)).Purged
                    : await PurgeAsync(instance.InstanceId, cancellationToken).ConfigureAwait(false) == PurgeOutcome.Purged ? 1 : 0;
            }

            if (page.ContinuationToken is null)
            {
                break;
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }

        return new PurgeReport(purged, IsComplete: true);
    }

    /// <summary>An instance and all its descendants, parents before their children; and what of them is still active, if anything.</summary>
    private async Task<(IReadOnlyList<string> Tree, string? Active)> TreeAsync(string root, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var tree = new List<string> { root };
        var lives = new Dictionary<string, string?>(StringComparer.Ordinal) { [root] = null };
        for (var i = 0; i < tree.Count; i++)
        {
            var id = tree[i];
            var stored = await PersistAsync(
                cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(id, includePayloads: false, token)).ConfigureAwait(false);
            if (stored is { } found && (found.IsActive || !found.Head.IsTerminal))
            {
                if (found.Head.Parent is { } parent && i > 0 && !string.Equals(lives[parent.InstanceId], parent.Life, StringComparison.Ordinal))
                {
                    // The child of a life that is gone: it is nobody's business here while it runs.
                    tree.RemoveAt(i--);
                    continue;
                }

                return (tree, id);
            }

            lives[id] = stored?.Head.Life;
            await foreach (var child in ChildrenAsync(id, cancellationToken).ConfigureAwait(false))
            {
                if (lives.TryAdd(child, null))
                {
                    tree.Add(child);
                }
            }
        }

        return (tree, null);
    }

    private async IAsyncEnumerable<string> ChildrenAsync(
        string parentId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var at = continuation;
            var page = await PersistAsync(
                cancellationToken, "list children", token => node.Store.ListChildrenAsync(parentId, at, token)).ConfigureAwait(false);
            foreach (var child in page.Items)
            {
                yield return child;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
