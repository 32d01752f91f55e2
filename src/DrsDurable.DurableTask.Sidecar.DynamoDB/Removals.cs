using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// Takes away what is not needed any more. A purge is committed by its tombstone, a replacement by the new head; what follows is announced before,
/// so that whoever opens the shard next finishes it.
/// </summary>
internal sealed class Removals(DynamoTable table, HubKeys keys, Heads heads, Batches batches, TimeProvider machine)
{
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(7);

    public async Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken)
    {
        var head = await heads.FindAsync(instanceId, cancellationToken).ConfigureAwait(false);
        if (head is null || head.Has(HubAttributes.Tombstone) || head.Text(HubAttributes.Life) != life)
        {
            return;
        }

        var last = Math.Min(belowGeneration, (int)head.RequiredNumber(HubAttributes.Generation)) - 1;
        if (last < 0)
        {
            return;
        }

        await batches.FenceAsync(instanceId, life, last, cancellationToken).ConfigureAwait(false);
        var inputs = await table.ReadAsync(
            new ItemRange(keys.Instance(instanceId), From: keys.InputOf(instanceId, life, 0).Sort, To: keys.InputOf(instanceId, life, last).Sort), cancellationToken).ConfigureAwait(false);
        var parts = new List<ItemKey>();
        foreach (var kind in new[] { "h", "i" })
        {
            var from = $"{HubKeys.Parts(life)}{kind}#{HubKeys.Padded(0)}";
            var to = $"{HubKeys.Parts(life)}{kind}#{HubKeys.Padded(last + 1)}";
            parts.AddRange((await table.ReadAsync(new ItemRange(keys.Instance(instanceId), From: from, To: to), cancellationToken).ConfigureAwait(false)).Select(part => part.Key));
        }

        await table.WriteAsync([], inputs.Select(input => input.Key).Concat(parts), cancellationToken).ConfigureAwait(false);
    }

    public async Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await heads.FindAsync(instanceId, cancellationToken).ConfigureAwait(false);
            if (head is null || head.Text(HubAttributes.Life) != life)
            {
                return PurgeStoreOutcome.NotFound;
            }

            if (head.Has(HubAttributes.Tombstone))
            {
                await FinishAsync(instanceId, life, cancellationToken).ConfigureAwait(false);
                return PurgeStoreOutcome.Purged;
            }

            if (!head.Has(HubAttributes.Inactive) || !IsTerminal((InstanceStatus)head.RequiredNumber(TableShape.Status)))
            {
                return PurgeStoreOutcome.StillActive;
            }

            await AnnounceAsync(instanceId, life, cancellationToken).ConfigureAwait(false);
            string[] emptied =
            [
                .. StoredContent.Attributes, HubAttributes.QuarantineReason, HubAttributes.QuarantinedAt, TableShape.CreationPartition, TableShape.CreationSort,
                TableShape.SecondPartition, TableShape.SecondSort,
            ];
            if (await table.UpdateAsync(
                head.Key,
                $"SET {HubAttributes.Tombstone} = :one, {TableShape.Expiry} = :until REMOVE {string.Join(", ", emptied)}",
                [(":one", Values.Number(1)), (":until", Values.Number((machine.GetUtcNow() + TombstoneLife).ToUnixTimeSeconds()))],
                new ItemCondition(
                    $"{HubAttributes.Life} = :life AND attribute_exists({HubAttributes.Inactive}) AND attribute_not_exists({HubAttributes.Tombstone})",
                    (":life", Values.Text(life))),
                cancellationToken).ConfigureAwait(false))
            {
                await FinishAsync(instanceId, life, cancellationToken).ConfigureAwait(false);
                return PurgeStoreOutcome.Purged;
            }
        }
    }

    /// <summary>Before the write that commits a removal.</summary>
    public Task AnnounceAsync(string instanceId, string life, CancellationToken cancellationToken) =>
        table.PutAsync(new Item(keys.SweepOf(instanceId, life)), null, cancellationToken);

    /// <summary>Removes all items of a life that is over.</summary>
    public async Task FinishAsync(string instanceId, string life, CancellationToken cancellationToken)
    {
        if (await batches.NewestAsync(instanceId, life, cancellationToken).ConfigureAwait(false) is { } newest)
        {
            await batches.FenceAsync(instanceId, life, newest.Generation, cancellationToken).ConfigureAwait(false);
        }

        var leftovers = new List<ItemKey>();
        foreach (var prefix in new[] { HubKeys.Inputs(life), HubKeys.Outputs(life), HubKeys.Parts(life) })
        {
            leftovers.AddRange((await table.ReadAsync(new ItemRange(keys.Instance(instanceId), Prefix: prefix), cancellationToken).ConfigureAwait(false)).Select(item => item.Key));
        }

        if (await heads.FindAsync(instanceId, cancellationToken).ConfigureAwait(false) is { } tombstone
            && tombstone.Has(HubAttributes.Tombstone) && tombstone.Text(HubAttributes.Parent) is { } parent)
        {
            leftovers.Add(keys.ChildOf(parent, instanceId));
        }

        leftovers.Add(keys.ActiveOf(instanceId, life));
        leftovers.Add(keys.SweepOf(instanceId, life));
        await table.WriteAsync([], leftovers[..^1], cancellationToken).ConfigureAwait(false);
        await table.DeleteAsync(leftovers[^1], null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finishes removals that were committed and not finished; forgets those that were only announced.</summary>
    public async Task ResumeAsync(int shard, CancellationToken cancellationToken)
    {
        foreach (var announced in await table.ReadAsync(new ItemRange(keys.Sweep(shard)), cancellationToken).ConfigureAwait(false))
        {
            var (instanceId, life) = HubKeys.NamesOf(announced.Key.Sort);
            var head = await heads.FindAsync(instanceId, cancellationToken).ConfigureAwait(false);
            if (head is not null && !head.Has(HubAttributes.Tombstone) && head.Text(HubAttributes.Life) == life)
            {
                await table.DeleteAsync(announced.Key, null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await FinishAsync(instanceId, life, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsTerminal(InstanceStatus status) =>
        status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated or InstanceStatus.Canceled;
}
