using System.IO.Compression;
using System.Security.Cryptography;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// Bytes in an item: as they are, compressed when that saves a write unit, and in parts of their own when one item cannot or should not hold them.
/// Parts are written first, under an id that nobody else uses; the item names it, their count and the hash of the whole.
/// </summary>
internal sealed class StoredContent(DynamoTable table, HubKeys keys)
{
    private const string Plain = "c";
    private const string Compressed = "cz";
    private const string PartsId = "pi";
    private const string PartCount = "pn";
    private const string PartHash = "ph";
    private const string PartsCompressed = "pz";
    private const int OneUnit = 1024;

    public static IReadOnlyList<string> Attributes { get; } = [Plain, Compressed, PartsId, PartCount, PartHash, PartsCompressed];

    public static int PartsOf(Item item) => (int)(item.Number(PartCount) ?? 0);

    /// <param name="partsId">Begins the sort keys of parts in the instance's partition.</param>
    /// <param name="inlineBytes">More than this goes into parts.</param>
    public async Task WriteAsync(
        Item item, ReadOnlyMemory<byte> content, string instanceId, string partsId, int inlineBytes, CancellationToken cancellationToken)
    {
        var (encoded, isCompressed) = Encode(content);
        if (encoded.Length <= inlineBytes)
        {
            item.With(isCompressed ? Compressed : Plain, encoded);
            return;
        }

        var count = (encoded.Length + DynamoTable.ItemBytes - 1) / DynamoTable.ItemBytes;
        await table.WriteAsync(
            Enumerable.Range(0, count).Select(number => new Item(keys.Part(instanceId, partsId, number)).With(
                Plain, encoded.Slice(number * DynamoTable.ItemBytes, Math.Min(DynamoTable.ItemBytes, encoded.Length - (number * DynamoTable.ItemBytes))))),
            [],
            cancellationToken).ConfigureAwait(false);
        item.With(PartsId, partsId).With(PartCount, count).With(PartHash, SHA256.HashData(encoded.Span)).With(PartsCompressed, isCompressed ? 1 : null);
    }

    /// <exception cref="UndecodableContentException">Parts are missing or damaged.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(Item item, string instanceId, CancellationToken cancellationToken)
    {
        if (item.Bytes(Plain) is { } plain)
        {
            return plain;
        }

        if (item.Bytes(Compressed) is { } compressed)
        {
            return Decode(compressed, item);
        }

        if (item.Text(PartsId) is not { } id)
        {
            throw new UndecodableContentException($"{item.Key.Partition} {item.Key.Sort} has no content");
        }

        var parts = await table.GetAllAsync(PartKeys(item, instanceId), cancellationToken).ConfigureAwait(false);
        byte[] whole = [.. parts.OrderBy(part => part.Key.Sort, StringComparer.Ordinal).SelectMany(part => (part.Bytes(Plain) ?? default).ToArray())];
        if (parts.Count != PartsOf(item) || !SHA256.HashData(whole).AsSpan().SequenceEqual((item.Bytes(PartHash) ?? default).Span))
        {
            throw new UndecodableContentException($"{item.Key.Partition} {item.Key.Sort} names {PartsOf(item)} parts '{id}', of which {parts.Count} are there or some differ");
        }

        return item.Has(PartsCompressed) ? Decode(whole, item) : whole;
    }

    public IEnumerable<ItemKey> PartKeys(Item item, string instanceId) => item.Text(PartsId) is { } id
        ? Enumerable.Range(0, PartsOf(item)).Select(number => keys.Part(instanceId, id, number))
        : [];

    /// <summary>Update expression pieces that put an item's content in place of another's.</summary>
    public static (IEnumerable<string> Set, IEnumerable<string> Remove, IEnumerable<(string Name, AttributeValue Value)> Values) Replacement(Item item)
    {
        var present = Attributes.Where(item.Has).ToList();
        return (present.Select(name => $"{name} = :{name}"), Attributes.Except(present, StringComparer.Ordinal), present.Select(name => ($":{name}", item.Attributes[name])));
    }

    private static (ReadOnlyMemory<byte> Bytes, bool IsCompressed) Encode(ReadOnlyMemory<byte> content)
    {
        if (content.Length <= OneUnit)
        {
            return (content, false);
        }

        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(content.Span);
        }

        return output.Length < content.Length ? (output.ToArray(), true) : (content, false);
    }

    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> bytes, Item item)
    {
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
            using var output = new MemoryStream();
            brotli.CopyTo(output);
            return output.ToArray();
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            throw new UndecodableContentException($"{item.Key.Partition} {item.Key.Sort} cannot be decompressed");
        }
    }
}
