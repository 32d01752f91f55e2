using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>Exactly one scheduled task.</summary>
internal readonly record struct ActivityKey(string InstanceId, string Life, int Generation, int TaskId);

/// <summary>An activity this process has started and whose outcome is not yet in a committed batch.</summary>
internal sealed class RunningActivity(ActivityTable table, ActivityKey key, TaskScheduledEvent scheduled)
{
    /// <summary>Of the lease under which it was started.</summary>
    public ActivityTable Table { get; } = table;

    public ActivityKey Key { get; } = key;

    public TaskScheduledEvent Scheduled { get; } = scheduled;

    public CancellationTokenSource OwnershipLost { get; } = new();

    public ActivityDelivery? Delivery { get; set; }

    public ResponseContent? Outcome { get; set; }

    public bool IsCancelled { get; set; }

    /// <summary>Times a worker gave it back.</summary>
    public int Abandoned { get; set; }
}

/// <summary>
/// The activities running in this process. It outlives the reload of an instance, so that a reload never starts one twice.
/// </summary>
internal sealed class ActivityTable
{
    private readonly WorkItemDispatch dispatch;
    private readonly WorkInProgress work;
    private readonly HubMetrics metrics;
    private readonly Action<RunningActivity> refused;
    private readonly Lock gate = new();
    private readonly Dictionary<ActivityKey, RunningActivity> running = [];
    private bool closed;

    public ActivityTable(WorkItemDispatch dispatch, WorkInProgress work, HubMetrics metrics)
    {
        this.dispatch = dispatch;
        this.work = work;
        this.metrics = metrics;
        refused = activity => Cancel(activity.Key);
    }

    /// <summary>Starts the task unless it runs already.</summary>
    /// <returns>Its outcome if it has finished already.</returns>
    public ResponseContent? Start(ActivityKey key, TaskScheduledEvent scheduled)
    {
        RunningActivity activity;
        lock (gate)
        {
            if (running.TryGetValue(key, out var known))
            {
                return known.Outcome;
            }

            if (closed)
            {
                return null;
            }

            activity = new RunningActivity(this, key, scheduled);
            running.Add(key, activity);
            work.Enter();
        }

        metrics.ActivityStarted(scheduled.Name);
        Offer(activity);
        return null;
    }

    /// <summary>Offers it (again) to the workers.</summary>
    public void Offer(RunningActivity activity)
    {
        ActivityDelivery delivery;
        lock (gate)
        {
            if (activity.IsCancelled)
            {
                work.Exit();
                return;
            }

            var token = InstanceLife.NewRandom();
            var scheduled = activity.Scheduled;
            delivery = new ActivityDelivery(token, activity, new ActivityWorkItem(
                token,
                activity.Key.InstanceId,
                activity.Key.TaskId,
                scheduled.Name,
                scheduled.Version,
                scheduled.Input,
                scheduled.Tags,
                activity.OwnershipLost.Token)
            {
                TraceParent = scheduled.TraceParent,
            }, refused);
            activity.Delivery = delivery;
        }

        dispatch.Offer(delivery);
    }

    /// <summary>Notes the outcome. The caller hands it to the instance, then calls <see cref="WorkInProgress.Exit"/>.</summary>
    /// <returns><see langword="false"/> if nobody waits for it any more.</returns>
    public bool Complete(RunningActivity activity, ResponseContent outcome)
    {
        lock (gate)
        {
            activity.Outcome = outcome;
            activity.Delivery = null;
            return !activity.IsCancelled;
        }
    }

    /// <summary>Its outcome is in a committed batch.</summary>
    public void Forget(ActivityKey key)
    {
        lock (gate)
        {
            if (running.Remove(key, out var activity))
            {
                activity.OwnershipLost.Dispose();
            }
        }
    }

    /// <summary>The task no longer waits: its generation is closed or its instance has ended.</summary>
    public void Cancel(ActivityKey key)
    {
        RunningActivity? activity;
        var neverStarted = false;
        lock (gate)
        {
            if (!running.Remove(key, out activity))
            {
                return;
            }

            activity.IsCancelled = true;
            if (activity.Delivery is { HandedOut: false } delivery)
            {
                dispatch.Withdraw(delivery);
                neverStarted = true;
            }
        }

        activity.OwnershipLost.Cancel();
        if (neverStarted)
        {
            work.Exit();
        }
    }

    /// <summary>Activities whose outcome no batch holds yet.</summary>
    public IReadOnlyList<RunningActivity> Finished()
    {
        lock (gate)
        {
            return [.. running.Values.Where(activity => activity.Outcome is not null)];
        }
    }

    /// <summary>Forgets what runs for an instance, as if it ran no more.</summary>
    public void CancelAllOf(string instanceId)
    {
        List<ActivityKey> keys;
        lock (gate)
        {
            keys = [.. running.Keys.Where(key => key.InstanceId == instanceId)];
        }

        foreach (var key in keys)
        {
            Cancel(key);
        }
    }

    /// <summary>This process may no longer act for anything.</summary>
    public void CancelAll()
    {
        List<ActivityKey> keys;
        lock (gate)
        {
            closed = true;
            keys = [.. running.Keys];
        }

        foreach (var key in keys)
        {
            Cancel(key);
        }
    }
}
