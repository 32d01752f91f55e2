using System.Runtime.CompilerServices;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Asking a worker what to do, and waiting before asking again.</content>
internal sealed partial class InstanceRunner
{
    private static readonly TimeSpan LongestRedeliveryDelay = TimeSpan.FromMinutes(1);

    private TurnDelivery? underWay;
    private volatile bool held;
    private string? heldReason;
    private DateTime? heldSince;
    private int redeliveries;

    public override string? HeldReason => heldReason;

    public override DateTime? HeldSince => heldSince;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> TurnAsync(TurnInput input)
    {
        var state = State;
        var token = InstanceLife.NewRandom();
        var key = state.NextKey;
        var turn = new TurnDelivery(token, state.Head.Name, state.Head.Version, new OrchestratorWorkItem(
            token,
            InstanceId,
            state.Head.ExecutionId,
            state.Position,
            new HistoryPosition(key.Life, key.Generation, key.Sequence, token),
            input.Plan?.Copied ?? state.PastEvents,
            TurnComposer.NewEvents(state, input)));
        switch (await (shard.Metrics.TimesTurns ? AskTimedAsync(turn) : AskAsync(turn)).ConfigureAwait(false))
        {
            case TurnAnswer.Completed { Result: { NonDeterminism: not null } } when TryNextRewound(input):
                return true;
            case TurnAnswer.Completed { Result: { NonDeterminism: { } contradiction } }:
                if (shard.Options.NonDeterminism == NonDeterminismPolicy.Hold)
                {
                    return Hold($"Held: {contradiction.ErrorMessage} Deploy the code this instance was started with, or terminate it.");
                }

                return await CommitAsync(EncodedBatch.Of(TurnComposer.Failed(state, input, contradiction)), input).ConfigureAwait(false);
            case TurnAnswer.Completed { Result: var result } when TurnComposer.EndsSuspended(state, input) && result.Actions.Count > 0:
                return Hold("The worker took actions for a suspended instance; they were not committed.");
            case TurnAnswer.Completed { Result: var result }:
                redeliveries = 0;
                heldReason = null;
                heldSince = null;
                return await CommitAsync(Decide(input, result), input, token).ConfigureAwait(false);
            case TurnAnswer.Abandoned { Reason: var reason }:
                return Hold(reason);
            case TurnAnswer.Expired:
                shard.Metrics.Redelivered("turn", "expired");
                LogExpired(InstanceId, shard.Options.TurnLock);
                return true;
            default:
                return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TurnAnswer> AskTimedAsync(TurnDelivery turn)
    {
        var began = shard.Clocks.Machine.GetTimestamp();
        var answer = await AskAsync(turn).ConfigureAwait(false);
        shard.Metrics.Turn(turn.Name, answer.Outcome, shard.Clocks.Machine.GetElapsedTime(began));
        return answer;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TurnAnswer> AskAsync(TurnDelivery turn)
    {
        lock (gate)
        {
            underWay = turn;
        }

        try
        {
            if (arrivals.HasUrgent)
            {
                return new TurnAnswer.Superseded();
            }

            shard.TurnLocks.Add(turn);
            shard.Dispatch.Offer(turn);
            return await turn.Answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (shard.Stopped.IsCancellationRequested)
        {
            shard.Dispatch.Withdraw(turn);
            throw;
        }
        finally
        {
            shard.TurnLocks.Remove(turn);
            lock (gate)
            {
                underWay = null;
            }
        }
    }

    private EncodedBatch Decide(TurnInput input, OrchestratorResult result)
    {
        var state = State;
        var limits = shard.Options.Limits;
        try
        {
            var batch = TurnComposer.Decided(state, input, result, shard.MachineNow, limits);
            var encoded = EncodedBatch.Of(batch);
            var bytes = encoded.Content.Length;
            if (bytes > limits.TurnBytes && batch.Copied is null)
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

            return encoded;
        }
        catch (TaskHubLimitException exceeded)
        {
            return EncodedBatch.Of(TurnComposer.Failed(state, input, new FailureDetails(LimitRules.ErrorType, exceeded.Message, IsNonRetriable: true)));
        }
    }

    private bool Hold(string reason)
    {
        heldReason = reason;
        heldSince ??= shard.MachineNow;
        shard.Metrics.Redelivered("turn", "held");
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

    [LoggerMessage(LogLevel.Warning, "No worker answered the turn of {InstanceId} within {TurnLock}; it is handed out again.")]
    private partial void LogExpired(string instanceId, TimeSpan turnLock);

    [LoggerMessage(LogLevel.Warning, "The turn of {InstanceId} was not committed ({Reason}); it is handed out again in {Delay}.")]
    private partial void LogHeld(string instanceId, string reason, TimeSpan delay);
}
