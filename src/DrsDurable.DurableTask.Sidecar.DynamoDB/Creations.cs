using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// Creates instances: active list, input, head, in this order; the head's conditional put decides. What can be answered from the head that is
/// there is answered before anything is written: a start that is sent again touches nothing.
/// </summary>
internal sealed class Creations(DynamoTable table, Heads heads, ActiveList active, Removals removals, TimeProvider machine)
{
    private const int RememberedLives = 16;

    public async Task<CreationResult> CreateAsync(InstanceCreation creation, CancellationToken cancellationToken)
    {
        var head = creation.Head;
        var writer = Guid.NewGuid().ToString("N");
        if (await heads.FindAsync(head.InstanceId, cancellationToken).ConfigureAwait(false) is { } there
            && await RefusalAsync(creation, there, writer, cancellationToken).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        var isListedByUs = await active.EnsureAsync(head.InstanceId, head.Life, writer, cancellationToken).ConfigureAwait(false);
        var item = await heads.NewItemAsync(creation, writer, cancellationToken).ConfigureAwait(false);
        var result = await PutAsync(creation, item, writer, cancellationToken).ConfigureAwait(false);
        var isLive = result.Outcome == CreationOutcome.Created || result is { Outcome: CreationOutcome.AlreadyThere, Existing: not null and { IsTerminal: false } };
        if (isListedByUs && !isLive)
        {
            await UnlistAsync(creation, writer, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    private async Task<CreationResult> PutAsync(InstanceCreation creation, Item item, string writer, CancellationToken cancellationToken)
    {
        if (await table.PutAsync(item, Free(), cancellationToken).ConfigureAwait(false))
        {
            return new CreationResult(CreationOutcome.Created, null);
        }

        var head = creation.Head;
        while (true)
        {
            var there = await heads.FindAsync(head.InstanceId, cancellationToken).ConfigureAwait(false);
            if (there is null)
            {
                if (await table.PutAsync(item, Free(), cancellationToken).ConfigureAwait(false))
                {
                    return new CreationResult(CreationOutcome.Created, null);
                }

                continue;
            }

            if (await RefusalAsync(creation, there, writer, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }

            var life = there.RequiredText(HubAttributes.Life);
            await removals.AnnounceAsync(head.InstanceId, life, cancellationToken).ConfigureAwait(false);
            item.With(HubAttributes.Replaced, string.Join(' ', LivesBefore(there).Append(life).TakeLast(RememberedLives)));
            if (await table.PutAsync(item, Unchanged(there), cancellationToken).ConfigureAwait(false))
            {
                await removals.FinishAsync(head.InstanceId, life, cancellationToken).ConfigureAwait(false);
                return new CreationResult(CreationOutcome.Created, null);
            }
        }
    }

    /// <returns>Why the id is not free, or that this very creation is done; <see langword="null"/> if what is there may be replaced.</returns>
    private async Task<CreationResult?> RefusalAsync(InstanceCreation creation, Item there, string writer, CancellationToken cancellationToken)
    {
        var head = creation.Head;
        var isTombstone = there.Has(HubAttributes.Tombstone);
        if (there.Text(HubAttributes.Life) == head.Life)
        {
            return isTombstone
                ? new CreationResult(CreationOutcome.Gone, null)
                : string.Equals(there.Text(HubAttributes.Writer), writer, StringComparison.Ordinal)
                    ? new CreationResult(CreationOutcome.Created, null)
                    : new CreationResult(CreationOutcome.AlreadyThere, await heads.TryDecodeAsync(there, cancellationToken).ConfigureAwait(false));
        }

        if (LivesBefore(there).Contains(head.Life, StringComparer.Ordinal))
        {
            return new CreationResult(CreationOutcome.Gone, null);
        }

        var isReplaceable = isTombstone
            || (there.Has(HubAttributes.Inactive) && creation.ReplaceableStatuses.Contains((InstanceStatus)there.RequiredNumber(TableShape.Status)));
        return isReplaceable ? null : new CreationResult(CreationOutcome.Clash, await heads.TryDecodeAsync(there, cancellationToken).ConfigureAwait(false));
    }

    private static string[] LivesBefore(Item there) => (there.Text(HubAttributes.Replaced) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Of an instance that lives under this very life after all, the place on the list stays.</summary>
    private async Task UnlistAsync(InstanceCreation creation, string writer, CancellationToken cancellationToken)
    {
        var head = creation.Head;
        var there = await heads.FindAsync(head.InstanceId, cancellationToken).ConfigureAwait(false);
        if (there is null || there.Has(HubAttributes.Inactive) || there.Has(HubAttributes.Tombstone) || there.Text(HubAttributes.Life) != head.Life)
        {
            await active.WithdrawAsync(head.InstanceId, head.Life, writer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ItemCondition Unchanged(Item there) => new(
        $"{HubAttributes.Life} = :life AND {HubAttributes.Generation} = :g AND {HubAttributes.Sequence} = :s"
            + $" AND (attribute_exists({HubAttributes.Inactive}) OR attribute_exists({HubAttributes.Tombstone}))",
        (":life", there.Attributes[HubAttributes.Life]),
        (":g", there.Attributes[HubAttributes.Generation]),
        (":s", there.Attributes[HubAttributes.Sequence]));

    /// <summary>Nothing is there, or a tombstone that has expired and was not removed yet.</summary>
    private ItemCondition Free() => new(
        $"attribute_not_exists({TableShape.PartitionKey}) OR (attribute_exists({HubAttributes.Tombstone}) AND {TableShape.Expiry} <= :now)",
        (":now", Values.Number(machine.GetUtcNow().ToUnixTimeSeconds())));
}
