using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>The history: one item for each turn, put only where none is. What is trimmed or purged leaves fences behind, for a day.</summary>
internal sealed class Batches(DynamoTable table, HubKeys keys, StoredContent contents, TimeProvider machine)
{
    private static readonly TimeSpan FenceLife = TimeSpan.FromDays(1);

    /// <param name="head">Reads the head consistently: asked only for the first batch of a life, before which nothing can be fenced.</param>
    public async Task<AppendOutcome> AppendAsync(AppendRequest request, Func<Task<Item?>> head, CancellationToken cancellationToken)
    {
        var key = request.Key;
        if (key is { Generation: 0, Sequence: 0 }
            && await head().ConfigureAwait(false) is var found
            && (found is null || found.Has(HubAttributes.Tombstone) || found.Text(HubAttributes.Life) != key.Life || found.Number(HubAttributes.Generation) > 0))
        {
            return AppendOutcome.Conflict;
        }

        var item = new Item(keys.Batch(key)).With(HubAttributes.Writer, request.WriterId);
        await contents.WriteAsync(
            item, request.Content, key.InstanceId, $"{HubKeys.Parts(key.Life)}{request.WriterId}", DynamoTable.ItemBytes, cancellationToken).ConfigureAwait(false);
        if (await table.PutAsync(item, ItemCondition.Absent, cancellationToken).ConfigureAwait(false))
        {
            return AppendOutcome.Committed;
        }

        var there = await table.GetAsync(item.Key, cancellationToken).ConfigureAwait(false);
        if (string.Equals(there?.Text(HubAttributes.Writer), request.WriterId, StringComparison.Ordinal))
        {
            return AppendOutcome.Committed;
        }

        await table.WriteAsync([], contents.PartKeys(item, key.InstanceId), cancellationToken).ConfigureAwait(false);
        return AppendOutcome.Conflict;
    }

    public async Task<IReadOnlyList<StoredBatch>> ReadAsync(string instanceId, string life, int generation, CancellationToken cancellationToken)
    {
        var items = await table.ReadAsync(new ItemRange(keys.Instance(instanceId), Prefix: HubKeys.Batches(life, generation)), cancellationToken).ConfigureAwait(false);
        var batches = new List<StoredBatch>(items.Count);
        foreach (var item in items.Where(item => !item.Has(HubAttributes.Fence)))
        {
            var (_, sequence) = HubKeys.PositionOf(item.Key.Sort);
            batches.Add(new StoredBatch(
                new BatchKey(instanceId, life, generation, sequence),
                item.RequiredText(HubAttributes.Writer),
                await contents.ReadAsync(item, instanceId, cancellationToken).ConfigureAwait(false)));
        }

        return batches;
    }

    /// <summary>The place of the newest batch of a life, found without reading others.</summary>
    public async Task<(int Generation, int Sequence)?> NewestAsync(string instanceId, string life, CancellationToken cancellationToken)
    {
        var (items, _) = await table.PageAsync(
            new ItemRange(keys.Instance(instanceId), Prefix: HubKeys.Batches(life), Descending: true), 1, cancellationToken).ConfigureAwait(false);
        return items is [var newest] ? HubKeys.PositionOf(newest.Key.Sort) : null;
    }

    /// <summary>
    /// Puts fences in place of the batches of all generations up to one, and one more behind the last of each, where an owner that fell behind would
    /// append. Older generations first: below one that is all fences everything was fenced before.
    /// </summary>
    public async Task FenceAsync(string instanceId, string life, int upTo, CancellationToken cancellationToken)
    {
        var open = new Stack<IReadOnlyList<Item>>();
        for (var generation = upTo; generation >= 0; generation--)
        {
            var items = await table.ReadAsync(new ItemRange(keys.Instance(instanceId), Prefix: HubKeys.Batches(life, generation)), cancellationToken).ConfigureAwait(false);
            if (items.All(item => item.Has(HubAttributes.Fence)) && generation < upTo)
            {
                break;
            }

            open.Push(items);
        }

        foreach (var items in open)
        {
            if (items.Any(item => !item.Has(HubAttributes.Fence)))
            {
                await FenceAsync(instanceId, life, items, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task FenceAsync(string instanceId, string life, IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        var (generation, last) = HubKeys.PositionOf(items[^1].Key.Sort);
        var places = items.Where(item => !item.Has(HubAttributes.Fence)).Select(item => item.Key)
            .Append(keys.Batch(new BatchKey(instanceId, life, generation, last + 1)));
        var until = machine.GetUtcNow() + FenceLife;
        await table.WriteAsync(
            places.Select(place => new Item(place).With(HubAttributes.Fence, 1).ExpiringAt(until)),
            items.SelectMany(item => contents.PartKeys(item, instanceId)),
            cancellationToken).ConfigureAwait(false);
    }
}
