using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Encoding;

/// <summary>A failure and its chain of inner failures.</summary>
public static class FailureCodec
{
    private const int MaximumDepth = 64;

    /// <summary>The stored form of a failure, <see langword="null"/> for none.</summary>
    public static ReadOnlyMemory<byte>? Encode(FailureDetails? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var writer = new CompactWriter();
        Write(writer, failure);
        return writer.Written;
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
            writer.Flag(current.IsNonRetriable);
        }
    }

    internal static FailureDetails? Read(CompactReader reader)
    {
        var levels = reader.List(() => (Type: reader.RequiredText(), Message: reader.RequiredText(), Stack: reader.Text(), Final: reader.Flag()));
        FailureDetails? failure = null;
        foreach (var level in levels.Reverse())
        {
            failure = new FailureDetails(level.Type, level.Message, level.Stack, failure, level.Final);
        }

        return failure;
    }
}
