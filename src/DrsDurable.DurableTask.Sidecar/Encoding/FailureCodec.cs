using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>A failure and its chain of inner failures.</summary>
public static class FailureCodec
{
    private const int MaximumDepth = 64;

    /// <summary>Until properties came, this byte was a flag: 0 and 1 mean what they did.</summary>
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        NonRetriable = 1,
        Properties = 2,
    }

    /// <summary>The stored form of a failure, <see langword="null"/> for none.</summary>
    public static ReadOnlyMemory<byte>? Encode(FailureDetails? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var writer = CompactWriter.Begin();
        Write(writer, failure);
        return writer.Finish();
    }

    public static FailureDetails? Decode(ReadOnlyMemory<byte> content) => Read(new CompactReader(content));

    internal static void Write(CompactWriter writer, FailureDetails? failure)
    {
        var depth = 0;
        for (var current = failure; current is not null && depth < MaximumDepth; current = current.InnerFailure)
        {
            depth++;
        }

        writer.Unsigned((ulong)depth);
        for (var current = failure; depth > 0; depth--, current = current.InnerFailure)
        {
            writer.Text(current!.ErrorType);
            writer.Text(current.ErrorMessage);
            writer.Text(current.StackTrace);
            writer.Byte((byte)((current.IsNonRetriable ? Parts.NonRetriable : Parts.None) | (current.Properties is null ? Parts.None : Parts.Properties)));
            if (current.Properties is { } properties)
            {
                writer.Text(properties);
            }
        }
    }

    internal static FailureDetails? Read(CompactReader reader)
    {
        FailureDetails? failure = null;
        foreach (var level in reader.List(() => ReadLevel(reader)).Reverse())
        {
            failure = level with { InnerFailure = failure };
        }

        return failure;
    }

    private static FailureDetails ReadLevel(CompactReader reader)
    {
        var failure = new FailureDetails(reader.RequiredText(), reader.RequiredText(), reader.Text());
        var parts = (Parts)reader.Byte();
        return (parts & ~(Parts.NonRetriable | Parts.Properties)) == 0
            ? failure with
            {
                IsNonRetriable = parts.HasFlag(Parts.NonRetriable),
                Properties = parts.HasFlag(Parts.Properties) ? reader.RequiredText() : null,
            }
            : throw new UndecodableContentException($"a failure has unknown parts ({(int)parts})");
    }
}
