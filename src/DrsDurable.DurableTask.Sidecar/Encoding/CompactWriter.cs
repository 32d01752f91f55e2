using System.Buffers;
using System.Buffers.Binary;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>Writes numbers as variable-length integers and texts as length-prefixed UTF-8.</summary>
internal sealed class CompactWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new(256);

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    public void Unsigned(ulong value)
    {
        var span = buffer.GetSpan(10);
        var count = 0;
        while (value >= 0x80)
        {
            span[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[count++] = (byte)value;
        buffer.Advance(count);
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

        var count = System.Text.Encoding.UTF8.GetByteCount(value);
        Unsigned((ulong)count + 1);
        System.Text.Encoding.UTF8.GetBytes(value, buffer.GetSpan(count));
        buffer.Advance(count);
    }

    public void Time(DateTime value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), value.Ticks);
        buffer.Advance(8);
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
        foreach (var (key, value) in map)
        {
            Text(key);
            Text(value);
        }
    }

    public void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        Unsigned((ulong)items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }
}
