using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.Testing.Hubs;

/// <summary>What must hold of everything in a store once a hub has come to rest. The numbers are those of design/engine-hazards.md.</summary>
public static class HubInvariants
{
    /// <returns>What is wrong; empty if nothing is.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(IHubStore store)
    {
        var wrong = new List<string>();
        var lease = (await store.OpenAsync("default", Guid.NewGuid().ToString("N"), CancellationToken.None)).Lease!;
        var active = (await AllAsync(page => store.ListActiveAsync(lease.Shard, page, CancellationToken.None))).Select(item => item.InstanceId).ToList();
        foreach (var message in await AllAsync(page => store.ReadInboxAsync(lease.Shard, page, CancellationToken.None)))
        {
            wrong.Add($"13: message {message.Id} for {message.TargetInstanceId} is still in the inbox");
        }

        var query = new HeadQuery(null, null, null, null, 100, IncludePayloads: true, null);
        var instances = await AllAsync(page => store.QueryAsync(query with { Continuation = page }, CancellationToken.None));
        foreach (var instance in instances)
        {
            await CheckInstanceAsync(store, instance, active.Contains(instance.Head.InstanceId), wrong);
        }

        foreach (var id in active.Except(instances.Select(instance => instance.Head.InstanceId)))
        {
            wrong.Add($"13: {id} is on the active list but has no head");
        }

        return wrong;
    }

    private static async Task CheckInstanceAsync(IHubStore store, StoredInstance stored, bool isActive, List<string> wrong)
    {
        var head = stored.Head;
        var id = head.InstanceId;
        LoadedInstance loaded;
        try
        {
            loaded = await InstanceLoader.LoadAsync(store, stored, new TaskHubLimits(), CancellationToken.None);
        }
        catch (UndecodableContentException exception)
        {
            wrong.Add($"1: {id} cannot be loaded: {exception.Message}");
            return;
        }

        var truth = loaded.State.Head;
        if (head.Status != truth.Status || head.CustomStatus != truth.CustomStatus || head.Generation != truth.Generation || head.Sequence > truth.Sequence)
        {
            wrong.Add($"6: the head of {id} shows {head.Status} at {head.Generation}/{head.Sequence}, its history says {truth.Status} at {truth.Generation}/{truth.Sequence}");
        }

        if (isActive == truth.IsTerminal)
        {
            wrong.Add($"7: {id} is {truth.Status} and {(isActive ? "still" : "no longer")} on the active list");
        }

        if (truth.IsTerminal && (stored.Payloads.Output != loaded.State.Completion!.Result || stored.Payloads.Failure != loaded.State.Completion.Failure))
        {
            wrong.Add($"6: the output of {id} is not what its history says");
        }

        for (var generation = 0; generation < truth.Generation; generation++)
        {
            if ((await store.ReadGenerationAsync(id, head.Life, generation, CancellationToken.None)).Count > 0)
            {
                wrong.Add($"14: {id} keeps batches of closed generation {generation}");
            }
        }

        CheckHistory(id, await store.ReadGenerationAsync(id, head.Life, truth.Generation, CancellationToken.None), wrong);
    }

    private static void CheckHistory(string id, IReadOnlyList<StoredBatch> batches, List<string> wrong)
    {
        var scheduled = new HashSet<(string Kind, int Id)>();
        var answered = new HashSet<(string Kind, int Id)>();
        var messages = new HashSet<string>(StringComparer.Ordinal);
        var latest = DateTime.MinValue;
        var suspended = false;
        foreach (var batch in batches.Select(stored => BatchCodec.Decode(stored.Content)))
        {
            if (batch.Stamp <= latest)
            {
                wrong.Add($"8: {id} has a turn at {batch.Stamp:O} after one at {latest:O}");
            }

            latest = batch.Stamp;
            foreach (var message in batch.Carried.Concat(batch.Consumed).Where(message => !messages.Add(message.Id)))
            {
                wrong.Add($"4: {id} consumed {message.Id} twice");
            }

            foreach (var historyEvent in batch.Events)
            {
                suspended = historyEvent switch { ExecutionSuspendedEvent => true, ExecutionResumedEvent => false, _ => suspended };
                if (suspended && historyEvent is (TaskScheduledEvent or TimerCreatedEvent or SubOrchestrationInstanceCreatedEvent or EventSentEvent))
                {
                    wrong.Add($"10: {id} acted while it was suspended: {historyEvent}");
                }

                CheckEvent(id, historyEvent, scheduled, answered, wrong);
            }
        }
    }

    private static void CheckEvent(
        string id, HistoryEvent historyEvent, HashSet<(string Kind, int Id)> scheduled, HashSet<(string Kind, int Id)> answered, List<string> wrong)
    {
        switch (historyEvent)
        {
            case TaskScheduledEvent e:
                Scheduled("activity", e.EventId);
                break;
            case TimerCreatedEvent e:
                Scheduled("timer", e.EventId);
                break;
            case SubOrchestrationInstanceCreatedEvent e:
                Scheduled("child", e.EventId);
                break;
            case TaskCompletedEvent e:
                Answered("activity", e.TaskScheduledId);
                break;
            case TaskFailedEvent e:
                Answered("activity", e.TaskScheduledId);
                break;
            case TimerFiredEvent e:
                Answered("timer", e.TimerId);
                break;
            case SubOrchestrationInstanceCompletedEvent e:
                Answered("child", e.TaskScheduledId);
                break;
            case SubOrchestrationInstanceFailedEvent e:
                Answered("child", e.TaskScheduledId);
                break;
        }

        void Scheduled(string kind, int taskId)
        {
            if (!scheduled.Add((kind, taskId)))
            {
                wrong.Add($"3: {id} scheduled {kind} {taskId} twice");
            }
        }

        void Answered(string kind, int taskId)
        {
            if (!scheduled.Contains((kind, taskId)) || !answered.Add((kind, taskId)))
            {
                wrong.Add($"3: {id} has an answer to {kind} {taskId} that nothing waited for");
            }
        }
    }

    private static async Task<List<T>> AllAsync<T>(Func<string?, Task<StorePage<T>>> read)
    {
        var all = new List<T>();
        string? continuation = null;
        do
        {
            var page = await read(continuation);
            all.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [.. all.Distinct()];
    }
}
