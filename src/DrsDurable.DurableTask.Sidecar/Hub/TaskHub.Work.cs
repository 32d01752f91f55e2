using System.Runtime.CompilerServices;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>The workers' side.</content>
public sealed partial class TaskHub
{
    public async IAsyncEnumerable<WorkItem> GetWorkItemsAsync(WorkerCapacity capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Owning.WaitAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var item in node.Dispatch.AttachAsync(capacity, cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    public IDisposable? Announce(WorkerCapacity capacity) => node.Dispatch.Announce(capacity);

    public Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken)
    {
        if (node.Dispatch.Take(result.CompletionToken) is TurnDelivery turn)
        {
            // The worker's thread goes on with the commit: it has just built what is to be committed.
            turn.TryAnswer(new TurnAnswer.Completed(result), inline: true);
        }

        return Task.CompletedTask;
    }

    public async Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken)
    {
        if (node.Dispatch.Take(result.CompletionToken) is not ActivityDelivery { Activity: var activity })
        {
            return;
        }

        try
        {
            var outcome = OutcomeOf(activity, result);
            shard.Metrics.ActivityCompleted(activity.Scheduled.Name, outcome.Outcome is TaskFailedEvent);
            if (!activity.Table.Complete(activity, outcome))
            {
                shard.Metrics.Dropped("late_response");
                return;
            }

            if (shard.IsDraining)
            {
                await KeepForNextStartAsync(activity.Key, outcome).ConfigureAwait(false);
            }

            shard.TryPost(activity.Key.InstanceId, new Arrival(null, outcome));
        }
        finally
        {
            node.Work.Exit();
        }
    }

    public Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken)
    {
        switch (node.Dispatch.Take(completionToken, givenBack: true))
        {
            case TurnDelivery turn:
                turn.TryAnswer(new TurnAnswer.Abandoned(reason));
                break;
            case ActivityDelivery { Activity: var activity }:
                _ = RedeliverAsync(activity, reason);
                break;
        }

        return Task.CompletedTask;
    }

    private ResponseContent OutcomeOf(RunningActivity activity, ActivityResult result)
    {
        var now = shard.Now;
        var failure = result.Failure ?? LimitFailure(result.Result, activity.Scheduled.Name);
        HistoryEvent outcome = failure is null
            ? new TaskCompletedEvent(now, activity.Key.TaskId, result.Result)
            : new TaskFailedEvent(now, activity.Key.TaskId, failure);
        return new ResponseContent(now, activity.Key.Life, activity.Key.Generation, activity.Key.TaskId, outcome);
    }

    private FailureDetails? LimitFailure(string? result, string activityName) =>
        LimitRules.Payload(options.Limits, result, $"The result of activity '{activityName}'") is { } broken
            ? new FailureDetails(LimitRules.ErrorType, broken.Message, IsNonRetriable: true)
            : null;

    private async Task KeepForNextStartAsync(ActivityKey key, ResponseContent outcome)
    {
        var message = new InboxMessage(
            key.InstanceId,
            key.Life,
            MessageIds.ActivityResult(key.InstanceId, key.Life, key.Generation, key.TaskId),
            NextStamp(),
            0,
            MessageCodec.Encode(outcome));
        await shard.Retry.RunAsync("keep result", token => node.Store.SendAsync([new OutboundMessage(message)], token)).ConfigureAwait(false);
        shard.Activities.Forget(key);
    }

    private async Task RedeliverAsync(RunningActivity activity, string reason)
    {
        var delay = options.RedeliveryDelay * Math.Pow(2, Math.Min(activity.Abandoned++, 6));
        shard.Metrics.Redelivered("activity", "abandoned");
        LogAbandoned(activity.Scheduled.Name, activity.Key.InstanceId, reason, delay);
        try
        {
            await node.Work.PauseAsync(delay, clocks.Machine, closed.Token).ConfigureAwait(false);
            activity.Table.Offer(activity);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            node.Work.Exit();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Activity {Name} of {InstanceId} was given back ({Reason}); it is handed out again in {Delay}.")]
    private partial void LogAbandoned(string name, string instanceId, string reason, TimeSpan delay);
}
