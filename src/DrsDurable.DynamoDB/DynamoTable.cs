using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DynamoDB;

/// <summary>
/// Items of one table. Reads of items and partitions are strongly consistent and leave out what has expired; list indexes lag. No call is a
/// transaction and none is a Scan. Every method may throw <see cref="TableUnavailableException"/>, which means that the outcome is unknown.
/// </summary>
/// <param name="machine">By which items expire.</param>
/// <param name="waiting">By which pauses between attempts are timed; the system's unless given.</param>
public sealed class DynamoTable(IAmazonDynamoDB client, string name, TimeProvider machine, ILogger logger, TimeProvider? waiting = null)
{
    /// <summary>Of DynamoDB: items of one BatchWriteItem.</summary>
    private const int BatchWriteLimit = 25;

    /// <summary>Of DynamoDB: items of one BatchGetItem.</summary>
    private const int BatchReadLimit = 100;

    private const int Concurrency = 32;

    private readonly TableCalls calls = new(name, waiting ?? TimeProvider.System, logger);

    /// <summary>Bytes that surely fit into one item beside its keys; DynamoDB's limit is 400 KB, names of attributes included.</summary>
    public static int ItemBytes => 350 * 1024;

    public string Name => name;

    internal IAmazonDynamoDB Client => client;

    internal TableCalls Calls => calls;

    internal TimeProvider Machine => machine;

    internal TimeProvider Waiting => waiting ?? TimeProvider.System;

    internal ILogger Logger => logger;

    /// <summary>Unix seconds by which an item's expiry is judged.</summary>
    private long Now => machine.GetUtcNow().ToUnixTimeSeconds();

    /// <returns><see langword="false"/> if the condition did not hold. After a lost answer it may be the caller's own write that it met.</returns>
    public Task<bool> PutAsync(Item item, ItemCondition? condition, CancellationToken cancellationToken)
    {
        var request = new PutItemRequest { TableName = name, Item = item.Attributes };
        if (condition is not null)
        {
            request.ConditionExpression = condition.Expression;
            request.ExpressionAttributeValues = ValuesOf(condition.Values);
        }

        return ConditionallyAsync(
            "PutItem",
            async token =>
            {
                Rewind(request.Item);
                await client.PutItemAsync(request, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <param name="update">An update expression; its values are given with the condition's.</param>
    /// <returns><see langword="false"/> if the condition did not hold.</returns>
    public Task<bool> UpdateAsync(
        ItemKey key, string update, IReadOnlyList<(string Name, AttributeValue Value)> values, ItemCondition condition, CancellationToken cancellationToken)
    {
        var request = new UpdateItemRequest
        {
            TableName = name,
            Key = KeyOf(key),
            UpdateExpression = update,
            ConditionExpression = condition.Expression,
            ExpressionAttributeValues = ValuesOf([.. values, .. condition.Values]),
        };
        return ConditionallyAsync(
            "UpdateItem",
            async token =>
            {
                Rewind(request.ExpressionAttributeValues);
                await client.UpdateItemAsync(request, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <returns><see langword="false"/> if the condition did not hold.</returns>
    public Task<bool> DeleteAsync(ItemKey key, ItemCondition? condition, CancellationToken cancellationToken)
    {
        var request = new DeleteItemRequest { TableName = name, Key = KeyOf(key) };
        if (condition is not null)
        {
            request.ConditionExpression = condition.Expression;
            request.ExpressionAttributeValues = ValuesOf(condition.Values);
        }

        return ConditionallyAsync(
            "DeleteItem",
            async token =>
            {
                await client.DeleteItemAsync(request, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public async Task<Item?> GetAsync(ItemKey key, CancellationToken cancellationToken)
    {
        var answer = await calls.RunAsync(
            "GetItem",
            token => client.GetItemAsync(new GetItemRequest { TableName = name, Key = KeyOf(key), ConsistentRead = true }, token),
            cancellationToken).ConfigureAwait(false);
        return answer.Item is { Count: > 0 } attributes && new Item(attributes) is var item && IsAlive(item) ? item : null;
    }

    /// <summary>The items of these keys that are there, in no order.</summary>
    public async Task<IReadOnlyList<Item>> GetAllAsync(IEnumerable<ItemKey> keys, CancellationToken cancellationToken)
    {
        var found = new List<Item>();
        await Parallel.ForEachAsync(keys.Distinct().Chunk(BatchReadLimit), Parallelism(cancellationToken), async (chunk, token) =>
        {
            var left = new KeysAndAttributes { ConsistentRead = true, Keys = [.. chunk.Select(KeyOf)] };
            for (var attempt = 1; left is { Keys.Count: > 0 }; attempt++)
            {
                var request = new BatchGetItemRequest { RequestItems = new() { [name] = left } };
                var answer = await calls.RunAsync("BatchGetItem", t => client.BatchGetItemAsync(request, t), token).ConfigureAwait(false);
                lock (found)
                {
                    found.AddRange((answer.Responses?.GetValueOrDefault(name) ?? []).Select(attributes => new Item(attributes)).Where(IsAlive));
                }

                left = answer.UnprocessedKeys?.GetValueOrDefault(name);
                if (left is { Keys.Count: > 0 })
                {
                    calls.Unprocessed("BatchGetItem", left.Keys.Count);
                    await calls.PauseAsync(Math.Min(attempt, 5), token).ConfigureAwait(false);
                }
            }
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>One page of a partition.</summary>
    /// <returns>The items, and the sort key to go on after; <see langword="null"/> after the last page.</returns>
    public async Task<(IReadOnlyList<Item> Items, string? Next)> PageAsync(ItemRange range, int limit, CancellationToken cancellationToken)
    {
        var answer = await QueryAsync(range, limit, cancellationToken).ConfigureAwait(false);
        Item[] items = [.. (answer.Items ?? []).Select(attributes => new Item(attributes)).Where(item => IsAlive(item) && !range.WasRead(item))];
        return (items, answer.LastEvaluatedKey is { Count: > 0 } last ? last[range.SortAttribute].S : null);
    }

    /// <summary>All items of a range, page after page.</summary>
    public async Task<IReadOnlyList<Item>> ReadAsync(ItemRange range, CancellationToken cancellationToken)
    {
        var items = new List<Item>();
        var rest = range;
        while (true)
        {
            var (page, next) = await PageAsync(rest, 0, cancellationToken).ConfigureAwait(false);
            items.AddRange(page);
            if (next is null)
            {
                return items;
            }

            rest = rest.After(next);
        }
    }

    /// <summary>How many items a range has.</summary>
    public async Task<int> CountAsync(ItemRange range, CancellationToken cancellationToken)
    {
        var count = 0;
        for (ItemRange? rest = range; rest is not null;)
        {
            var request = rest.CountRequest(name, Now);
            var answer = await calls.RunAsync("Query", token => client.QueryAsync(request, token), cancellationToken).ConfigureAwait(false);
            count += answer.Count ?? 0;
            rest = answer.LastEvaluatedKey is { Count: > 0 } last ? rest.After(last[range.SortAttribute].S) : null;
        }

        return count;
    }

    /// <summary>Deletes and puts without conditions, many to a request.</summary>
    public Task WriteAsync(IEnumerable<Item> puts, IEnumerable<ItemKey> deletions, CancellationToken cancellationToken)
    {
        var writes = puts.Select(item => new WriteRequest(new PutRequest(item.Attributes)))
            .Concat(deletions.Distinct().Select(key => new WriteRequest(new DeleteRequest(KeyOf(key)))));
        return Parallel.ForEachAsync(Batches(writes), Parallelism(cancellationToken), async (batch, token) =>
        {
            var left = batch;
            for (var attempt = 1; left.Count > 0; attempt++)
            {
                var request = new BatchWriteItemRequest { RequestItems = new() { [name] = left } };
                var answer = await calls.RunAsync(
                    "BatchWriteItem",
                    t =>
                    {
                        foreach (var put in left)
                        {
                            Rewind(put.PutRequest?.Item);
                        }

                        return client.BatchWriteItemAsync(request, t);
                    },
                    token).ConfigureAwait(false);
                left = answer.UnprocessedItems?.GetValueOrDefault(name) ?? [];
                if (left.Count > 0)
                {
                    calls.Unprocessed("BatchWriteItem", left.Count);
                    await calls.PauseAsync(Math.Min(attempt, 5), token).ConfigureAwait(false);
                }
            }
        });
    }

    /// <summary>Waits about that long, so that processes that wait for the same thing do not do so in step.</summary>
    public Task PauseAsync(TimeSpan about, CancellationToken cancellationToken) =>
        Task.Delay(about * (0.5 + Random.Shared.NextDouble()), Waiting, cancellationToken);

    /// <summary>Performs something for each, some at a time.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, Parallelism(cancellationToken), async (item, token) => await act(item, token).ConfigureAwait(false));

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };

    /// <summary>At most 25 writes and, with room to spare, 16 MB to a request.</summary>
    private static IEnumerable<List<WriteRequest>> Batches(IEnumerable<WriteRequest> writes)
    {
        const long Most = 8 * 1024 * 1024;
        var batch = new List<WriteRequest>();
        long bytes = 0;
        foreach (var write in writes)
        {
            var size = write.PutRequest?.Item.Values.Sum(value => (value.B?.Length ?? 0) + (value.S?.Length ?? 0)) ?? 0;
            if (batch.Count == BatchWriteLimit || bytes + size > Most)
            {
                yield return batch;
                batch = [];
                bytes = 0;
            }

            batch.Add(write);
            bytes += size;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(ItemKey key) => new(StringComparer.Ordinal)
    {
        [TableShape.PartitionKey] = new AttributeValue(key.Partition),
        [TableShape.SortKey] = new AttributeValue(key.Sort),
    };

    private static Dictionary<string, AttributeValue>? ValuesOf(IReadOnlyList<(string Name, AttributeValue Value)> values) =>
        values.Count == 0 ? null : values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    /// <summary>The marshaller reads streams to their end; an attempt that is repeated needs them from the start.</summary>
    [SuppressMessage("Usage", "VSTHRD103", Justification = "A stream over memory.")]
    private static void Rewind(Dictionary<string, AttributeValue>? values)
    {
        foreach (var value in values?.Values ?? Enumerable.Empty<AttributeValue>())
        {
            if (value.B is { } stream)
            {
                stream.Position = 0;
            }
        }
    }

    private bool IsAlive(Item item) => item.Number(TableShape.Expiry) is not { } expiry || expiry > Now;

    private Task<QueryResponse> QueryAsync(ItemRange range, int limit, CancellationToken cancellationToken) =>
        calls.RunAsync("Query", token => client.QueryAsync(range.Request(name, limit), token), cancellationToken);

    private async Task<bool> ConditionallyAsync(string operation, Func<CancellationToken, Task<bool>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(operation, call, cancellationToken).ConfigureAwait(false);
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
