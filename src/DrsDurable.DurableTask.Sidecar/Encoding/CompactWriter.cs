using System.Buffers.Binary;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>
/// Writes numbers as variable-length integers and texts as length-prefixed UTF-8. Each thread keeps one writer with its buffer;
/// what was written is handed over as an array of exactly its size.
/// </summary>
internal sealed class CompactWriter
{
    /// <summary>A buffer that grew beyond this for an unusual payload is not kept.</summary>
    private const int LargestKept = 256 * 1024;

    [ThreadStatic]
    private static CompactWriter? idle;

    private byte[] buffer = new byte[1024];
    private int count;

    private CompactWriter()
    {
    }

    /// <summary>An empty writer. It is given back by <see cref="Finish"/>.</summary>
    public static CompactWriter Begin()
    {
        var writer = idle ?? new CompactWriter();
        idle = null;
        writer.count = 0;
        return writer;
    }

    public ReadOnlyMemory<byte> Finish()
    {
        var written = buffer.AsSpan(0, count).ToArray();
        if (buffer.Length <= LargestKept)
        {
            idle = this;
        }

        return written;
    }

    /// <summary>As <see cref="Finish"/>, with a <see cref="Checksum"/> behind.</summary>
    public ReadOnlyMemory<byte> FinishWithChecksum()
    {
        var checksum = Checksum.Of(buffer.AsSpan(0, count));
        BinaryPrimitives.WriteUInt32LittleEndian(Free(Checksum.Size), checksum);
        count += Checksum.Size;
        return Finish();
    }

    public void Byte(byte value)
    {
        Free(1)[0] = value;
        count++;
    }

    public void Unsigned(ulong value)
    {
        var span = Free(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        count += length;
    }

    /// <summary>Small magnitudes of either sign stay small.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Text(string? value)
    {
        if (value is null)
        {
            Unsigned(0);
            return;
        }

        var length = System.Text.Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)length + 1);
        count += System.Text.Encoding.UTF8.GetBytes(value, Free(length));
    }

    public void Time(DateTime value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Free(8), value.Ticks);
        count += 8;
    }

    /// <summary>A time near another one.</summary>
    public void TimeSince(DateTime origin, DateTime value) => Signed(value.Ticks - origin.Ticks);

    public void OptionalTime(DateTime? value)
    {
        Flag(value.HasValue);
        if (value is { } time)
        {
            Time(time);
        }
    }

    public void Map(IReadOnlyDictionary<string, string> map)
    {
        Unsigned((ulong)map.Count);
        if (map.Count == 0)
        {
            return;
        }

        foreach (var (key, value) in map)
        {
            Text(key);
            Text(value);
        }
    }

    private Span<byte> Free(int length)
    {
        if (buffer.Length - count < length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, count + length));
        }

        return buffer.AsSpan(count);
    }
}
