using System.Diagnostics.Metrics;

namespace DrsDurable.DurableTask.Worker.Metrics;

/// <summary>
/// How long a worker's code takes. Each worker has a meter of its own, told from others by the tag <c>durabletask.worker</c>.
/// While nobody listens an instrument costs one comparison and no clock is read.
/// </summary>
internal sealed class WorkerMetrics : IDisposable
{
    /// <summary>Name of the meter, for whoever wants to listen.</summary>
    public const string MeterName = "DrsDurable.DurableTask.Worker";

    private const string TaskName = "durabletask.task.name";

    private readonly TimeProvider machine = TimeProvider.System;
    private readonly Meter meter;
    private readonly Histogram<double> activityDuration;
    private readonly Histogram<double> turnDuration;
    private readonly Histogram<int> replayedEvents;

    /// <param name="worker">Its name; empty for the one without.</param>
    public WorkerMetrics(string worker)
    {
        meter = new Meter(new MeterOptions(MeterName) { Tags = [new("durabletask.worker", worker)], Scope = this });
        activityDuration = meter.CreateHistogram<double>("durabletask.worker.activity.duration", "s", "Machine time of an activity's code, with the making of its services");
        turnDuration = meter.CreateHistogram<double>("durabletask.worker.turn.duration", "s", "Machine time of an orchestrator's code in one turn, replay included");
        replayedEvents = meter.CreateHistogram<int>("durabletask.worker.turn.replayed", "{event}", "History events a turn that had to be replayed began with");
    }

    public void Dispose() => meter.Dispose();

    /// <summary>Whether an activity's duration is wanted; otherwise it takes no wrapper.</summary>
    public bool TimesActivities => activityDuration.Enabled;

    /// <returns>0 if nobody wants to know.</returns>
    public long BeginActivity() => activityDuration.Enabled ? machine.GetTimestamp() : 0;

    /// <param name="outcome">succeeded, failed, or refused: given back to the hub.</param>
    /// <param name="began">As <see cref="BeginActivity"/> said.</param>
    public void Activity(string name, string outcome, long began)
    {
        if (began != 0)
        {
            activityDuration.Record(Since(began), new(TaskName, name), new("outcome", outcome));
        }
    }

    /// <returns>0 if nobody wants to know.</returns>
    public long BeginTurn() => turnDuration.Enabled ? machine.GetTimestamp() : 0;

    /// <param name="began">As <see cref="BeginTurn"/> said.</param>
    /// <param name="isLive">The orchestrator had waited in memory.</param>
    /// <param name="past">Events before those of this turn that its code ran over.</param>
    public void Turn(string name, bool isLive, int past, long began)
    {
        if (began != 0)
        {
            turnDuration.Record(Since(began), new(TaskName, name), new("kind", isLive ? "live" : past == 0 ? "first" : "replayed"));
        }

        if (past > 0)
        {
            replayedEvents.Record(past, new KeyValuePair<string, object?>(TaskName, name));
        }
    }

    private double Since(long began) => machine.GetElapsedTime(began).TotalSeconds;
}
