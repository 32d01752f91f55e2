using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace DrsDurable.DynamoDB;

/// <summary>Where an item lies.</summary>
public readonly record struct ItemKey(string Partition, string Sort);

/// <summary>An item to write, or as it was read.</summary>
public sealed class Item
{
    public Item(ItemKey key) => Attributes = new(StringComparer.Ordinal)
    {
        [TableShape.PartitionKey] = new AttributeValue(key.Partition),
        [TableShape.SortKey] = new AttributeValue(key.Sort),
    };

    public Item(Dictionary<string, AttributeValue> attributes) => Attributes = attributes;

    public Dictionary<string, AttributeValue> Attributes { get; }

    public ItemKey Key => new(RequiredText(TableShape.PartitionKey), RequiredText(TableShape.SortKey));

    public bool Has(string name) => Attributes.ContainsKey(name);

    public string? Text(string name) => Attributes.TryGetValue(name, out var value) ? value.S : null;

    public string RequiredText(string name) => Text(name) ?? throw Lacks(name);

    public long? Number(string name) =>
        Attributes.TryGetValue(name, out var value) && value.N is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public long RequiredNumber(string name) => Number(name) ?? throw Lacks(name);

    public ReadOnlyMemory<byte>? Bytes(string name) =>
        Attributes.TryGetValue(name, out var value) && value.B is { } stream ? (ReadOnlyMemory<byte>?)stream.ToArray() : default;

    /// <summary>A <see langword="null"/> value leaves the attribute out.</summary>
    public Item With(string name, string? value) => value is null ? this : Set(name, new AttributeValue(value));

    public Item With(string name, long? value) => value is { } number ? Set(name, Values.Number(number)) : this;

    public Item With(string name, ReadOnlyMemory<byte>? value) => value is { } bytes ? Set(name, Values.Bytes(bytes)) : this;

    /// <summary>From then on the item counts as gone.</summary>
    public Item ExpiringAt(DateTimeOffset time) => With(TableShape.Expiry, time.ToUnixTimeSeconds());

    private Item Set(string name, AttributeValue value)
    {
        Attributes[name] = value;
        return this;
    }

    private InvalidDataException Lacks(string name) => new($"The item {Text(TableShape.PartitionKey)} / {Text(TableShape.SortKey)} has no attribute '{name}'.");
}

/// <summary>Attribute values.</summary>
public static class Values
{
    public static AttributeValue Text(string value) => new(value);

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    [SuppressMessage("Reliability", "CA2000", Justification = "A stream over memory holds nothing that must be released.")]
    public static AttributeValue Bytes(ReadOnlyMemory<byte> value) => new() { B = new MemoryStream(value.ToArray(), writable: false) };
}
