using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Timers;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>Owns a shard's active instances: keeps them in memory, brings messages to them, loads what the store holds.</summary>
internal sealed partial class ShardOwner : IDisposable
{
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<string, ActiveInstance> instances = new(StringComparer.Ordinal);
    private readonly ILogger logger;
    private int activeInstances;
    private int parkedInstances;
    private int waitingArrivals;
    private int deadLetters;
    private volatile bool draining;

    public ShardOwner(IHubStore store, TaskHubOptions options, TaskHubClocks clocks, ILogger logger)
    {
        Store = store;
        Options = options;
        Clocks = clocks;
        this.logger = logger;
        Stopped = stopped.Token;
        Metrics = new HubMetrics(options.Name);
        Retry = new StoreRetry(Work, clocks.Machine, Metrics, logger, Stopped);
        Dispatch = new WorkItemDispatch(options.MaximumConcurrentTurns, options.MaximumConcurrentActivities, logger);
        Activities = new ActivityTable(Dispatch, Work, Metrics);
        Timers = new DurableTimers<ActiveInstance>(clocks.Domain, FellDue);
        Parking = new InstanceParking(this);
        loads = new SemaphoreSlim(options.MaximumConcurrentLoads);
        Metrics.Observe(new HubGauges(
            () => WaitingArrivals,
            () => Dispatch.WaitingTurns,
            () => Dispatch.WaitingActivities,
            () => Dispatch.ActivitiesOut,
            () => ActiveInstances,
            () => quarantined.Count,
            () => DeadLetters));
    }

    public IHubStore Store { get; }

    public TaskHubOptions Options { get; }

    public TaskHubClocks Clocks { get; }

    public WorkInProgress Work { get; } = new();

    public InstanceWatches Watches { get; } = new();

    public WorkItemDispatch Dispatch { get; }

    public ActivityTable Activities { get; }

    public DurableTimers<ActiveInstance> Timers { get; }

    public InstanceParking Parking { get; }

    public StoreRetry Retry { get; }

    public HubMetrics Metrics { get; }

    public ILogger Logger => logger;

    public ShardLease Lease { get; private set; } = new(0, "", 0);

    /// <summary>Cancelled when nothing may be done any more.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>No new turn begins.</summary>
    public bool IsDraining => draining;

    public int ActiveInstances => Volatile.Read(ref activeInstances);

    /// <summary>Active instances that wait outside of memory.</summary>
    public int ParkedInstances => Volatile.Read(ref parkedInstances);

    public int WaitingArrivals => Volatile.Read(ref waitingArrivals);

    /// <summary>Messages set aside, as counted at the last sweep and since.</summary>
    public int DeadLetters => Volatile.Read(ref deadLetters);

    public DateTime Now => Clocks.Domain.GetUtcNow().UtcDateTime;

    public DateTime MachineNow => Clocks.Machine.GetUtcNow().UtcDateTime;

    public ActiveInstance? Find(string instanceId) => instances.GetValueOrDefault(instanceId);

    public void CountArrivals(int change) => Interlocked.Add(ref waitingArrivals, change);

    /// <summary>Runs an instance that was just created.</summary>
    public void Begin(InstanceHead created, string? input)
    {
        var runner = new InstanceRunner(this, new InstanceState(created, input), created);
        while (!TryHold(runner))
        {
            if (!instances.TryGetValue(created.InstanceId, out var other))
            {
                continue;
            }

            if (string.Equals(other.Life, created.Life, StringComparison.Ordinal))
            {
                // A sweep has found it already.
                break;
            }

            // The life it replaced has ended in the store and is about to leave.
            if (instances.TryUpdate(created.InstanceId, runner, other))
            {
                break;
            }
        }

        runner.Kick();
        Watches.Changed(created.InstanceId);
    }

    /// <summary>Nothing of the instance is left to do here: it has ended, and everything it had to send and show is durable; or it cannot be run.</summary>
    public void Leave(InstanceRunner runner)
    {
        runner.Detach();
        Timers.Set(runner, null);
        Watches.Changed(runner.InstanceId);
    }

    /// <summary>Hands a durable message to its target, loading or judging the target if it is not in memory.</summary>
    public void Deliver(InboxMessage message)
    {
        if (instances.ContainsKey(message.TargetInstanceId))
        {
            if (!TryDecode(message, out var content) || TryPost(message.TargetInstanceId, new Arrival(message, content)))
            {
                return;
            }
        }

        Work.Enter();
        _ = ResolveAndExitAsync(message);
    }

    /// <summary>Hands something to an active instance, waking it if it is parked.</summary>
    /// <returns><see langword="false"/> if no such instance is active here.</returns>
    public bool TryPost(string instanceId, Arrival arrival)
    {
        while (instances.TryGetValue(instanceId, out var found))
        {
            if ((found as InstanceRunner ?? Wake((ParkedInstance)found))?.TryPost(arrival) == true)
            {
                return true;
            }
        }

        return false;
    }

    public void Remove(InstanceRunner runner)
    {
        if (instances.TryRemove(new KeyValuePair<string, ActiveInstance>(runner.InstanceId, runner)))
        {
            Interlocked.Decrement(ref activeInstances);
        }
    }

    public void Drain()
    {
        draining = true;
        foreach (var unseen in Dispatch.Pause())
        {
            unseen.Refuse();
        }
    }

    public void Stop()
    {
        Drain();
        stopped.Cancel();
        Dispatch.Close();
        Activities.CancelAll();
        Parking.Dispose();
        Timers.Dispose();
    }

    public void Dispose()
    {
        Stop();
        Metrics.Dispose();
        sweeping.Dispose();
        loads.Dispose();
    }

    private async Task ResolveAndExitAsync(InboxMessage message)
    {
        try
        {
            while (await EnsureHeldAsync(message.TargetInstanceId).ConfigureAwait(false) is not null)
            {
                if (!TryDecode(message, out var content) || TryPost(message.TargetInstanceId, new Arrival(message, content)))
                {
                    return;
                }
            }

            if (!quarantined.ContainsKey(message.TargetInstanceId))
            {
                // Stable grounds: the target does not exist or has ended.
                Metrics.Dropped("no_target");
                await Retry.RunAsync("delete message", token => Store.DeleteMessagesAsync(Lease, [message.Key], token)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            LogUndelivered(message.TargetInstanceId);
        }
        finally
        {
            Work.Exit();
        }
    }

    private bool TryDecode(InboxMessage message, out MessageContent content)
    {
        try
        {
            content = MessageCodec.Decode(message.Content);
            return true;
        }
        catch (UndecodableContentException undecodable)
        {
            LogDeadLetter(message.TargetInstanceId, message.Id, undecodable.Message);
            Work.Enter();
            _ = DeadLetterAndExitAsync(message.Key, undecodable.Message);
            content = null!;
            return false;
        }
    }

    private async Task DeadLetterAndExitAsync(MessageKey key, string reason)
    {
        try
        {
            await Retry.RunAsync("dead-letter", token => Store.DeadLetterAsync(Lease, key, reason, token)).ConfigureAwait(false);
            Interlocked.Increment(ref deadLetters);
            Metrics.DeadLettered();
        }
        catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
        {
            LogUndelivered(key.TargetInstanceId);
        }
        finally
        {
            Work.Exit();
        }
    }

    [LoggerMessage(LogLevel.Error, "Message {MessageId} for instance {InstanceId} was moved to the dead letters: {Reason}")]
    private partial void LogDeadLetter(string instanceId, string messageId, string reason);

    [LoggerMessage(LogLevel.Debug, "The hub stopped before a message for {InstanceId} was delivered; it stays in the inbox.")]
    private partial void LogUndelivered(string instanceId);
}
