using System.Runtime.CompilerServices;
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
internal sealed partial class InstanceRunner : ActiveInstance
{
    private readonly Lock gate = new();
    private readonly ArrivalQueue arrivals = new();
    private readonly ShardOwner shard;
    private readonly ILogger logger;
    private TurnCommit? commit;
    private InstanceState? state;
    private LoadedInstance? toRecover;
    private bool running;
    private bool signalled;
    private bool asleep;
    private volatile bool gone;

    /// <summary>For an instance just created, of which the store holds the head only.</summary>
    public InstanceRunner(ShardOwner shard, InstanceState state, InstanceHead shown)
        : base(shown.InstanceId, shown.Life)
    {
        this.shard = shard;
        this.state = state;
        logger = shard.Logger;
        commit = new TurnCommit(shard, this, shown);
    }

    /// <summary>For an instance on the active list: it reads its history when it first runs, which is not before <see cref="Wake"/>.</summary>
    /// <param name="wokenFrom">Where it was parked, if it was: unless its history has grown, nothing needs to be recovered.</param>
    public InstanceRunner(ShardOwner shard, string instanceId, string life, ParkedAt? wokenFrom)
        : base(instanceId, life)
    {
        this.shard = shard;
        this.wokenFrom = wokenFrom;
        logger = shard.Logger;
        loading = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        asleep = true;
    }

    public override bool HasEnded => state?.Completion is not null;

    private InstanceState State => state ?? throw new InvalidOperationException($"The history of {InstanceId} has not been read.");

    /// <summary>The head as the store shows it; <see langword="null"/> before the history has been read.</summary>
    public InstanceHead? ShownHead => commit?.ShownHead;

    private TurnCommit Commit => commit ?? throw new InvalidOperationException($"The history of {InstanceId} has not been read.");

    /// <returns><see langword="false"/> if it has left memory: the arrival belongs to what the shard holds in its place.</returns>
    public bool TryPost(Arrival arrival)
    {
        lock (gate)
        {
            if (parked || gone)
            {
                return false;
            }

            // Terminate waits for nothing, least of all for a turn that hangs.
            var isUrgent = arrival.Content is TerminateContent && IsForThisLife(arrival) && shard.Options.Safeguards.TerminatesAtOnce;
            if (!arrivals.TryAdd(arrival, isUrgent))
            {
                shard.Metrics.Dropped(HubMetrics.Waiting);
                return true;
            }

            shard.CountArrivals(1);
            if (isUrgent && underWay is { } turn)
            {
                shard.Dispatch.Withdraw(turn);
                turn.TryAnswer(new TurnAnswer.Superseded());
            }
        }

        Kick();
        return true;
    }

    /// <summary>It begins to run only now, so that what its inbox holds is there before it recovers.</summary>
    public void Wake()
    {
        lock (gate)
        {
            asleep = false;
        }

        Kick();
    }

    /// <summary>From now on nothing of this life may act here, and nothing can be posted to it.</summary>
    public void Detach()
    {
        lock (gate)
        {
            gone = true;
            shard.Remove(this);
        }
    }

    /// <summary>There may be something to do.</summary>
    public void Kick()
    {
        lock (gate)
        {
            signalled = true;
            if (running || asleep || parked || shard.Stopped.IsCancellationRequested)
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
            if (state is null && !await LoadAsync().ConfigureAwait(false))
            {
                return;
            }

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
            EndLoading(state is not null && !gone);
            shard.Work.Exit();
        }
    }

    private async Task QuarantineAsync(Exception exception)
    {
        LogBroken(InstanceId, exception);
        if (!shard.Options.Safeguards.SetsAsideOne)
        {
            shard.Drain();
            return;
        }

        shard.SetAside(InstanceId, exception.Message);
        shard.Leave(this);
        shard.CountArrivals(-arrivals.Clear().Count);
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
            if (PlaceUnlocked() is null)
            {
                return true;
            }
        }

        shard.Parking.Rested(this);
        return true;
    }

    /// <returns>Whether there may be more to do at once.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StepAsync()
    {
        lock (gate)
        {
            signalled = false;
            if (shard.IsDraining || gone)
            {
                return false;
            }
        }

        var state = State;
        var offered = arrivals.Offer(shard.Options.Limits.TurnArrivals);
        if (toRecover is { } loaded)
        {
            await RecoverAsync(loaded, mayWake: offered.Any(arrival => arrival.Content is RewindContent)).ConfigureAwait(false);
            toRecover = null;
            if (gone)
            {
                PassOn();
                return false;
            }
        }

        var plan = state.Rewound.Count == 0 ? null : await PlanRewindAsync().ConfigureAwait(false);
        var input = TurnInput.Collect(state, offered, shard.Now, shard.MachineNow, shard.Options.Limits, plan);
        if (HasEnded)
        {
            return await EndedAsync(input).ConfigureAwait(false);
        }

        if (input.Terminate is { } terminate)
        {
            return await CommitAsync(EncodedBatch.Of(TurnComposer.Terminated(state, input, terminate)), input).ConfigureAwait(false);
        }

        if (!state.HasStarted && state.Head.Generation == 0 && state.Head.StartAt > state.Reached(shard.Now))
        {
            return input.Arrived.Count > 0 && shard.Options.Safeguards.KeepsEarlyArrivals
                ? await CommitAsync(EncodedBatch.Of(TurnComposer.BeforeStart(state, input)), input).ConfigureAwait(false)
                : await DiscardAsync(input).ConfigureAwait(false);
        }

        if (state.HasStarted && input.Arrived.Count == 0)
        {
            return await DiscardAsync(input).ConfigureAwait(false);
        }

        return !held && await TurnAsync(input).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> CommitAsync(EncodedBatch batch, TurnInput input, string? writerId = null)
    {
        // What waited in memory stays there until the batch is durable, so that a refused one loses nothing.
        if (!await Commit.RunAsync(State, batch, writerId ?? InstanceLife.NewRandom(), input.Delete).ConfigureAwait(false))
        {
            LogReload(InstanceId);
            await shard.ConfirmLeaseAsync().ConfigureAwait(false);
            if (!shard.Options.Safeguards.ActivitiesOutliveReloads)
            {
                shard.Activities.CancelAllOf(InstanceId);
            }

            return await LoadAsync().ConfigureAwait(false);
        }

        Done(input);
        if (gone)
        {
            PassOn();
            return false;
        }

        Arm();
        return true;
    }

    private async Task<bool> DiscardAsync(TurnInput input)
    {
        if (input.Delete.Count > 0)
        {
            await Commit.DeleteAsync(input.Delete).ConfigureAwait(false);
        }

        Done(input);
        Arm();
        return input.ArrivalsTaken > 0;
    }

    private async Task RecoverAsync(LoadedInstance loaded, bool mayWake)
    {
        await Commit.RecoverAsync(loaded.State, loaded, arrivals.AnsweredTasks(loaded.State), mayWake).ConfigureAwait(false);
        if (!gone)
        {
            Arm();
        }
    }

    /// <returns><see langword="false"/> if nothing of this life is left to run.</returns>
    private async Task<bool> LoadAsync()
    {
        if (await shard.ReadAsync(InstanceId).ConfigureAwait(false) is { } loaded
            && string.Equals(loaded.State.Head.Life, Life, StringComparison.Ordinal))
        {
            // A place at which it was parked has nothing left to do, so only what lies behind it has to be recovered.
            var isAsParked = state is null && wokenFrom is { } place && loaded.State.Mark == new BatchMark(place.Generation, place.Sequence);
            state = loaded.State;
            commit ??= new TurnCommit(shard, this, loaded.Stored.Head);
            commit.Activation = loaded.Stored.Activation;
            toRecover = isAsParked ? null : loaded;
            EndLoading(isThere: true);
            Arm();
            return true;
        }

        // Ended, purged, replaced or quarantined under our feet.
        shard.Leave(this);
        PassOn();
        return false;
    }

    /// <summary>What still waits when it has left is judged anew: it may be meant for a later life.</summary>
    private void PassOn()
    {
        var waiting = arrivals.Clear();
        shard.CountArrivals(-waiting.Count);
        foreach (var rewind in waiting.Select(arrival => arrival.Content).OfType<RewindContent>())
        {
            rewind.Request?.Reply(rewound: false);
        }

        foreach (var message in waiting.Select(arrival => arrival.Message).OfType<InboxMessage>())
        {
            shard.Deliver(message);
        }
    }

    private void Arm()
    {
        var due = State.NextDue;
        if (due is { } at && at <= State.LastStamp)
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
