using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace DrsDurable.DynamoDB;

/// <summary>Items of one partition, of the table or of a list index, in the order of their sort keys.</summary>
/// <param name="Partition">A whole partition key.</param>
/// <param name="Prefix">Only sort keys that begin so; not with <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="From">Only sort keys from here on.</param>
/// <param name="To">Only sort keys up to here.</param>
/// <param name="Beyond">Goes on after this sort key, which lies in the range but need not exist any more.</param>
/// <param name="Index">A list index, read as it lags; <see langword="null"/> for the table itself, read consistently.</param>
public sealed record ItemRange(
    string Partition, string? Prefix = null, string? From = null, string? To = null, string? Beyond = null, bool Descending = false, string? Index = null)
{
    public string SortAttribute => Index switch
    {
        null => TableShape.SortKey,
        TableShape.CreationIndex => TableShape.CreationSort,
        _ => TableShape.SecondSort,
    };

    private string PartitionAttribute => Index switch
    {
        null => TableShape.PartitionKey,
        TableShape.CreationIndex => TableShape.CreationPartition,
        _ => TableShape.SecondPartition,
    };

    public ItemRange After(string sort) => this with { Beyond = sort };

    /// <param name="limit">0 for as much as DynamoDB gives at once.</param>
    internal QueryRequest Request(string table, int limit)
    {
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":pk"] = new(Partition) };
        var request = new QueryRequest
        {
            TableName = table,
            ExpressionAttributeValues = values,
            ScanIndexForward = !Descending,
            IndexName = Index,
        };

        var (low, high) = (From, To);
        if (Index is null)
        {
            request.ConsistentRead = true;
            if (Beyond is not null)
            {
                request.ExclusiveStartKey = new() { [TableShape.PartitionKey] = new(Partition), [TableShape.SortKey] = new(Beyond) };
            }
        }
        else if (Beyond is not null)
        {
            // An index is entered by the keys of the item too, which may be gone: it is entered at the same place again, and what was read is left out.
            (low, high) = Descending ? (low, Beyond) : (Beyond, high);
            limit = limit > 0 ? limit + 1 : 0;
        }

        request.KeyConditionExpression = $"{PartitionAttribute} = :pk" + (Prefix, low, high) switch
        {
            (not null, _, _) => $" AND begins_with({SortAttribute}, :prefix)",
            (null, not null, not null) => $" AND {SortAttribute} BETWEEN :low AND :high",
            (null, not null, null) => $" AND {SortAttribute} >= :low",
            (null, null, not null) => $" AND {SortAttribute} <= :high",
            _ => "",
        };
        foreach (var (name, value) in new[] { (":prefix", Prefix), (":low", Prefix is null ? low : null), (":high", Prefix is null ? high : null) })
        {
            if (value is not null)
            {
                values[name] = new AttributeValue(value);
            }
        }

        if (limit > 0)
        {
            request.Limit = limit;
        }

        return request;
    }

    /// <summary>Counts only what has not expired by then (unix seconds).</summary>
    internal QueryRequest CountRequest(string table, long now)
    {
        var request = Request(table, 0);
        request.Select = Amazon.DynamoDBv2.Select.COUNT;
        request.FilterExpression = "attribute_not_exists(#expiry) OR #expiry > :now";
        request.ExpressionAttributeNames = new() { ["#expiry"] = TableShape.Expiry };
        request.ExpressionAttributeValues[":now"] = new AttributeValue { N = now.ToString(CultureInfo.InvariantCulture) };
        return request;
    }

    /// <summary>It was the last one of the page before.</summary>
    internal bool WasRead(Item item) => Index is not null && Beyond is not null && string.Equals(item.Text(SortAttribute), Beyond, StringComparison.Ordinal);
}
