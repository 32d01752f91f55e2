using Amazon.DynamoDBv2.Model;
using DrsDurable.DynamoDB;

namespace DrsDurable.Testing.DynamoDb;

/// <content>Batches: each item is its own write or read, and some stay undone.</content>
public sealed partial class WeakDynamoDb
{
    private async Task<BatchWriteItemResponse> BatchAsync(BatchWriteItemRequest batch, Func<BatchWriteItemRequest, Task<BatchWriteItemResponse>> pass)
    {
        var (table, writes) = batch.RequestItems.Single();
        var (now, undone) = Divide(writes, write => KeyOf(write)[TableShape.PartitionKey].S);
        var before = new Dictionary<ItemKey, Dictionary<string, AttributeValue>?>();
        foreach (var write in now)
        {
            before[IndexHistory.KeyOf(KeyOf(write))] = await ImageAsync(table, KeyOf(write));
        }

        var answer = await pass(new BatchWriteItemRequest { RequestItems = new() { [table] = now } });
        foreach (var write in now)
        {
            Bill(KeyOf(write), before[IndexHistory.KeyOf(KeyOf(write))], write.PutRequest?.Item);
        }

        if (undone.Count > 0)
        {
            answer.UnprocessedItems = new() { [table] = [.. undone, .. answer.UnprocessedItems?.GetValueOrDefault(table) ?? []] };
        }

        return answer;
    }

    private async Task<BatchGetItemResponse> BatchAsync(BatchGetItemRequest batch, Func<BatchGetItemRequest, Task<BatchGetItemResponse>> pass)
    {
        var (table, wanted) = batch.RequestItems.Single();
        var (now, undone) = Divide(wanted.Keys, key => key[TableShape.PartitionKey].S);
        var answer = await pass(new BatchGetItemRequest { RequestItems = new() { [table] = Only(now) } });
        var found = answer.Responses?.GetValueOrDefault(table) ?? [];
        var missing = now.Count - found.Count;
        Consumed.Read(found.Sum(item => ItemSize.ReadUnits(ItemSize.Of(item), wanted.ConsistentRead == true))
            + (missing * ItemSize.ReadUnits(0, wanted.ConsistentRead == true)));
        if (undone.Count > 0)
        {
            answer.UnprocessedKeys = new() { [table] = Only(undone) };
        }

        return answer;

        KeysAndAttributes Only(List<Dictionary<string, AttributeValue>> keys) => new() { Keys = keys, ConsistentRead = wanted.ConsistentRead };
    }

    /// <summary>Part of a batch is done and part is not; a batch of which nothing can be done is refused.</summary>
    private (List<T> Now, List<T> Undone) Divide<T>(List<T> items, Func<T, string> partition)
    {
        var (now, undone) = (new List<T>(), new List<T>());
        foreach (var item in items)
        {
            var throttled = Throttled?.Invoke(partition(item)) == true;
            (throttled || Chance() ? undone : now).Add(item);
        }

        if (now.Count == 0)
        {
            if (undone.TrueForAll(item => Throttled?.Invoke(partition(item)) == true))
            {
                throw Throttle();
            }

            var first = undone.FindIndex(item => Throttled?.Invoke(partition(item)) != true);
            now.Add(undone[first]);
            undone.RemoveAt(first);
        }

        return (now, undone);
    }

    private bool Chance()
    {
        lock (random)
        {
            return random.Next(100) < UnprocessedPercent;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(WriteRequest write) => write.PutRequest?.Item ?? write.DeleteRequest.Key;
}
