using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;

namespace DrsDurable.DurableTask.Sidecar.Tracing;

/// <summary>
/// The W3C trace context of an execution's parts. Span ids are derived from the execution's id, so that every process, before and
/// after a crash, gives the same part the same id.
/// </summary>
internal static class TraceContext
{
    /// <summary>Where the spans of an execution hang.</summary>
    public static ActivitySpanId ExecutionSpan(string executionId) => Derive(executionId, -1);

    /// <summary>The context of a task of a traced execution; <see langword="null"/> if nobody records its trace.</summary>
    public static string? OfTask(string? executionTraceParent, string executionId, int taskId) =>
        executionTraceParent is not null
        && ActivityContext.TryParse(executionTraceParent, null, out var parent)
        && parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? $"00-{parent.TraceId}-{TaskSpan(executionId, taskId)}-01"
            : null;

    public static ActivitySpanId TaskSpan(string executionId, int taskId) => Derive(executionId, taskId);

    private static ActivitySpanId Derive(string executionId, int taskId)
    {
        var length = System.Text.Encoding.UTF8.GetByteCount(executionId);
        Span<byte> source = length <= 252 ? stackalloc byte[length + 4] : new byte[length + 4];
        System.Text.Encoding.UTF8.GetBytes(executionId, source);
        BinaryPrimitives.WriteInt32LittleEndian(source[length..], taskId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);

        // All zeros would be no id at all.
        hash[0] |= 1;
        return ActivitySpanId.CreateFromBytes(hash[..8]);
    }
}
