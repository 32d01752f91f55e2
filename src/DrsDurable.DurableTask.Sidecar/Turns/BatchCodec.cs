using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>The stored form of a batch: a few dozen bytes around its payloads.</summary>
internal static class BatchCodec
{
    /// <summary>Written before there were checksums.</summary>
    private const byte WithoutChecksum = 1;

    private const byte Format = 2;

    [Flags]
    private enum Parts : byte
    {
        None = 0,
        CustomStatus = 1,
        Close = 2,
        Carried = 4,
        Rewinds = 8,
        Copied = 16,
    }

    public static ReadOnlyMemory<byte> Encode(Batch batch)
    {
        var writer = CompactWriter.Begin();
        writer.Byte(Format);
        writer.Byte((byte)((batch.CustomStatus is null ? Parts.None : Parts.CustomStatus)
            | (batch.Close is null ? Parts.None : Parts.Close)
            | (batch.Carried.Count == 0 ? Parts.None : Parts.Carried)
            | (batch.Close is { Rewinds: true } ? Parts.Rewinds : Parts.None)
            | (batch.Copied is null ? Parts.None : Parts.Copied)));
        writer.Time(batch.Stamp);
        writer.Signed(batch.SentThrough.Generation);
        writer.Signed(batch.SentThrough.Sequence);
        WriteEvents(writer, batch.Stamp, batch.Events);
        WriteConsumed(writer, batch.Stamp, batch.Consumed);
        if (batch.Carried.Count > 0)
        {
            WriteConsumed(writer, batch.Stamp, batch.Carried);
        }

        if (batch.CustomStatus is { } status)
        {
            writer.Text(status.Value);
        }

        if (batch.Close is { } close)
        {
            writer.Text(close.ExecutionId);
            writer.Text(close.Input);
            writer.Text(close.Version);
            WriteEvents(writer, batch.Stamp, close.Carryover);
            WriteConsumed(writer, batch.Stamp, close.Carried);
        }

        if (batch.Copied is { } copied)
        {
            writer.Signed(copied.Count);
            writer.Unsigned((ulong)copied.Origins.Count);
            foreach (var (taskId, origin) in copied.Origins)
            {
                writer.Signed(taskId);
                writer.Signed(origin.Born);
                writer.Signed(origin.Answered);
            }
        }

        return writer.FinishWithChecksum();
    }

    public static Batch Decode(ReadOnlyMemory<byte> content)
    {
        var reader = CompactReader.Open(content, "batch", Format, WithoutChecksum);

        var parts = (Parts)reader.Byte();
        var stamp = reader.Time();
        var sentThrough = new BatchMark(reader.Number(), reader.Number());
        var events = reader.List(() => HistoryEventCodec.Read(reader, stamp));
        var consumed = ReadConsumed(reader, stamp);
        var carried = parts.HasFlag(Parts.Carried) ? ReadConsumed(reader, stamp) : [];
        var status = parts.HasFlag(Parts.CustomStatus) ? new CustomStatusChange(reader.Text()) : null;
        var close = parts.HasFlag(Parts.Close)
            ? new GenerationClose(
                reader.RequiredText(),
                reader.Text(),
                reader.Text(),
                reader.List(() => HistoryEventCodec.Read(reader, stamp) as EventRaisedEvent
                    ?? throw new UndecodableContentException("a carried-over event is not an external event")),
                ReadConsumed(reader, stamp),
                parts.HasFlag(Parts.Rewinds))
            : null;
        var copied = parts.HasFlag(Parts.Copied)
            ? new CopiedHistory(
                reader.Number(),
                reader.List(() => KeyValuePair.Create(reader.Number(), new TaskOrigin(reader.Number(), reader.Number()))).ToDictionary())
            : null;
        return reader.AtEnd
            ? new Batch(stamp, events, consumed, carried, sentThrough, status, close, copied)
            : throw new UndecodableContentException("a batch is longer than its content");
    }

    private static void WriteEvents(CompactWriter writer, DateTime origin, IReadOnlyList<HistoryEvent> events)
    {
        writer.Unsigned((ulong)events.Count);
        for (var index = 0; index < events.Count; index++)
        {
            HistoryEventCodec.Write(writer, origin, events[index]);
        }
    }

    private static void WriteConsumed(CompactWriter writer, DateTime origin, IReadOnlyList<ConsumedMessage> messages)
    {
        writer.Unsigned((ulong)messages.Count);
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            writer.Text(message.Id);
            writer.TimeSince(origin, message.At);
            writer.Flag(message.FromClient);
        }
    }

    private static IReadOnlyList<ConsumedMessage> ReadConsumed(CompactReader reader, DateTime origin) =>
        reader.List(() => new ConsumedMessage(reader.RequiredText(), reader.TimeSince(origin), reader.Flag()));
}
