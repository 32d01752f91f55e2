using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Lists of heads over the indexes, one bucket for each shard, merged. Which instances there are lags; what is shown of each is its present state.</summary>
internal sealed class HeadLists(DynamoTable table, HubKeys keys, Heads heads, int shards)
{
    private const int PageSize = 1_000;

    public async Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken)
    {
        var beyond = query.Continuation is { } token ? PlaceToken.Parse(token) : null;
        var entries = new List<Item>();
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, shards),
            async (shard, stop) =>
            {
                var range = new ItemRange(
                    keys.Created(shard), From: Lowest(query.CreatedFrom), To: Highest(query.CreatedTo), Beyond: beyond, Index: TableShape.CreationIndex);
                var found = await TakeAsync(range, entry => Matches(query, entry), query.PageSize + 1, stop).ConfigureAwait(false);
                lock (entries)
                {
                    entries.AddRange(found);
                }
            },
            cancellationToken).ConfigureAwait(false);
        Item[] page = [.. entries.OrderBy(entry => entry.RequiredText(TableShape.CreationSort), StringComparer.Ordinal).Take(query.PageSize)];
        var instances = new StoredInstance?[page.Length];
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, page.Length),
            async (i, stop) => instances[i] = await TryReadAsync(keys.InstanceIdOf(page[i].Key.Partition), query, stop).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return new StorePage<StoredInstance>(
            [.. instances.OfType<StoredInstance>()],
            entries.Count > query.PageSize ? PlaceToken.Of(page[^1].RequiredText(TableShape.CreationSort)) : null);
    }

    public async Task<StorePage<string>> CompletedAsync(CompletedQuery query, CancellationToken cancellationToken)
    {
        var beyond = query.Continuation is { } token ? PlaceToken.Parse(token) : null;
        var entries = new List<Item>();
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, shards),
            async (shard, stop) =>
            {
                var range = new ItemRange(
                    keys.Ended(shard), From: Lowest(query.CompletedFrom), To: Highest(query.CompletedTo), Beyond: beyond, Index: TableShape.SecondIndex);
                var found = await TakeAsync(
                    range,
                    entry => query.Statuses?.Contains((InstanceStatus)(entry.Number(TableShape.Status) ?? -1)) != false,
                    query.PageSize + 1,
                    stop).ConfigureAwait(false);
                lock (entries)
                {
                    entries.AddRange(found);
                }
            },
            cancellationToken).ConfigureAwait(false);
        Item[] page = [.. entries.OrderBy(entry => entry.RequiredText(TableShape.SecondSort), StringComparer.Ordinal).Take(query.PageSize)];
        return new StorePage<string>(
            [.. page.Select(entry => keys.InstanceIdOf(entry.Key.Partition))],
            entries.Count > query.PageSize ? PlaceToken.Of(page[^1].RequiredText(TableShape.SecondSort)) : null);
    }

    /// <summary>Children that are there still, and still this parent's.</summary>
    public async Task<StorePage<string>> ChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken)
    {
        var range = new ItemRange(keys.Instance(parentInstanceId), Prefix: HubKeys.Children, Beyond: continuation);
        var (items, next) = await table.PageAsync(range, PageSize, cancellationToken).ConfigureAwait(false);
        var children = items.Select(item => item.Key.Sort[HubKeys.Children.Length..]).ToList();
        var found = (await table.GetAllAsync(children.Select(keys.HeadOf), cancellationToken).ConfigureAwait(false)).ToDictionary(head => head.Key);
        return new StorePage<string>(
            [
                .. children.Where(child => found.TryGetValue(keys.HeadOf(child), out var head)
                    && !head.Has(HubAttributes.Tombstone) && head.Text(HubAttributes.Parent) == parentInstanceId),
            ],
            next);
    }

    private static string? Lowest(DateTime? from) => from is { } at ? HubKeys.TimeSort(at) : null;

    private static string? Highest(DateTime? to) => to is { } at && at < DateTime.MaxValue ? HubKeys.TimeSort(at.AddTicks(1)) : null;

    private bool Matches(HeadQuery query, Item entry) =>
        (query.Statuses is not { } statuses || statuses.Contains((InstanceStatus)(entry.Number(TableShape.Status) ?? -1)))
        && (query.InstanceIdPrefix is not { } prefix || keys.InstanceIdOf(entry.Key.Partition).StartsWith(prefix, StringComparison.Ordinal));

    private async Task<List<Item>> TakeAsync(ItemRange range, Func<Item, bool> matches, int count, CancellationToken cancellationToken)
    {
        var taken = new List<Item>();
        for (ItemRange? rest = range; rest is not null && taken.Count < count;)
        {
            var (items, next) = await table.PageAsync(rest, 0, cancellationToken).ConfigureAwait(false);
            taken.AddRange(items.Where(matches).Take(count - taken.Count));
            rest = next is null ? null : rest.After(next);
        }

        return taken;
    }

    /// <summary>An instance that was purged meanwhile, whose status is another by now, or whose head cannot be read does not hide the others.</summary>
    private async Task<StoredInstance?> TryReadAsync(string instanceId, HeadQuery query, CancellationToken cancellationToken)
    {
        try
        {
            var instance = await heads.ReadAsync(instanceId, query.IncludePayloads, cancellationToken).ConfigureAwait(false);
            return instance is not null && query.Statuses?.Contains(instance.Head.Status) != false ? instance : null;
        }
        catch (UndecodableContentException)
        {
            return null;
        }
    }
}
