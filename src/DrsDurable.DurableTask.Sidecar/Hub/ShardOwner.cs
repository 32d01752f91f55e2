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

/// <summary>
/// Owns a shard's active instances for as long as its lease lasts: keeps them in memory, brings messages to them, loads what the
/// store holds. Once the lease is lost nothing of it acts any more; the next lease gets an owner of its own.
/// </summary>
internal sealed partial class ShardOwner : IDisposable
{
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<string, ActiveInstance> instances = new(StringComparer.Ordinal);
    private readonly HubNode node;
    private readonly ILogger logger;
    private int activeInstances;
    private int parkedInstances;
    private int waitingArrivals;
    private int deadLetters;
    private volatile bool draining;

    public ShardOwner(HubNode node, Action<ShardOwner> lost)
    {
        this.node = node;
        this.lost = lost;
        logger = node.Logger;
        Stopped = stopped.Token;
        Retry = new StoreRetry(Work, Clocks.Machine, Metrics, logger, Stopped);
        Activities = new ActivityTable(Dispatch, Work, Metrics);
        TurnLocks = new TurnLocks(Options.TurnLock, Clocks.Machine, IsStillWaiting);
        Timers = new DurableTimers<ActiveInstance>(Clocks.Domain, FellDue);
        Parking = new InstanceParking(this);
        loads = new SemaphoreSlim(Options.MaximumConcurrentLoads);
    }

    public IHubStore Store => node.Store;

    public TaskHubOptions Options => node.Options;

    public TaskHubClocks Clocks => node.Clocks;

    public WorkInProgress Work => node.Work;

    public InstanceWatches Watches => node.Watches;

    public WorkItemDispatch Dispatch => node.Dispatch;

    public ActivityTable Activities { get; }

    public DurableTimers<ActiveInstance> Timers { get; }

    public InstanceParking Parking { get; }

    public TurnLocks TurnLocks { get; }

    public StoreRetry Retry { get; }

    public HubMetrics Metrics => node.Metrics;

    public ILogger Logger => logger;

    /// <summary>Cancelled when nothing may be done any more.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>No new turn begins.</summary>
    public bool IsDraining => draining;

    public int ActiveInstances => IsDropped ? 0 : Volatile.Read(ref activeInstances);

    /// <summary>Active instances that wait outside of memory.</summary>
    public int ParkedInstances => IsDropped ? 0 : Volatile.Read(ref parkedInstances);

    public int WaitingArrivals => IsDropped ? 0 : Volatile.Read(ref waitingArrivals);

    /// <summary>Messages set aside, as counted at the last sweep and since.</summary>
    public int DeadLetters => Volatile.Read(ref deadLetters);

    public DateTime Now => Clocks.Domain.GetUtcNow().UtcDateTime;

    public DateTime MachineNow => Clocks.Machine.GetUtcNow().UtcDateTime;

    public ActiveInstance? Find(string instanceId) => instances.GetValueOrDefault(instanceId);

    public void CountArrivals(int change) => Interlocked.Add(ref waitingArrivals, change);

    /// <summary>Runs an instance that was just created.</summary>
    public void Begin(InstanceHead created, string? input)
    {
        var runner = new InstanceRunner(this, new InstanceState(created, input) { Safeguards = Options.Safeguards }, created);
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

    public void Drain() => draining = true;

    public void Stop()
    {
        Drain();
        stopped.Cancel();
        Activities.CancelAll();
        Parking.Dispose();
        Timers.Dispose();
        TurnLocks.Dispose();
    }

    public void Dispose()
    {
        Stop();
        sweeping.Dispose();
        loads.Dispose();
    }

    /// <summary>A turn that no worker has been given is in nobody's hands: it cannot have been lost there.</summary>
    private bool IsStillWaiting(TurnDelivery turn)
    {
        if (!turn.HandedOut)
        {
            LogNoWorker(turn.Item.InstanceId, Options.TurnLock);
            return true;
        }

        Dispatch.Withdraw(turn);
        turn.TryAnswer(new TurnAnswer.Expired());
        return false;
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

            if (MessageIds.IsRewind(message.Id))
            {
                await RewindAsync(message).ConfigureAwait(false);
            }
            else if (!quarantined.ContainsKey(message.TargetInstanceId))
            {
                // Stable grounds: the target does not exist or has ended.
                Metrics.Dropped("no_target");
                await UnderLeaseAsync("delete message", token => Store.DeleteMessagesAsync(Lease, [message.Key], token)).ConfigureAwait(false);
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
            await UnderLeaseAsync("dead-letter", token => Store.DeadLetterAsync(Lease, key, reason, token)).ConfigureAwait(false);
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

    [LoggerMessage(LogLevel.Debug, "No worker has taken the turn of {InstanceId} for {Time}: it waits on. Workers are busy, or none serves its orchestrator.")]
    private partial void LogNoWorker(string instanceId, TimeSpan time);
}
