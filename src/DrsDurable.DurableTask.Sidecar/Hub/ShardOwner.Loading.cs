using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Loading what the store holds, and setting aside what cannot be loaded.</content>
internal sealed partial class ShardOwner
{
    private readonly ConcurrentDictionary<string, string> quarantined = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim loading = new(1, 1);

    public IReadOnlyDictionary<string, string> Quarantined => quarantined;

    /// <summary>Takes over everything the store holds for the shard: all instances are loaded and the inbox is read before any of them runs.</summary>
    public async Task TakeOverAsync(ShardLease lease)
    {
        Lease = lease;
        await SweepAsync().ConfigureAwait(false);
    }

    /// <summary>Loads active instances that are not in memory and delivers every message of the inbox. Finds nothing new unless
    /// something was lost or arrived late.</summary>
    public async Task SweepAsync()
    {
        Work.Enter();
        try
        {
            await loading.WaitAsync(Stopped).ConfigureAwait(false);
            try
            {
                var found = await LoadActiveAsync().ConfigureAwait(false);
                await ReadInboxAsync().ConfigureAwait(false);
                foreach (var runner in found)
                {
                    runner.Wake();
                }
            }
            finally
            {
                loading.Release();
            }
        }
        finally
        {
            Work.Exit();
        }
    }

    /// <summary>Brings an instance into memory if it is active; <see langword="null"/> if it is not, or is quarantined.</summary>
    public async Task<InstanceRunner?> EnsureLoadedAsync(string instanceId)
    {
        if (instances.TryGetValue(instanceId, out var known))
        {
            return known;
        }

        var runner = await LoadAsync(instanceId).ConfigureAwait(false);
        runner?.Wake();
        return runner;
    }

    public async Task<LoadedInstance?> ReadAsync(string instanceId)
    {
        var stored = await Retry.RunAsync("read instance", token => Store.ReadInstanceAsync(instanceId, includePayloads: true, token)).ConfigureAwait(false);
        return stored is { IsActive: true, QuarantineReason: null }
            ? await Retry.RunAsync("read history", token => InstanceLoader.LoadAsync(Store, stored, Options.Limits, token)).ConfigureAwait(false)
            : null;
    }

    /// <summary>Stops running an instance that cannot be run, and says why; the others go on.</summary>
    public async Task QuarantineAsync(string instanceId, string life, string reason)
    {
        quarantined[instanceId] = reason;
        Metrics.Quarantined();
        LogQuarantine(instanceId, reason);
        await Retry.RunAsync("quarantine", token => Store.SetQuarantineAsync(instanceId, life, reason, token)).ConfigureAwait(false);
        Watches.Changed(instanceId);
    }

    public async Task ReleaseAsync(string instanceId, string life)
    {
        await Retry.RunAsync("release", token => Store.SetQuarantineAsync(instanceId, life, null, token)).ConfigureAwait(false);
        quarantined.TryRemove(instanceId, out _);
        await SweepAsync().ConfigureAwait(false);
    }

    /// <summary>Puts the number of dead letters right; it is only shown.</summary>
    public async Task CountDeadLettersAsync() => Interlocked.Exchange(
        ref deadLetters,
        await Retry.RunAsync("count dead letters", token => Store.CountDeadLettersAsync(Lease.Shard, token)).ConfigureAwait(false));

    private async Task<IReadOnlyList<InstanceRunner>> LoadActiveAsync()
    {
        var found = new List<InstanceRunner>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Options.MaximumConcurrentLoads, CancellationToken = Stopped };
        string? continuation = null;
        do
        {
            var at = continuation;
            var page = await Retry.RunAsync("list active instances", token => Store.ListActiveAsync(Lease.Shard, at, token)).ConfigureAwait(false);
            var missing = page.Items.Select(item => item.InstanceId).Where(id => !instances.ContainsKey(id));
            await Parallel.ForEachAsync(missing, parallel, async (id, _) =>
            {
                Work.Enter();
                try
                {
                    if (await LoadAsync(id).ConfigureAwait(false) is { } runner)
                    {
                        lock (found)
                        {
                            found.Add(runner);
                        }
                    }
                }
                finally
                {
                    Work.Exit();
                }
            }).ConfigureAwait(false);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return found;
    }

    private async Task ReadInboxAsync()
    {
        string? continuation = null;
        do
        {
            var at = continuation;
            var page = await Retry.RunAsync("read inbox", token => Store.ReadInboxAsync(Lease.Shard, at, token)).ConfigureAwait(false);
            foreach (var message in page.Items)
            {
                Deliver(message);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async Task<InstanceRunner?> LoadAsync(string instanceId)
    {
        var seen = Interlocked.Read(ref turnover);
        try
        {
            var stored = await Retry.RunAsync("read instance", token => Store.ReadInstanceAsync(instanceId, includePayloads: true, token)).ConfigureAwait(false);
            if (stored is not { IsActive: true })
            {
                return null;
            }

            if (stored.QuarantineReason is { } reason)
            {
                quarantined[instanceId] = reason;
                return null;
            }

            try
            {
                var loaded = await Retry.RunAsync("read history", token => InstanceLoader.LoadAsync(Store, stored, Options.Limits, token)).ConfigureAwait(false);
                if (Interlocked.Read(ref turnover) != seen)
                {
                    // It may have begun and ended again while it was read.
                    return instances.TryGetValue(instanceId, out var begun) ? begun : await LoadAsync(instanceId).ConfigureAwait(false);
                }

                Metrics.Loaded();
                var runner = new InstanceRunner(this, loaded);
                return instances.TryAdd(instanceId, runner) ? runner : instances.GetValueOrDefault(instanceId);
            }
            catch (UndecodableContentException undecodable)
            {
                await QuarantineAsync(instanceId, stored.Head.Life, undecodable.Message).ConfigureAwait(false);
                return null;
            }
        }
        catch (UndecodableContentException undecodable)
        {
            // Even its head cannot be read: there is no life to mark, so the mark lives in memory and is made again at each start.
            quarantined[instanceId] = undecodable.Message;
            Metrics.Quarantined();
            LogQuarantine(instanceId, undecodable.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "Instance {InstanceId} is quarantined and will not run: {Reason} Release it once the cause is removed.")]
    private partial void LogQuarantine(string instanceId, string reason);
}
