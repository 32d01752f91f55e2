using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Messages;

internal static class MessageCodec
{
    /// <summary>Written before there were checksums.</summary>
    private const byte WithoutChecksum = 1;

    private const byte Format = 2;

    public static ReadOnlyMemory<byte> Encode(MessageContent content)
    {
        var writer = CompactWriter.Begin();
        writer.Byte(Format);
        switch (content)
        {
            case EventContent e:
                Open(writer, Kind.Event, content);
                writer.Text(e.Name);
                writer.Text(e.Input);
                break;
            case SuspendContent e:
                Open(writer, Kind.Suspend, content);
                writer.Text(e.Reason);
                break;
            case ResumeContent e:
                Open(writer, Kind.Resume, content);
                writer.Text(e.Reason);
                break;
            case TerminateContent e:
                Open(writer, Kind.Terminate, content);
                writer.Text(e.Output);
                writer.Flag(e.Recurse);
                break;
            case ResponseContent e:
                Open(writer, Kind.Response, content);
                writer.Text(e.Life);
                writer.Signed(e.Generation);
                writer.Signed(e.TaskId);
                HistoryEventCodec.Write(writer, e.SentAt, e.Outcome);
                break;
            case RewindContent { Parent: { } parent } e:
                Open(writer, Kind.Rewind, content);
                writer.Text(e.Reason);
                writer.Text(parent.InstanceId);
                writer.Text(parent.Life);
                writer.Signed(parent.Generation);
                writer.Text(parent.Name);
                writer.Text(parent.Version);
                writer.Signed(parent.TaskScheduledId);
                break;
            default:
                throw new ArgumentException($"{content.GetType().Name} has no stored form.", nameof(content));
        }

        return writer.FinishWithChecksum();
    }

    public static MessageContent Decode(ReadOnlyMemory<byte> content)
    {
        var reader = CompactReader.Open(content, "message", Format, WithoutChecksum);

        var kind = (Kind)reader.Byte();
        var sentAt = reader.Time();
        var fromClient = reader.Flag();
        return kind switch
        {
            Kind.Event => new EventContent(sentAt, fromClient, reader.RequiredText(), reader.Text()),
            Kind.Suspend => new SuspendContent(sentAt, reader.Text()),
            Kind.Resume => new ResumeContent(sentAt, reader.Text()),
            Kind.Terminate => new TerminateContent(sentAt, fromClient, reader.Text(), reader.Flag()),
            Kind.Response => new ResponseContent(
                sentAt, reader.RequiredText(), reader.Number(), reader.Number(), HistoryEventCodec.Read(reader, sentAt)),
            Kind.Rewind => new RewindContent(sentAt, reader.Text(), new ParentLink(
                reader.RequiredText(), reader.RequiredText(), reader.Number(), reader.RequiredText(), reader.Text(), reader.Number())),
            _ => throw new UndecodableContentException($"message kind {(byte)kind} is unknown to this version"),
        };
    }

    private static void Open(CompactWriter writer, Kind kind, MessageContent content)
    {
        writer.Byte((byte)kind);
        writer.Time(content.SentAt);
        writer.Flag(content.FromClient);
    }

    /// <summary>Stored: never renumber.</summary>
    private enum Kind : byte
    {
        Event = 1,
        Suspend = 2,
        Resume = 3,
        Terminate = 4,
        Response = 5,
        Rewind = 6,
    }
}
