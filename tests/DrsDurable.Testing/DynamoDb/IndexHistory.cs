using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DynamoDB;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>What the list indexes showed of items before they were last changed, so that a query can be answered as it would have been a while ago.</summary>
internal sealed partial class IndexHistory(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<(DateTimeOffset At, ItemKey Key, Dictionary<string, AttributeValue>? Before)> changes = [];

    public void Changed(ItemKey key, Dictionary<string, AttributeValue>? before)
    {
        lock (gate)
        {
            changes.Add((time.GetUtcNow(), key, before));
        }
    }

    /// <summary>Replaces in an answer whatever changed within <paramref name="lag"/> by what was there before.</summary>
    public void Age(QueryRequest request, QueryResponse answer, TimeSpan lag)
    {
        var since = time.GetUtcNow() - lag;
        Dictionary<ItemKey, Dictionary<string, AttributeValue>?> asBefore = [];
        lock (gate)
        {
            changes.RemoveAll(change => change.At <= since);
            foreach (var (_, key, before) in changes)
            {
                asBefore.TryAdd(key, before);
            }
        }

        var sort = new ItemRange("", Index: request.IndexName).SortAttribute;
        var forward = request.ScanIndexForward != false;
        var last = answer.LastEvaluatedKey is { Count: > 0 } end ? end[sort].S : null;
        var items = (answer.Items ?? []).Where(item => !asBefore.ContainsKey(KeyOf(item))).ToList();
        foreach (var before in asBefore.Values)
        {
            if (before is not null && Projected(before, request.IndexName) is { } entry && Matches(request, entry) && IsWithin(entry[sort].S))
            {
                items.Add(entry);
            }
        }

        items.Sort((left, right) => (forward ? 1 : -1) * string.CompareOrdinal(left[sort].S, right[sort].S));
        answer.Items = items;

        bool IsWithin(string at) => last is null || (forward ? string.CompareOrdinal(at, last) <= 0 : string.CompareOrdinal(at, last) >= 0);
    }

    public static ItemKey KeyOf(Dictionary<string, AttributeValue> item) => new(item[TableShape.PartitionKey].S, item[TableShape.SortKey].S);

    /// <summary>The entry of an item in an index, if it has one.</summary>
    public static Dictionary<string, AttributeValue>? Projected(Dictionary<string, AttributeValue>? item, string index)
    {
        var (partition, sort) = index == TableShape.CreationIndex
            ? (TableShape.CreationPartition, TableShape.CreationSort)
            : (TableShape.SecondPartition, TableShape.SecondSort);
        if (item is null || !item.ContainsKey(partition) || !item.ContainsKey(sort))
        {
            return null;
        }

        string[] names = [TableShape.PartitionKey, TableShape.SortKey, partition, sort, TableShape.Status];
        return names.Where(item.ContainsKey).ToDictionary(name => name, name => item[name], StringComparer.Ordinal);
    }

    /// <summary>Evaluates the key conditions that <see cref="ItemRange"/> writes; others are none of this product's.</summary>
    private static bool Matches(QueryRequest request, Dictionary<string, AttributeValue> entry)
    {
        var parts = KeyCondition().Match(request.KeyConditionExpression);
        if (!parts.Success)
        {
            throw new NotSupportedException($"The lagging index cannot evaluate '{request.KeyConditionExpression}'.");
        }

        string Value(string group) => request.ExpressionAttributeValues[parts.Groups[group].Value].S;
        string Own(string group) => entry.TryGetValue(parts.Groups[group].Value, out var value) ? value.S : "";
        return Own("partition") == Value("is")
            && (!parts.Groups["low"].Success || (string.CompareOrdinal(Own("between"), Value("low")) >= 0 && string.CompareOrdinal(Own("between"), Value("high")) <= 0))
            && (!parts.Groups["from"].Success || string.CompareOrdinal(Own("above"), Value("from")) >= 0)
            && (!parts.Groups["to"].Success || string.CompareOrdinal(Own("below"), Value("to")) <= 0);
    }

    [GeneratedRegex(
        @"^(?<partition>\w+) = (?<is>:\w+)( AND ((?<between>\w+) BETWEEN (?<low>:\w+) AND (?<high>:\w+)|(?<above>\w+) >= (?<from>:\w+)|(?<below>\w+) <= (?<to>:\w+)))?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex KeyCondition();
}
