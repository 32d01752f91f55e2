using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>The stored form of an instance head; stores keep beside it whatever they must compare or sort by.</summary>
public static class HeadCodec
{
    /// <summary>Written before there were checksums.</summary>
    private const byte WithoutChecksum = 1;

    private const byte Format = 2;

    public static ReadOnlyMemory<byte> Encode(InstanceHead head)
    {
        var writer = CompactWriter.Begin();
        writer.Byte(Format);
        writer.Text(head.InstanceId);
        writer.Text(head.Life);
        writer.Text(head.Name);
        writer.Text(head.Version);
        writer.Map(head.Tags);
        writer.Flag(head.Parent is not null);
        if (head.Parent is { } parent)
        {
            writer.Text(parent.InstanceId);
            writer.Text(parent.Life);
            writer.Signed(parent.Generation);
            writer.Text(parent.Name);
            writer.Text(parent.Version);
            writer.Signed(parent.TaskScheduledId);
        }

        writer.Text(head.TraceParent);
        writer.Text(head.ExecutionId);
        writer.Time(head.CreatedAt);
        writer.OptionalTime(head.StartAt);
        writer.Time(head.LastUpdatedAt);
        writer.OptionalTime(head.CompletedAt);
        writer.Signed((int)head.Status);
        writer.Text(head.CustomStatus);
        writer.Signed(head.Generation);
        writer.Signed(head.Sequence);
        return writer.FinishWithChecksum();
    }

    public static InstanceHead Decode(ReadOnlyMemory<byte> content)
    {
        var reader = CompactReader.Open(content, "head", Format, WithoutChecksum);

        return new InstanceHead(
            reader.RequiredText(),
            reader.RequiredText(),
            reader.RequiredText(),
            reader.Text(),
            reader.Map(),
            reader.Flag()
                ? new ParentLink(reader.RequiredText(), reader.RequiredText(), reader.Number(), reader.RequiredText(), reader.Text(), reader.Number())
                : null,
            reader.Text(),
            reader.RequiredText(),
            reader.Time(),
            reader.OptionalTime(),
            reader.Time(),
            reader.OptionalTime(),
            (InstanceStatus)reader.Number(),
            reader.Text(),
            reader.Number(),
            reader.Number());
    }
}
