using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Marks on heads, and a list of them under the shard, put before the mark and deleted after it.</summary>
internal sealed class Quarantine(DynamoTable table, HubKeys keys, TimeProvider machine)
{
    private const int PageSize = 100;

    public async Task SetAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken)
    {
        var listed = new ItemKey(keys.Quarantine(keys.ShardOf(instanceId)), instanceId);
        var isThisLife = new ItemCondition(
            $"{HubAttributes.Life} = :life AND attribute_not_exists({HubAttributes.Tombstone})", (":life", Values.Text(life)));
        if (reason is null)
        {
            if (await table.UpdateAsync(
                keys.HeadOf(instanceId), $"REMOVE {HubAttributes.QuarantineReason}, {HubAttributes.QuarantinedAt}", [], isThisLife, cancellationToken).ConfigureAwait(false))
            {
                await table.DeleteAsync(listed, null, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        await table.PutAsync(new Item(listed), null, cancellationToken).ConfigureAwait(false);
        await table.UpdateAsync(
            keys.HeadOf(instanceId),
            $"SET {HubAttributes.QuarantineReason} = :reason, {HubAttributes.QuarantinedAt} = if_not_exists({HubAttributes.QuarantinedAt}, :now)",
            [(":reason", Values.Text(reason)), (":now", Values.Number(machine.GetUtcNow().UtcTicks))],
            isThisLife,
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<StorePage<QuarantinedInstance>> ListAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        var (items, next) = await table.PageAsync(new ItemRange(keys.Quarantine(shard), Beyond: continuation), PageSize, cancellationToken).ConfigureAwait(false);
        var heads = (await table.GetAllAsync(items.Select(item => keys.HeadOf(item.Key.Sort)), cancellationToken).ConfigureAwait(false)).ToDictionary(head => head.Key);
        return new StorePage<QuarantinedInstance>(
            [
                .. items.Select(item => heads.GetValueOrDefault(keys.HeadOf(item.Key.Sort))).OfType<Item>()
                    .Where(head => head.Has(HubAttributes.QuarantineReason) && !head.Has(HubAttributes.Tombstone))
                    .Select(head => new QuarantinedInstance(
                        keys.InstanceIdOf(head.Key.Partition),
                        head.RequiredText(HubAttributes.Life),
                        head.RequiredText(HubAttributes.QuarantineReason),
                        Inbox.TimeOf(head.Number(HubAttributes.QuarantinedAt)))),
            ],
            next);
    }
}
