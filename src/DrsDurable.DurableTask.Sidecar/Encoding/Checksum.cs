using System.Buffers.Binary;
using System.Numerics;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>
/// CRC-32C behind stored content, over everything before it including the format number: a byte that a disk or a hand has changed
/// is found, and never read as another decision.
/// </summary>
internal static class Checksum
{
    public const int Size = sizeof(uint);

    public static uint Of(ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        while (content.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(content));
            content = content[sizeof(ulong)..];
        }

        foreach (var rest in content)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }

    /// <returns>The content before the checksum.</returns>
    /// <exception cref="UndecodableContentException">It is not the content that was written.</exception>
    public static ReadOnlyMemory<byte> Verify(ReadOnlyMemory<byte> content)
    {
        if (content.Length <= Size)
        {
            throw new UndecodableContentException("the content ends too early");
        }

        var body = content[..^Size];
        return Of(body.Span) == BinaryPrimitives.ReadUInt32LittleEndian(content.Span[^Size..])
            ? body
            : throw new UndecodableContentException("its checksum is wrong: it was damaged after it was written");
    }
}
