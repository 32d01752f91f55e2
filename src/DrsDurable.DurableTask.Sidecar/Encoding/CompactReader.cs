using System.Buffers.Binary;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>Reads what <see cref="CompactWriter"/> wrote; anything else is an <see cref="UndecodableContentException"/>.</summary>
internal sealed class CompactReader(ReadOnlyMemory<byte> content)
{
    private int position;

    /// <summary>Stands behind the format number, the checksum verified if the format has one.</summary>
    public static CompactReader Open(ReadOnlyMemory<byte> content, string kind, byte format, byte formatWithoutChecksum)
    {
        var written = new CompactReader(content).Byte();
        if (written != format && written != formatWithoutChecksum)
        {
            throw new UndecodableContentException($"{kind} format {written} is unknown to this version");
        }

        var reader = new CompactReader(written == format ? Checksum.Verify(content) : content);
        reader.Byte();
        return reader;
    }

    public bool AtEnd => position == content.Length;

    public byte Byte() => Take(1)[0];

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new UndecodableContentException("a number has more than ten bytes");
    }

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int Number() => Signed() is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw new UndecodableContentException("a number is out of range");

    public int Count()
    {
        var count = Unsigned();
        return count <= (ulong)(content.Length - position)
            ? (int)count
            : throw new UndecodableContentException($"a count of {count} exceeds the content");
    }

    public bool Flag() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new UndecodableContentException($"{other} is not a flag"),
    };

    public string? Text()
    {
        var count = Unsigned();
        return count == 0 ? null : System.Text.Encoding.UTF8.GetString(Take(count - 1));
    }

    public string RequiredText() => Text() ?? throw new UndecodableContentException("a required text is missing");

    public DateTime Time() => Utc(BinaryPrimitives.ReadInt64LittleEndian(Take(8)));

    public DateTime TimeSince(DateTime origin) => Utc(origin.Ticks + Signed());

    public DateTime? OptionalTime() => Flag() ? Time() : null;

    public IReadOnlyDictionary<string, string> Map()
    {
        var count = Count();
        if (count == 0)
        {
            return EmptyMap.Value;
        }

        var map = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            map[RequiredText()] = RequiredText();
        }

        return map;
    }

    public IReadOnlyList<T> List<T>(Func<T> read)
    {
        var count = Count();
        if (count == 0)
        {
            return [];
        }

        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read();
        }

        return items;
    }

    private static DateTime Utc(long ticks) =>
        ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? new DateTime(ticks, DateTimeKind.Utc)
            : throw new UndecodableContentException($"{ticks} is not a time");

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(content.Length - position))
        {
            throw new UndecodableContentException("the content ends too early");
        }

        var span = content.Span.Slice(position, (int)count);
        position += (int)count;
        return span;
    }
}

internal static class EmptyMap
{
    public static IReadOnlyDictionary<string, string> Value { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Stored content that this version cannot read: damaged, or written by a newer version.</summary>
public sealed class UndecodableContentException(string reason) : Exception($"Stored content cannot be decoded: {reason}.");
