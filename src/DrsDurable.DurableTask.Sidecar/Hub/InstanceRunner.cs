using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
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
    private static readonly TimeSpan LongestRedeliveryDelay = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly List<Arrival> urgent = [];
    private readonly List<Arrival> arrivals = [];
    private readonly ShardOwner shard;
    private readonly TurnCommit commit;
    private readonly ILogger logger;
    private InstanceState state;
    private LoadedInstance? toRecover;
    private TurnDelivery? underWay;
    private bool running;
    private bool signalled;
    private bool asleep;
    private bool gone;
    private volatile bool held;
    private int urgentOffered;
    private int redeliveries;

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

    /// <summary>Why it stands still although it could run, if it does.</summary>
    public string? HeldReason { get; private set; }

    public void Post(Arrival arrival)
    {
        lock (gate)
        {
            if (arrival.Content is TerminateContent && IsForThisLife(arrival))
            {
                // Terminate waits for nothing, least of all for a turn that hangs.
                urgent.Add(arrival);
                if (underWay is { } turn)
                {
                    shard.Dispatch.Withdraw(turn);
                    turn.TryAnswer(new TurnAnswer.Superseded());
                }
            }
            else
            {
                arrivals.Add(arrival);
            }

            shard.CountArrivals(1);
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
        List<Arrival> offered;
        lock (gate)
        {
            signalled = false;
            if (shard.IsDraining || gone)
            {
                return false;
            }

            urgentOffered = urgent.Count;
            offered = [.. urgent, .. arrivals.Take(shard.Options.Limits.TurnArrivals)];
        }

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

        if (!state.HasStarted && state.Head.Generation == 0 && state.Head.StartAt > shard.Now)
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

    private async Task<bool> TurnAsync(TurnInput input)
    {
        var token = InstanceLife.NewRandom();
        var key = state.NextKey;
        var turn = new TurnDelivery(token, state.Head.Name, new OrchestratorWorkItem(
            token,
            InstanceId,
            state.Head.ExecutionId,
            state.Position,
            new HistoryPosition(key.Life, key.Generation, key.Sequence, token),
            state.PastEvents,
            TurnComposer.NewEvents(state, input)));
        switch (await AskAsync(turn).ConfigureAwait(false))
        {
            case TurnAnswer.Completed { Result: { NonDeterminism: { } contradiction } }:
                if (shard.Options.NonDeterminism == NonDeterminismPolicy.Hold)
                {
                    return Hold($"Held: {contradiction.ErrorMessage} Deploy the code this instance was started with, or terminate it.");
                }

                return await CommitAsync(TurnComposer.Failed(state, input, contradiction), input).ConfigureAwait(false);
            case TurnAnswer.Completed { Result: var result } when TurnComposer.EndsSuspended(state, input) && result.Actions.Count > 0:
                return Hold("The worker took actions for a suspended instance; they were not committed.");
            case TurnAnswer.Completed { Result: var result }:
                redeliveries = 0;
                HeldReason = null;
                return await CommitAsync(Decide(input, result), input, token).ConfigureAwait(false);
            case TurnAnswer.Abandoned { Reason: var reason }:
                return Hold(reason);
            case TurnAnswer.Expired:
                LogExpired(InstanceId, shard.Options.TurnLock);
                return true;
            default:
                return true;
        }
    }

    private async Task<TurnAnswer> AskAsync(TurnDelivery turn)
    {
        lock (gate)
        {
            underWay = turn;
            if (urgent.Count > 0)
            {
                underWay = null;
                return new TurnAnswer.Superseded();
            }
        }

        shard.Dispatch.Offer(turn);
        try
        {
            return await turn.Answer.WaitAsync(shard.Options.TurnLock, shard.Clocks.Machine, shard.Stopped).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            shard.Dispatch.Withdraw(turn);
            return new TurnAnswer.Expired();
        }
        finally
        {
            lock (gate)
            {
                underWay = null;
            }
        }
    }

    private Batch Decide(TurnInput input, OrchestratorResult result)
    {
        var limits = shard.Options.Limits;
        try
        {
            var batch = TurnComposer.Decided(state, input, result, shard.MachineNow, limits);
            var bytes = BatchCodec.Encode(batch).Length;
            if (bytes > limits.TurnBytes)
            {
                throw new TaskHubLimitException(nameof(TaskHubLimits.TurnBytes), limits.TurnBytes, bytes, "What one turn adds to the history");
            }

            if (batch.Close is null && state.HistoryBytes + bytes > limits.HistoryBytes)
            {
                throw new TaskHubLimitException(
                    nameof(TaskHubLimits.HistoryBytes),
                    limits.HistoryBytes,
                    state.HistoryBytes + bytes,
                    "The history, which ContinueAsNew would have cut,");
            }

            return batch;
        }
        catch (TaskHubLimitException exceeded)
        {
            return TurnComposer.Failed(state, input, new FailureDetails(LimitRules.ErrorType, exceeded.Message, IsNonRetriable: true));
        }
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

        Done(input.ArrivalsTaken);
        Arm();
        return true;
    }

    private async Task<bool> DiscardAsync(TurnInput input)
    {
        if (input.Delete.Count > 0)
        {
            await commit.DeleteAsync(input.Delete).ConfigureAwait(false);
        }

        Done(input.ArrivalsTaken);
        Arm();
        return input.ArrivalsTaken > 0;
    }

    private async Task RecoverAsync(LoadedInstance loaded)
    {
        HashSet<int> answered;
        lock (gate)
        {
            answered = [.. arrivals
                .Select(arrival => arrival.Content)
                .OfType<ResponseContent>()
                .Where(response => state.IsOpen(response.Life, response.Generation, response.Outcome))
                .Select(response => response.TaskId)];
        }

        await commit.RecoverAsync(state, loaded, answered).ConfigureAwait(false);
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
    }

    private bool Hold(string reason)
    {
        HeldReason = reason;
        var factor = Math.Pow(2, Math.Min(redeliveries++, 10));
        var delay = shard.Options.RedeliveryDelay * factor;
        delay = delay > LongestRedeliveryDelay ? LongestRedeliveryDelay : delay;
        LogHeld(InstanceId, reason, delay);
        held = true;
        shard.Work.Enter();
        _ = ResumeAfterAsync(delay);
        return false;
    }

    private async Task ResumeAfterAsync(TimeSpan delay)
    {
        try
        {
            await shard.Work.PauseAsync(delay, shard.Clocks.Machine, shard.Stopped).ConfigureAwait(false);
            held = false;
            Kick();
        }
        catch (OperationCanceledException stopped) when (shard.Stopped.IsCancellationRequested)
        {
            LogStopped(InstanceId, stopped);
        }
        finally
        {
            shard.Work.Exit();
        }
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

    private void Done(int taken)
    {
        lock (gate)
        {
            var fromUrgent = Math.Min(taken, urgentOffered);
            urgent.RemoveRange(0, fromUrgent);
            arrivals.RemoveRange(0, taken - fromUrgent);
            urgentOffered = 0;
        }

        shard.CountArrivals(-taken);
    }

    private bool IsForThisLife(Arrival arrival) =>
        arrival.Message?.TargetLife is not { } life || string.Equals(life, Life, StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Debug, "The hub stopped while {InstanceId} was at work; its next load goes on from the last committed turn.")]
    private partial void LogStopped(string instanceId, Exception exception);

    [LoggerMessage(LogLevel.Error, "Instance {InstanceId} cannot be run.")]
    private partial void LogBroken(string instanceId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "No worker answered the turn of {InstanceId} within {TurnLock}; it is handed out again.")]
    private partial void LogExpired(string instanceId, TimeSpan turnLock);

    [LoggerMessage(LogLevel.Warning, "A batch of {InstanceId} was refused because another one lies in its place; the instance is loaded again.")]
    private partial void LogReload(string instanceId);

    [LoggerMessage(LogLevel.Warning, "The turn of {InstanceId} was not committed ({Reason}); it is handed out again in {Delay}.")]
    private partial void LogHeld(string instanceId, string reason, TimeSpan delay);
}
