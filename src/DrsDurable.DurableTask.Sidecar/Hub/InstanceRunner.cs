using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// Runs one active instance, one turn after another: collect what arrived, ask a worker, commit, carry out what follows.
/// </summary>
internal sealed partial class InstanceRunner
{
    private readonly Lock gate = new();
    private readonly ArrivalQueue arrivals = new();
    private readonly ShardOwner shard;
    private readonly TurnCommit commit;
    private readonly ILogger logger;
    private InstanceState state;
    private LoadedInstance? toRecover;
    private bool running;
    private bool signalled;
    private bool asleep;
    private bool gone;

    /// <summary>For an instance just created, of which the store holds the head only.</summary>
    public InstanceRunner(ShardOwner shard, InstanceState state, InstanceHead shown)
    {
        this.shard = shard;
        this.state = state;
        logger = shard.Logger;
        commit = new TurnCommit(shard, this, shown);
    }

    /// <summary>For an instance read from the store, which has to be recovered first.</summary>
    public InstanceRunner(ShardOwner shard, LoadedInstance loaded)
        : this(shard, loaded.State, loaded.StoredHead)
    {
        toRecover = loaded;
        asleep = true;
    }

    public string InstanceId => state.Head.InstanceId;

    public string Life => state.Head.Life;

    /// <summary>Its history has ended; the store may not show it yet.</summary>
    public bool HasEnded => state.Completion is not null;

    public void Post(Arrival arrival)
    {
        // Terminate waits for nothing, least of all for a turn that hangs.
        var isUrgent = arrival.Content is TerminateContent && IsForThisLife(arrival);
        if (!arrivals.TryAdd(arrival, isUrgent))
        {
            shard.Metrics.Dropped(HubMetrics.Waiting);
            return;
        }

        shard.CountArrivals(1);
        if (isUrgent)
        {
            lock (gate)
            {
                if (underWay is { } turn)
                {
                    shard.Dispatch.Withdraw(turn);
                    turn.TryAnswer(new TurnAnswer.Superseded());
                }
            }
        }

        Kick();
    }

    /// <summary>A loaded instance begins to run only now, so that what its inbox holds is there before it recovers.</summary>
    public void Wake()
    {
        lock (gate)
        {
            asleep = false;
        }

        Kick();
    }

    /// <summary>There may be something to do.</summary>
    public void Kick()
    {
        lock (gate)
        {
            signalled = true;
            if (running || asleep || shard.Stopped.IsCancellationRequested)
            {
                return;
            }

            running = true;
            shard.Work.Enter();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static runner => _ = runner.RunAsync(), this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                while (await StepAsync().ConfigureAwait(false))
                {
                }
            }
            while (!Rest());
        }
        catch (Exception exception) when (shard.Stopped.IsCancellationRequested)
        {
            LogStopped(InstanceId, exception);
        }
#pragma warning disable CA1031 // whatever goes wrong with one instance must not touch the others
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await QuarantineAsync(exception).ConfigureAwait(false);
        }
        finally
        {
            shard.Work.Exit();
        }
    }

    private async Task QuarantineAsync(Exception exception)
    {
        LogBroken(InstanceId, exception);
        shard.Remove(this);
        shard.CountArrivals(-arrivals.Clear());
        shard.Timers.Set(this, null);
        try
        {
            await shard.QuarantineAsync(InstanceId, Life, exception.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped) when (shard.Stopped.IsCancellationRequested)
        {
            LogStopped(InstanceId, stopped);
        }
    }

    private bool Rest()
    {
        lock (gate)
        {
            if (signalled && !shard.IsDraining)
            {
                return false;
            }

            running = false;
            return true;
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> StepAsync()
    {
        lock (gate)
        {
            signalled = false;
            if (shard.IsDraining || gone)
            {
                return false;
            }
        }

        var offered = arrivals.Offer(shard.Options.Limits.TurnArrivals);
        if (toRecover is { } loaded)
        {
            await RecoverAsync(loaded).ConfigureAwait(false);
            toRecover = null;
        }

        var input = TurnInput.Collect(state, offered, shard.Now, shard.MachineNow, shard.Options.Limits);
        if (HasEnded)
        {
            return await DiscardAsync(input).ConfigureAwait(false);
        }

        if (input.Terminate is { } terminate)
        {
            return await CommitAsync(TurnComposer.Terminated(state, input, terminate), input).ConfigureAwait(false);
        }

        if (!state.HasStarted && state.Head.Generation == 0 && state.Head.StartAt > state.Reached(shard.Now))
        {
            return input.Arrived.Count > 0
                ? await CommitAsync(TurnComposer.BeforeStart(state, input), input).ConfigureAwait(false)
                : await DiscardAsync(input).ConfigureAwait(false);
        }

        if (state.HasStarted && input.Arrived.Count == 0)
        {
            return await DiscardAsync(input).ConfigureAwait(false);
        }

        return !held && await TurnAsync(input).ConfigureAwait(false);
    }

    private async Task<bool> CommitAsync(Batch batch, TurnInput input, string? writerId = null)
    {
        // What waited in memory stays there until the batch is durable, so that a refused one loses nothing.
        var committed = await commit.RunAsync(state, batch, writerId ?? InstanceLife.NewRandom(), input.Delete).ConfigureAwait(false);
        if (!committed)
        {
            await ReloadAsync().ConfigureAwait(false);
            return true;
        }

        Done(input);
        Arm();
        return true;
    }

    private async Task<bool> DiscardAsync(TurnInput input)
    {
        if (input.Delete.Count > 0)
        {
            await commit.DeleteAsync(input.Delete).ConfigureAwait(false);
        }

        Done(input);
        Arm();
        return input.ArrivalsTaken > 0;
    }

    private async Task RecoverAsync(LoadedInstance loaded)
    {
        await commit.RecoverAsync(state, loaded, arrivals.AnsweredTasks(state)).ConfigureAwait(false);
        Arm();
    }

    private async Task ReloadAsync()
    {
        LogReload(InstanceId);
        if (await shard.ReadAsync(InstanceId).ConfigureAwait(false) is { } loaded
            && string.Equals(loaded.State.Head.Life, Life, StringComparison.Ordinal))
        {
            state = loaded.State;
            toRecover = loaded;
            return;
        }

        // Purged or replaced under our feet: nothing of this life may act any more.
        gone = true;
        shard.Leave(this);
        shard.CountArrivals(-arrivals.Clear());
    }

    private void Arm()
    {
        var due = state.NextDue;
        if (due is { } at && at <= state.LastStamp)
        {
            // Its own clock has already reached it.
            Kick();
            due = null;
        }

        shard.Timers.Set(this, due);
        if (due <= shard.Now)
        {
            Kick();
        }
    }

    private void Done(TurnInput input)
    {
        shard.CountArrivals(arrivals.Done(input.ArrivalsTaken));
        shard.Metrics.Dropped(input.Dropped);
    }

    private bool IsForThisLife(Arrival arrival) =>
        arrival.Message?.TargetLife is not { } life || string.Equals(life, Life, StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Debug, "The hub stopped while {InstanceId} was at work; its next load goes on from the last committed turn.")]
    private partial void LogStopped(string instanceId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Instance {InstanceId} cannot be run.")]
    private partial void LogBroken(string instanceId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "A batch of {InstanceId} was refused because another one lies in its place; the instance is loaded again.")]
    private partial void LogReload(string instanceId);
}
