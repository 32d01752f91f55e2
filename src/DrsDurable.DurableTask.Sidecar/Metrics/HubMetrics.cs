using System.Diagnostics.Metrics;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Metrics;

/// <summary>
/// What a hub counts and measures. Each hub has a meter of its own, so that several in one process are told apart by the tag
/// <c>durabletask.hub</c> and leave nothing behind when they end. While nobody listens an instrument costs one comparison.
/// </summary>
internal sealed class HubMetrics : IDisposable
{
    /// <summary>Name of the meter, for whoever wants to listen.</summary>
    public const string MeterName = "DrsDurable.DurableTask.Hub";

    /// <summary>The reason for dropping a message that waits for its turn already.</summary>
    public const string Waiting = "waiting";

    private readonly Meter meter;
    private readonly Counter<long> orchestrationsStarted;
    private readonly Counter<long> orchestrationsCompleted;
    private readonly Histogram<double> orchestrationDuration;
    private readonly Histogram<double> turnDuration;
    private readonly Histogram<int> turnEvents;
    private readonly Counter<long> appends;
    private readonly Histogram<int> appendSize;
    private readonly Histogram<double> storeDuration;
    private readonly Counter<long> activitiesStarted;
    private readonly Counter<long> activitiesCompleted;
    private readonly Counter<long> messagesDropped;
    private readonly Counter<long> redeliveries;
    private readonly Counter<long> loads;
    private readonly Counter<long> quarantines;
    private readonly Counter<long> deadLetters;
    private readonly UpDownCounter<long> unsent;

    public HubMetrics(string hubName)
    {
        meter = new Meter(new MeterOptions(MeterName) { Tags = [new("durabletask.hub", hubName)], Scope = this });
        orchestrationsStarted = meter.CreateCounter<long>("durabletask.orchestrations.started", "{orchestration}", "Orchestrations whose first turn was committed");
        orchestrationsCompleted = meter.CreateCounter<long>("durabletask.orchestrations.completed", "{orchestration}", "Executions that ended, by status; ContinuedAsNew ends one generation");
        orchestrationDuration = meter.CreateHistogram<double>("durabletask.orchestration.duration", "s", "Domain time from an execution's first turn to its end");
        turnDuration = meter.CreateHistogram<double>("durabletask.turn.duration", "s", "Machine time from offering a turn to the workers to its answer");
        turnEvents = meter.CreateHistogram<int>("durabletask.turn.events", "{event}", "History events a turn added");
        appends = meter.CreateCounter<long>("durabletask.appends", "{batch}", "Batches handed to the store; conflict is a fence that was hit");
        appendSize = meter.CreateHistogram<int>("durabletask.append.size", "By", "Stored bytes of a batch");
        storeDuration = meter.CreateHistogram<double>("durabletask.store.operation.duration", "s", "Machine time of one attempt of a store operation");
        activitiesStarted = meter.CreateCounter<long>("durabletask.activities.started", "{activity}", "Activities offered to the workers for the first time by this process");
        activitiesCompleted = meter.CreateCounter<long>("durabletask.activities.completed", "{activity}", "Activity outcomes taken from workers");
        messagesDropped = meter.CreateCounter<long>("durabletask.messages.dropped", "{message}", "Arrivals that changed nothing, by reason");
        redeliveries = meter.CreateCounter<long>("durabletask.redeliveries", "{work_item}", "Work handed out again, by kind and reason");
        loads = meter.CreateCounter<long>("durabletask.instances.loaded", "{instance}", "Instances rebuilt from their histories");
        quarantines = meter.CreateCounter<long>("durabletask.quarantines", "{instance}", "Instances that were set aside because they cannot be run");
        deadLetters = meter.CreateCounter<long>("durabletask.messages.dead_lettered", "{message}", "Messages that were set aside because they cannot be read");
        unsent = meter.CreateUpDownCounter<long>("durabletask.messages.unsent", "{message}", "Messages of committed batches not yet confirmed by the store");
    }

    /// <summary>Adds what is read when somebody asks: how much waits, runs and stands still.</summary>
    public void Observe(HubGauges read)
    {
        meter.CreateObservableGauge(
            "durabletask.backlog",
            () => new Measurement<int>[]
            {
                new(read.ArrivalsWaiting(), new KeyValuePair<string, object?>("kind", "arrivals")),
                new(read.TurnsWaiting(), new KeyValuePair<string, object?>("kind", "turns")),
                new(read.ActivitiesWaiting(), new KeyValuePair<string, object?>("kind", "activities")),
            },
            "{item}",
            "Arrivals that wait for their instances' turns; turns and activities that wait for a worker");
        meter.CreateObservableGauge(
            "durabletask.instances",
            () => new Measurement<int>[]
            {
                new(Math.Max(0, read.Active() - read.Parked()), new KeyValuePair<string, object?>("state", "running")),
                new(read.Parked(), new KeyValuePair<string, object?>("state", "parked")),
                new(read.Quarantined(), new KeyValuePair<string, object?>("state", "quarantined")),
            },
            "{instance}",
            "Instances that have not ended: in memory, waiting outside of memory, or set aside");
        meter.CreateObservableGauge("durabletask.activities.running", read.ActivitiesRunning, "{activity}", "Activities workers have in hand");
        meter.CreateObservableGauge("durabletask.dead_letters", read.DeadLetters, "{message}", "Dead letters nobody has settled");
    }

    public void Dispose() => meter.Dispose();

    /// <summary>Whether a turn's duration is wanted; otherwise nobody reads the clock for it.</summary>
    public bool TimesTurns => turnDuration.Enabled;

    public bool TimesStore => storeDuration.Enabled;

    public void Turn(string name, string outcome, TimeSpan taken) =>
        turnDuration.Record(taken.TotalSeconds, new("durabletask.task.name", name), new("outcome", outcome));

    /// <param name="begun">Domain time of the execution's first turn.</param>
    public void Committed(string name, Batch batch, int bytes, DateTime begun)
    {
        appends.Add(1, new KeyValuePair<string, object?>("outcome", "committed"));
        appendSize.Record(bytes);
        turnEvents.Record(batch.Events.Count);
        if (!orchestrationsStarted.Enabled && !orchestrationsCompleted.Enabled && !orchestrationDuration.Enabled)
        {
            return;
        }

        foreach (var historyEvent in batch.Events)
        {
            if (historyEvent is ExecutionStartedEvent)
            {
                orchestrationsStarted.Add(1, new KeyValuePair<string, object?>("durabletask.task.name", name));
            }
            else if (historyEvent is ExecutionCompletedEvent ended)
            {
                var status = new KeyValuePair<string, object?>("durabletask.task.status", ended.Status.ToString());
                orchestrationsCompleted.Add(1, new("durabletask.task.name", name), status);
                orchestrationDuration.Record((batch.Stamp - begun).TotalSeconds, new("durabletask.task.name", name), status);
            }
        }
    }

    public void Refused() => appends.Add(1, new KeyValuePair<string, object?>("outcome", "conflict"));

    public void StoreCall(string operation, string outcome, TimeSpan taken) =>
        storeDuration.Record(taken.TotalSeconds, new("operation", operation), new("outcome", outcome));

    public void ActivityStarted(string name) => activitiesStarted.Add(1, new KeyValuePair<string, object?>("durabletask.task.name", name));

    public void ActivityCompleted(string name, bool failed) =>
        activitiesCompleted.Add(1, new("durabletask.task.name", name), new("outcome", failed ? "failed" : "succeeded"));

    public void Dropped(DroppedArrivals dropped)
    {
        if (dropped != default)
        {
            Dropped("duplicate", dropped.Duplicates);
            Dropped("late_response", dropped.LateResponses);
            Dropped("other_life", dropped.ForOtherLives);
            Dropped("ended", dropped.AfterTheEnd);
        }
    }

    /// <param name="reason">duplicate, waiting, late_response, other_life, ended or no_target.</param>
    public void Dropped(string reason, int count = 1)
    {
        if (count > 0)
        {
            messagesDropped.Add(count, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <param name="kind">turn or activity.</param>
    /// <param name="reason">held, expired or abandoned.</param>
    public void Redelivered(string kind, string reason) => redeliveries.Add(1, new("kind", kind), new("reason", reason));

    public void Loaded() => loads.Add(1);

    public void Quarantined() => quarantines.Add(1);

    public void DeadLettered() => deadLetters.Add(1);

    public void Unsent(int change) => unsent.Add(change);
}

/// <summary>Where the gauges are read.</summary>
internal sealed record HubGauges(
    Func<int> ArrivalsWaiting,
    Func<int> TurnsWaiting,
    Func<int> ActivitiesWaiting,
    Func<int> ActivitiesRunning,
    Func<int> Active,
    Func<int> Parked,
    Func<int> Quarantined,
    Func<int> DeadLetters);
