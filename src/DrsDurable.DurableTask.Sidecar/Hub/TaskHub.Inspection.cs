using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>The operators' side.</content>
public sealed partial class TaskHub
{
    public async Task<HubOverview> LookAsync(CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var isIdle = shard.Work.IsIdleBut(1);
        await shard.CountDeadLettersAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return new HubOverview(
            options.Name,
            ShardsOwned > 0 ? shard.Lease : null,
            shard.ActiveInstances,
            shard.ParkedInstances,
            shard.WaitingArrivals,
            shard.Dispatch.WaitingTurns,
            shard.Dispatch.WaitingActivities,
            shard.Dispatch.ActivitiesOut,
            isIdle,
            NextDue,
            shard.Quarantined.Count,
            shard.DeadLetters)
        {
            Unserved = Unserved,
        };
    }

    public async Task<IReadOnlyList<StandingInstance>> ListStandingAsync(CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var standing = new SortedDictionary<string, StandingInstance>(StringComparer.Ordinal);

        // Those whose head cannot be read are known in memory only.
        foreach (var (instanceId, reason) in shard.Quarantined)
        {
            standing[instanceId] = new StandingInstance(instanceId, StandingState.Quarantined, reason, null);
        }

        string? continuation = null;
        do
        {
            var at = continuation;
            var page = await PersistAsync(cancellationToken, "list quarantined", token => shard.Store.ListQuarantinedAsync(shard.Lease.Shard, at, token)).ConfigureAwait(false);
            foreach (var instance in page.Items)
            {
                standing[instance.InstanceId] = new StandingInstance(instance.InstanceId, StandingState.Quarantined, instance.Reason, instance.Since);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        foreach (var (instanceId, reason, since) in shard.Held())
        {
            standing.TryAdd(instanceId, new StandingInstance(instanceId, StandingState.Held, reason, since));
        }

        return [.. standing.Values];
    }

    public async Task<ReleaseResult> ReleaseAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        if (!shard.Quarantined.ContainsKey(instanceId))
        {
            if (shard.Find(instanceId)?.HeldReason is { } held)
            {
                return new ReleaseResult(ReleaseOutcome.NotQuarantined, held);
            }

            var stored = await PersistAsync(cancellationToken, "read instance", token => shard.Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
            if (stored?.QuarantineReason is null)
            {
                return new ReleaseResult(stored is null ? ReleaseOutcome.NotFound : ReleaseOutcome.NotQuarantined);
            }
        }

        await shard.ReleaseAsync(instanceId).WaitAsync(cancellationToken).ConfigureAwait(false);
        return shard.Quarantined.TryGetValue(instanceId, out var again)
            ? new ReleaseResult(ReleaseOutcome.QuarantinedAgain, again)
            : new ReleaseResult(ReleaseOutcome.Released);
    }

    public async Task<StorePage<DeadLetter>> ListDeadLettersAsync(int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        return await PersistAsync(
            cancellationToken, "list dead letters", token => shard.Store.ListDeadLettersAsync(shard.Lease.Shard, pageSize, continuation, token)).ConfigureAwait(false);
    }

    public async Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        if (!await PersistAsync(cancellationToken, "settle dead letter", token => shard.Store.SettleDeadLetterAsync(message, settlement, token)).ConfigureAwait(false))
        {
            return false;
        }

        await shard.CountDeadLettersAsync().ConfigureAwait(false);
        if (settlement == DeadLetterSettlement.PutBack)
        {
            await shard.SweepAsync().ConfigureAwait(false);
        }

        return true;
    }
}
