using System.Diagnostics;

namespace DrsDurable.Testing.Telemetry;

/// <summary>Records every span of some sources, of one trace at a time: the one the test began.</summary>
public sealed class RecordedTraces : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Activity> ended = [];
    private readonly ActivityListener listener;

    public RecordedTraces(params string[] sources)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name, StringComparer.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Sampled(options.Parent),
            ActivityStopped = activity =>
            {
                lock (gate)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Ended spans of the trace, in the order in which they were handed over.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace)
    {
        lock (gate)
        {
            return [.. ended.Where(span => span.TraceId == trace)];
        }
    }

    public void Dispose() => listener.Dispose();

    /// <summary>As OpenTelemetry does by default: what the caller records is recorded.</summary>
    private static ActivitySamplingResult Sampled(ActivityContext parent) =>
        parent == default || parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.None;
}
