using System.Diagnostics;

namespace DrsDurable.DurableTask.Sidecar.Tracing;

/// <summary>
/// The spans of durable tasks, named and tagged as Microsoft's SDKs do. Tags never hold inputs, outputs or error messages.
/// </summary>
public static class DurableTaskTraces
{
    /// <summary>Name of the activity source, for whoever wants to listen.</summary>
    public const string SourceName = "DrsDurable.DurableTask";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary><c>orchestration:Name</c>, or <c>orchestration:Name@(version)</c>.</summary>
    /// <param name="kind">create_orchestration, orchestration, activity or orchestration_event.</param>
    public static string SpanName(string kind, string name, string? version = null) =>
        string.IsNullOrEmpty(version) ? $"{kind}:{name}" : $"{kind}:{name}@({version})";

    /// <summary>A span of which somebody waits for the end now; <see langword="null"/> if nobody listens.</summary>
    /// <param name="kind">The first word of the span's name.</param>
    /// <param name="traceParent">W3C; <see langword="null"/> = the current span.</param>
    public static Activity? Start(ActivityKind role, string kind, string name, string? version, string? traceParent = null)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = Activity.Current?.Context ?? default;
        if (traceParent is not null && !ActivityContext.TryParse(traceParent, null, isRemote: true, out parent))
        {
            return null;
        }

        var span = Source.StartActivity(SpanName(kind, name, version), role, parent);
        span?.SetTag(TraceTags.Name, name);
        if (!string.IsNullOrEmpty(version))
        {
            span?.SetTag(TraceTags.Version, version);
        }

        return span;
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="errorType">A type name, never a message: messages may hold what tasks were given.</param>
    public static void Fail(Activity? span, string errorType)
    {
        span?.SetTag(TraceTags.ErrorType, errorType);
        span?.SetStatus(ActivityStatusCode.Error, errorType);
    }
}
