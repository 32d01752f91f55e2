using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Loading what the store holds, and setting aside what cannot be loaded.</content>
internal sealed partial class ShardOwner
{
    private readonly ConcurrentDictionary<string, string> quarantined = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim sweeping = new(1, 1);
    private readonly SemaphoreSlim loads;

    public IReadOnlyDictionary<string, string> Quarantined => quarantined;

    /// <summary>
    /// Takes over everything the store holds for the shard. What was parked stays so; of the others those run first for which
    /// something has arrived. None runs before the inbox was read.
    /// </summary>
    public Task TakeOverAsync()
    {
        heldForInbox = [];
        return SweepAsync();
    }

    /// <summary>Takes up active instances that are not in memory and delivers every message of the inbox. Finds nothing new unless
    /// something was lost or arrived late.</summary>
    /// <param name="asksFirst">Whether the lease still stands.</param>
    public async Task SweepAsync(bool asksFirst = false)
    {
        Work.Enter();
        try
        {
            if (asksFirst)
            {
                await ConfirmLeaseAsync().ConfigureAwait(false);
            }

            await sweeping.WaitAsync(Stopped).ConfigureAwait(false);
            try
            {
                var (runners, parked) = await HoldActiveAsync().ConfigureAwait(false);
                await ReadInboxAsync().ConfigureAwait(false);
                var woken = heldForInbox ?? [];
                heldForInbox = null;
                woken.ForEach(runner => runner.Wake());
                foreach (var runner in runners.Where(runner => runner.HasArrivals))
                {
                    runner.Wake();
                }

                parked.ForEach(Arm);
                runners.ForEach(runner => runner.Wake());
            }
            finally
            {
                sweeping.Release();
            }
        }
        finally
        {
            Work.Exit();
        }
    }

    /// <summary>Brings an instance into memory, with its history; <see langword="null"/> if it is not active, or is quarantined. The
    /// caller counts as work.</summary>
    public async Task<InstanceRunner?> EnsureLoadedAsync(string instanceId)
    {
        while (await EnsureHeldAsync(instanceId).ConfigureAwait(false) is { } held)
        {
            if ((held as InstanceRunner ?? Wake((ParkedInstance)held)) is { } runner
                && await runner.WaitUntilLoadedAsync().ConfigureAwait(false))
            {
                return runner;
            }

            if (quarantined.ContainsKey(instanceId))
            {
                break;
            }
        }

        return null;
    }

    /// <summary>Reads an instance, of all of them only so many at once; <see langword="null"/> if it is not active, or is quarantined.</summary>
    /// <exception cref="UndecodableContentException">What is stored of it cannot be read.</exception>
    public async Task<LoadedInstance?> ReadAsync(string instanceId)
    {
        await loads.WaitAsync(Stopped).ConfigureAwait(false);
        try
        {
            InstanceHead? tried = null;
            while (true)
            {
                var stored = await Retry.RunAsync("read instance", token => Store.ReadInstanceAsync(instanceId, includePayloads: true, token)).ConfigureAwait(false);
                if (stored is null || (!stored.IsActive && Options.Safeguards.ActivatesFirst) || IsSetAside(stored))
                {
                    return null;
                }

                try
                {
                    var loaded = await Retry.RunAsync("read history", token => InstanceLoader.LoadAsync(Store, stored, Options.Limits, Options.Safeguards, token)).ConfigureAwait(false);
                    Metrics.Loaded();

                    // Whoever has lost the shard unnoticed may have read what its new owner wrote, and must not go on from there.
                    await EnsureLeaseAsync().ConfigureAwait(false);
                    return loaded;
                }
                catch (UndecodableContentException) when (tried is null || tried.Life != stored.Head.Life || tried.Generation != stored.Head.Generation)
                {
                    // An owner before us that does not know yet may have closed and trimmed its generation while it was read.
                    tried = stored.Head;
                }
            }
        }
        finally
        {
            loads.Release();
        }
    }

    /// <summary>Nothing is delivered to it any more; what arrives stays in its inbox.</summary>
    public void SetAside(string instanceId, string reason) => quarantined[instanceId] = reason;

    /// <summary>Stops running an instance that cannot be run, and says why; the others go on.</summary>
    public async Task QuarantineAsync(string instanceId, string life, string reason)
    {
        // Whoever has lost the shard unnoticed may have read between two writes of its new owner, and finds fault with a sound history.
        await ConfirmLeaseAsync().ConfigureAwait(false);
        SetAside(instanceId, reason);
        Metrics.Quarantined();
        LogQuarantine(instanceId, reason);
        await Retry.RunAsync("quarantine", token => Store.SetQuarantineAsync(instanceId, life, reason, token)).ConfigureAwait(false);
        Watches.Changed(instanceId);
    }

    /// <summary>Tries to run a quarantined instance again; one that still cannot be run is quarantined again.</summary>
    public async Task ReleaseAsync(string instanceId)
    {
        if (await ReadLifeAsync(instanceId).ConfigureAwait(false) is { } life)
        {
            await Retry.RunAsync("release", token => Store.SetQuarantineAsync(instanceId, life, null, token)).ConfigureAwait(false);
        }

        quarantined.TryRemove(instanceId, out _);
        await SweepAsync().ConfigureAwait(false);
        await EnsureLoadedAsync(instanceId).ConfigureAwait(false);
    }

    /// <summary>Instances that wait before their turn is handed out again.</summary>
    public IEnumerable<(string InstanceId, string Reason, DateTime? Since)> Held() =>
        instances.Values.Where(runner => runner.HeldReason is not null).Select(runner => (runner.InstanceId, runner.HeldReason!, runner.HeldSince));

    /// <summary><see langword="null"/> if there is no such instance or its head cannot be read.</summary>
    private async Task<string?> ReadLifeAsync(string instanceId)
    {
        try
        {
            var stored = await Retry.RunAsync("read instance", token => Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
            return stored?.Head.Life;
        }
        catch (UndecodableContentException undecodable)
        {
            LogQuarantine(instanceId, undecodable.Message);
            return null;
        }
    }

    /// <summary>Puts the number of dead letters right; it is only shown.</summary>
    public async Task CountDeadLettersAsync() => Interlocked.Exchange(
        ref deadLetters,
        await Retry.RunAsync("count dead letters", token => Store.CountDeadLettersAsync(Lease.Shard, token)).ConfigureAwait(false));

    private async Task<(List<InstanceRunner> Runners, List<ParkedInstance> Parked)> HoldActiveAsync()
    {
        var runners = new List<InstanceRunner>();
        var parked = new List<ParkedInstance>();
        string? continuation = null;
        do
        {
            var at = continuation;
            var page = await Retry.RunAsync("list active instances", token => Store.ListActiveAsync(Lease.Shard, at, token)).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                if (instances.TryGetValue(item.InstanceId, out var known))
                {
                    if (known is ParkedInstance resting && item.Parked != resting.At)
                    {
                        // A batch has appeared behind the place where it rests.
                        Wake(resting);
                    }
                }
                else if (quarantined.ContainsKey(item.InstanceId))
                {
                    // Until it is released.
                    continue;
                }
                else if (item.Parked is { } place && heldForInbox is not null)
                {
                    Hold(new ParkedInstance(item.InstanceId, item.Life, place), TryHold, parked);
                }
                else
                {
                    // Later than at a takeover it may have ended and left since the list was read: a runner looks.
                    Hold(new InstanceRunner(this, item.InstanceId, item.Life, item.Parked), TryHold, runners);
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return (runners, parked);
    }

    private static void Hold<T>(T instance, Func<T, bool> tryHold, List<T> held)
    {
        if (tryHold(instance))
        {
            held.Add(instance);
        }
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

    /// <summary>What is held of an active instance; <see langword="null"/> if it is not active, or is quarantined.</summary>
    private async Task<ActiveInstance?> EnsureHeldAsync(string instanceId)
    {
        while (true)
        {
            if (instances.TryGetValue(instanceId, out var known))
            {
                return known;
            }

            StoredInstance? stored;
            try
            {
                stored = await Retry.RunAsync("read instance", token => Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
            }
            catch (UndecodableContentException undecodable)
            {
                // Its head cannot be read: there is no life to mark here, so the mark lives in memory and is made again.
                SetAside(instanceId, undecodable.Message);
                Metrics.Quarantined();
                LogQuarantine(instanceId, undecodable.Message);
                return null;
            }

            if (stored is not { IsActive: true } || IsSetAside(stored))
            {
                return null;
            }

            // Whether it has ended since is found out when its history is read.
            var runner = new InstanceRunner(this, instanceId, stored.Head.Life, wokenFrom: null);
            if (TryHold(runner))
            {
                runner.Wake();
                return runner;
            }
        }
    }

    private bool IsSetAside(StoredInstance stored)
    {
        if (stored.QuarantineReason is not { } reason)
        {
            return false;
        }

        SetAside(stored.Head.InstanceId, reason);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "Instance {InstanceId} is quarantined and will not run: {Reason} Release it once the cause is removed.")]
    private partial void LogQuarantine(string instanceId, string reason);
}
