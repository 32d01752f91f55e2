using System.Text;
using Amazon.DynamoDBv2.Model;

namespace DrsDurable.Testing.DynamoDb;

/// <summary>Sizes and capacity units as DynamoDB's developer guide computes them.</summary>
public static class ItemSize
{
    public static long Of(IReadOnlyDictionary<string, AttributeValue>? item) =>
        item?.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + Of(attribute.Value)) ?? 0;

    /// <summary>One unit writes up to 1 KB; writing nothing costs one too.</summary>
    public static double WriteUnits(long bytes) => Math.Max(1, Math.Ceiling(bytes / 1024.0));

    /// <summary>One unit reads up to 4 KB consistently, or twice that as it lags; finding nothing costs the least there is.</summary>
    public static double ReadUnits(long bytes, bool consistent) => Math.Max(1, Math.Ceiling(bytes / 4096.0)) * (consistent ? 1 : 0.5);

    private static long Of(AttributeValue value) => value switch
    {
        { S: { } text } => Encoding.UTF8.GetByteCount(text),
        { N: { } number } => ((number.Trim('-', '0', '.').Length + 1) / 2) + 1 + (number.StartsWith('-') ? 1 : 0),
        { B: { } bytes } => bytes.Length,
        { SS: { Count: > 0 } texts } => texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)),
        { L: { Count: > 0 } list } => 3 + list.Sum(item => 1 + Of(item)),
        { M: { Count: > 0 } map } => 3 + map.Sum(item => 1 + Encoding.UTF8.GetByteCount(item.Key) + Of(item.Value)),
        _ => 1,
    };
}
