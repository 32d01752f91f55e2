using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// A task hub on a store: remembers orchestrations, hands their work to workers, and answers clients. Several may be opened on
/// the same store one after another, never at once.
/// </summary>
public sealed partial class TaskHub : ITaskHubClient, ITaskHubInspector, IWorkItemSource, IAsyncDisposable
{
    private readonly HubNode node;
    private readonly TaskHubOptions options;
    private readonly TaskHubClocks clocks;
    private readonly ILogger logger;
    private readonly List<ITimer> periodic = [];
    private readonly CancellationTokenSource closed = new();
    private volatile ShardOwner shard;
    private volatile TaskCompletionSource owning;
    private long lastStamp;
    private int sweeping;
    private int renewing;

    public TaskHub(IHubStore store, TaskHubOptions options, TaskHubClocks clocks, ILogger<TaskHub> logger)
    {
        this.options = options;
        this.clocks = clocks;
        this.logger = logger;
        node = new HubNode(store, options, clocks, logger);
        shard = new ShardOwner(node, OnShardLost);
        owning = NewOwning();
        node.Metrics.Observe(new HubGauges(
            () => shard.WaitingArrivals,
            () => node.Dispatch.WaitingTurns,
            () => node.Dispatch.WaitingActivities,
            () => node.Dispatch.ActivitiesOut,
            () => shard.ActiveInstances,
            () => shard.ParkedInstances,
            () => shard.Quarantined.Count,
            () => shard.DeadLetters));
    }

    /// <summary>Nothing is running, being sent or loaded, and nothing is ready to: only a request, a timer or a clock brings more.
    /// Work a worker holds counts as running.</summary>
    public bool IsIdle => node.Work.IsIdle;

    /// <summary>Domain time of the earliest durable timer or delayed start; <see langword="null"/> if there is none.</summary>
    public DateTime? NextDue => shard.Timers.NextDue;

    /// <summary>Shards this process acts for: 1 once started, 0 while another process has taken it over.</summary>
    public int ShardsOwned => owning.Task.IsCompletedSuccessfully && !shard.Stopped.IsCancellationRequested ? 1 : 0;

    /// <summary>Instances that have not ended.</summary>
    public int ActiveInstances => shard.ActiveInstances;

    /// <summary>Those of them that wait outside of memory.</summary>
    public int ParkedInstances => shard.ParkedInstances;

    /// <summary>Messages and results waiting for their instances' next turns.</summary>
    public int Backlog => shard.WaitingArrivals;

    /// <summary>Instances that are not run, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Quarantined => shard.Quarantined;

    /// <summary>Tasks for which work waits that no attached worker serves.</summary>
    public IReadOnlyList<UnservedTask> Unserved => node.Dispatch.Unserved;

    /// <summary>Completes once the hub is idle; it may be busy again by the time the caller looks.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken) => node.Work.WhenIdle.WaitAsync(cancellationToken);

    /// <summary>Opens the store and takes over every active instance.</summary>
    /// <exception cref="TaskHubOpenException">Another process owns the hub, or the store cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var askedAt = clocks.Machine.GetTimestamp();
            var opened = await node.Store.OpenAsync(options.Name, InstanceLife.NewRandom(), cancellationToken).ConfigureAwait(false);
            if (opened is not { Outcome: OpenOutcome.Opened, Lease: { } lease })
            {
                throw new TaskHubOpenException(opened.Outcome, opened.Detail ?? opened.Outcome.ToString());
            }

            shard.Hold(lease, askedAt);
            await shard.TakeOverAsync().ConfigureAwait(false);
            Every(options.TimerRecheck, clocks.Machine, () => shard.Timers.Recheck());
            Every(options.SweepInterval, clocks.Machine, () => Begin(SweepOnceAsync));
            if (lease.Term is { } term && options.LeaseRenewal != Timeout.InfiniteTimeSpan)
            {
                Every(options.LeaseRenewal < term / 3 ? options.LeaseRenewal : term / 3, clocks.Machine, BeginRenewal);
            }

            owning.TrySetResult();
            if (options.SweepInterval != Timeout.InfiniteTimeSpan)
            {
                Begin(shard.CountDeadLettersAsync);
            }

            LogStarted(options.Name, shard.ActiveInstances, shard.ParkedInstances);
        }
        catch (Exception exception)
        {
            owning.TrySetException(exception);
            throw;
        }
    }

    /// <summary>
    /// Stops gracefully: no new turns; what workers hold may finish within the drain limit, and the results of activities that end
    /// after their instance's last turn are kept for the next start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        shard.Drain();
        PauseDispatch();
        try
        {
            await node.Work.WhenIdle.WaitAsync(options.DrainTimeout, clocks.Machine, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogDrainEnded(options.DrainTimeout);
        }

        try
        {
            foreach (var activity in shard.Activities.Finished())
            {
                await KeepForNextStartAsync(activity.Key, activity.Outcome!).WaitAsync(options.DrainTimeout, clocks.Machine, cancellationToken).ConfigureAwait(false);
            }

            await shard.Parking.ParkAllAsync().WaitAsync(options.DrainTimeout, clocks.Machine, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogDrainEnded(options.DrainTimeout);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends at once, as a crash would: nothing committed is lost, activities under way will be started again.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var timer in periodic)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        periodic.Clear();
        await closed.CancelAsync().ConfigureAwait(false);
        shard.Dispose();
        PauseDispatch();
        node.Dispatch.Close();
        node.Metrics.Dispose();
        owning.TrySetException(new ObjectDisposedException(nameof(TaskHub)));
        await node.Store.DisposeAsync().ConfigureAwait(false);
    }

    private void Every(TimeSpan period, TimeProvider time, Action action)
    {
        if (period != Timeout.InfiniteTimeSpan)
        {
            periodic.Add(time.CreateTimer(static state => ((Action)state!)(), action, period, period));
        }
    }

    private void Begin(Func<Task> sweep)
    {
        if (Interlocked.Exchange(ref sweeping, 1) == 0)
        {
            _ = SweepAsync(sweep);
        }
    }

    private async Task SweepAsync(Func<Task> sweep)
    {
        try
        {
            await sweep().ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped) when (closed.IsCancellationRequested || shard.Stopped.IsCancellationRequested)
        {
            LogOwnerStopped(stopped);
        }
#pragma warning disable CA1031 // nobody awaits a sweep: its failure is reported and the next one tries again
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogSweepFailed(exception);
        }
        finally
        {
            Volatile.Write(ref sweeping, 0);
        }
    }

    private void PauseDispatch()
    {
        foreach (var unseen in node.Dispatch.Pause())
        {
            unseen.Refuse();
        }
    }

    /// <summary>Strictly increasing, so that the messages of one client keep their order.</summary>
    private long NextStamp()
    {
        while (true)
        {
            var last = Interlocked.Read(ref lastStamp);
            var next = Math.Max(shard.Now.Ticks, last + 1);
            if (Interlocked.CompareExchange(ref lastStamp, next, last) == last)
            {
                return next;
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Task hub {Name} started with {ActiveInstances} active instances, {ParkedInstances} of them parked.")]
    private partial void LogStarted(string name, int activeInstances, int parkedInstances);

    [LoggerMessage(LogLevel.Warning, "Work was still under way after {DrainTimeout}; activities will be started again at the next start.")]
    private partial void LogDrainEnded(TimeSpan drainTimeout);

    [LoggerMessage(LogLevel.Error, "A sweep of the store failed.")]
    private partial void LogSweepFailed(Exception exception);
}

/// <summary>A task hub could not be opened.</summary>
public sealed class TaskHubOpenException(OpenOutcome outcome, string detail) : Exception(detail)
{
    public OpenOutcome Outcome { get; } = outcome;
}
