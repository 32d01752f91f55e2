using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DrsDurable.DurableTask.Sidecar.Tracing;

/// <summary>A span that is known only when it has ended: its parts may have run in several processes.</summary>
/// <param name="Name">Of the span.</param>
/// <param name="Id">The same whoever emits it.</param>
/// <param name="Start">Domain time.</param>
/// <param name="End">Domain time.</param>
/// <param name="ErrorType"><see langword="null"/> if it went well.</param>
internal sealed record RecordedSpan(
    string Name,
    ActivityKind Role,
    ActivitySpanId Id,
    ActivityContext Parent,
    DateTime Start,
    DateTime End,
    IReadOnlyList<KeyValuePair<string, object?>> Tags,
    string? ErrorType)
{
    /// <summary>Hands the span to whoever listens.</summary>
    /// <param name="ahead">By how much domain time is ahead of machine time now. Spans are shown in machine time: what takes
    /// domain time keeps its length and ends when it ended.</param>
    public void Emit(TimeSpan ahead)
    {
        using var span = DurableTaskTraces.Source.StartActivity(Role, Parent, Tags, links: null, new DateTimeOffset(Start - ahead), Name);
        if (span is null)
        {
            return;
        }

        // There is no other way to give a span the id under which others already call it their parent.
        SpanId(span) = Id.ToHexString();
        CachedId(span) = null;
        if (ErrorType is not null)
        {
            DurableTaskTraces.Fail(span, ErrorType);
        }

        span.SetEndTime(End - ahead);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanId(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? CachedId(Activity activity);
}
