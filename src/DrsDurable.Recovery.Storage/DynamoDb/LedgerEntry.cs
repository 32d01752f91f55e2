using System.Text.Json;
using System.Text.Json.Serialization;
using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>One change of the catalogue: every item it writes or deletes, whole.</summary>
internal sealed class LedgerEntry
{
    public List<LedgerWrite> Writes { get; init; } = [];

    public LedgerEntry Put(ItemKey key, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var write = new LedgerWrite(key.Partition, key.Sort, new(StringComparer.Ordinal), new(StringComparer.Ordinal), null, Deletes: false);
        foreach (var (name, value) in attributes)
        {
            switch (value)
            {
                case string text:
                    write.Texts[name] = text;
                    break;
                case long number:
                    write.Numbers[name] = number;
                    break;
                case null:
                    break;
                default:
                    throw new ArgumentException($"'{name}' is neither a text nor a number.", nameof(attributes));
            }
        }

        Writes.Add(write);
        return this;
    }

    public LedgerEntry PutDocument(ItemKey key, string json, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Put(key, attributes);
        Writes[^1] = Writes[^1] with { Document = json };
        return this;
    }

    public LedgerEntry Delete(ItemKey key)
    {
        Writes.Add(new LedgerWrite(key.Partition, key.Sort, [], [], null, Deletes: true));
        return this;
    }

    public ReadOnlyMemory<byte> Encode() =>
        CatalogueItem.Compress(JsonSerializer.SerializeToUtf8Bytes(this, LedgerJson.Default.LedgerEntry));

    public static LedgerEntry Decode(ReadOnlyMemory<byte> bytes) =>
        JsonSerializer.Deserialize(CatalogueItem.Decompress(bytes), LedgerJson.Default.LedgerEntry) ?? throw new InvalidDataException("The ledger's pending change is empty.");
}

internal sealed record LedgerWrite(
    string Partition, string Sort, Dictionary<string, string> Texts, Dictionary<string, long> Numbers, string? Document, bool Deletes)
{
    [JsonIgnore]
    public ItemKey Key => new(Partition, Sort);

    public Item ToItem()
    {
        var item = new Item(Key);
        foreach (var (name, text) in Texts)
        {
            item.With(name, text);
        }

        foreach (var (name, number) in Numbers)
        {
            item.With(name, number);
        }

        return Document is null ? item : item.WithDocument(Document);
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class LedgerJson : JsonSerializerContext;
