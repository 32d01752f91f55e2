using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Documents in items: JSON as text, compressed when it is longer than a read unit.</summary>
internal static class CatalogueItem
{
    /// <summary>The ledger's version by which an item was last written.</summary>
    public const string Transaction = "tx";

    /// <summary>Deleted; kept for a while so that a late write of an earlier version cannot bring it back.</summary>
    public const string Gone = "gone";

    private const string Plain = "doc";
    private const string Compressed = "docz";
    private const int LongestPlain = 4 * 1024;

    public static bool IsThere(Item? item) => item is not null && !item.Has(Gone);

    public static Item WithDocument(this Item item, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return bytes.Length <= LongestPlain ? item.With(Plain, json) : item.With(Compressed, Compress(bytes));
    }

    public static string? DocumentText(this Item item) =>
        item.Text(Plain) ?? (item.Bytes(Compressed) is { } bytes ? Encoding.UTF8.GetString(Decompress(bytes)) : null);

    public static T Document<T>(this Item item, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(item.DocumentText() ?? throw Empty(item), type) ?? throw Empty(item);

    public static ReadOnlyMemory<byte> Compress(ReadOnlySpan<byte> bytes)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return output.ToArray();
    }

    public static byte[] Decompress(ReadOnlyMemory<byte> bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
        using var output = new MemoryStream();
        brotli.CopyTo(output);
        return output.ToArray();
    }

    private static InvalidDataException Empty(Item item) => new($"The item {item.Key.Partition} / {item.Key.Sort} holds no document.");
}
