using System.Runtime.CompilerServices;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Tracing;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// Commits one instance's batches and carries out what follows from them, in this order, each confirmed before the next:
/// activities, outbound messages, head, deletion of consumed messages. The next batch is appended only after that, so every batch
/// may say that all before it has been sent.
/// </summary>
/// <param name="shown">The head as the store shows it.</param>
internal sealed class TurnCommit(ShardOwner shard, InstanceRunner runner, InstanceHead shown)
{
    /// <summary>The reserved error type of a sub-orchestration whose instance id is taken.</summary>
    public const string ClashErrorType = "SubOrchestrationInstanceClash";

    /// <summary>The reserved error type of a sub-orchestration that is no longer there to answer.</summary>
    public const string GoneErrorType = "SubOrchestrationInstanceGone";

    private volatile InstanceHead shown = shown;

    /// <summary>The head as the store shows it.</summary>
    public InstanceHead ShownHead => shown;

    /// <summary>By which the instance is on the active list, as far as is known here.</summary>
    public string? Activation { get; set; }

    /// <returns><see langword="false"/> if another batch lies in its place: the state is no longer true and must be read again.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(InstanceState state, EncodedBatch encoded, string writerId, IReadOnlyList<MessageKey> consumed)
    {
        var key = state.NextKey;
        var (batch, content) = encoded;
        var outbound = Outbox.Of(state, batch, shard.Options.Limits);
        var endsGeneration = batch.Close is not null || batch.EndsExecution;
        int[] openBefore = endsGeneration ? [.. state.OpenActivities.Keys] : [];
        var begun = state.BegunAt ?? batch.Stamp;
        var spans = TurnSpans.Of(state, batch);
        state.Apply(batch, writerId, content.Length);
        var head = batch.Close switch
        {
            null => HeadUpdateOf(state),
            { Rewinds: true } => RewoundHead(state),
            _ => null,
        };
        int? trim = key is { Sequence: 0, Generation: > 0 } ? key.Generation : null;
        var request = new AppendRequest(shard.Lease, key, writerId, content, outbound, head, consumed, trim);
        var result = await shard.Retry.RunAsync("append", token => shard.Store.AppendAsync(request, token)).ConfigureAwait(false);
        if (result.Outcome == AppendOutcome.Conflict)
        {
            shard.Metrics.Refused();
            return false;
        }

        shard.Metrics.Committed(state.Head.Name, batch, content.Length, begun);
        spans?.Emit(shard.Now, shard.MachineNow);
        await shard.EnsureLeaseAsync().ConfigureAwait(false);
        CarryOutActivities(key, batch, state, openBefore);
        await SettleAsync(outbound, result.EffectsApplied ? result.Creations : null).ConfigureAwait(false);
        if (!result.EffectsApplied)
        {
            await ShowAndTrimAsync(state, head, consumed, trim).ConfigureAwait(false);
        }

        Shown(head);
        return true;
    }

    /// <summary>Completes whatever an earlier owner of the instance left undone.</summary>
    /// <param name="answered">Tasks whose outcome is waiting already.</param>
    /// <param name="mayWake">If it has ended: something waits that may wake it, so it stays.</param>
    public async Task RecoverAsync(InstanceState state, LoadedInstance loaded, IReadOnlySet<int> answered, bool mayWake)
    {
        shown = loaded.Stored.Head;
        foreach (var (taskId, scheduled) in state.OpenActivities)
        {
            if (!answered.Contains(taskId))
            {
                StartActivity(new ActivityKey(state.Head.InstanceId, state.Head.Life, state.Head.Generation, taskId), scheduled);
            }
        }

        await SettleAsync(loaded.Unsent, null).ConfigureAwait(false);
        if (state.Rewind is not null)
        {
            var rewound = RewoundHead(state);
            await ShowAsync(rewound).ConfigureAwait(false);
            Shown(rewound);
        }
        else if (state.Head.Sequence >= 0)
        {
            var head = HeadUpdateOf(state);
            head = mayWake && head is not null ? head with { Deactivate = false } : head;
            await ShowAndTrimAsync(state, head, [], state.Head.Generation > 0 ? state.Head.Generation : null).ConfigureAwait(false);
            Shown(head);
        }
    }

    /// <summary>Which of the failed sub-orchestrations that a rewound parent waits for again cannot be rewound themselves.</summary>
    public async Task<IReadOnlySet<int>> FindLostAsync(InstanceState state, RewoundHistory chosen)
    {
        var lost = new HashSet<int>();
        foreach (var child in chosen.Copied.OfType<SubOrchestrationInstanceCreatedEvent>().Where(child => chosen.Reopened.Contains(child.EventId)))
        {
            var stored = await shard.Retry.RunAsync(
                "read instance", token => shard.Store.ReadInstanceAsync(child.InstanceId, includePayloads: false, token)).ConfigureAwait(false);
            if (stored?.Head is not { } head
                || !string.Equals(head.Life, state.LifeOfClosedChild(child.EventId), StringComparison.Ordinal)
                || head.Status is InstanceStatus.Terminated or InstanceStatus.Canceled)
            {
                lost.Add(child.EventId);
            }
        }

        return lost;
    }

    /// <summary>Tells a parent that was rewound how this ended instance had ended.</summary>
    public Task AnswerAsync(InstanceState state, ParentLink parent) =>
        AnswerAsync(Outbox.Completion(state.Head, parent, state.Completion!, state.Completion!.Timestamp));

    /// <summary>Takes an ended instance off the active list, on which it was put to be woken, and out of memory.</summary>
    public async Task LeaveAsync(InstanceState state)
    {
        var head = HeadUpdateOf(state);
        await ShowAsync(head).ConfigureAwait(false);
        Shown(head);
    }

    public async Task DeleteAsync(IReadOnlyList<MessageKey> messages)
    {
        if (messages.Count > 0)
        {
            await shard.UnderLeaseAsync("delete messages", token => shard.Store.DeleteMessagesAsync(shard.Lease, messages, token)).ConfigureAwait(false);
        }
    }

    private HeadUpdate? HeadUpdateOf(InstanceState state)
    {
        var head = state.Head;
        var newGeneration = head.Generation != shown.Generation;
        var ended = state.Completion is not null;
        if (!newGeneration
            && !ended
            && head.Status == shown.Status
            && string.Equals(head.CustomStatus, shown.CustomStatus, StringComparison.Ordinal))
        {
            return null;
        }

        var payloads = newGeneration || ended
            ? new InstancePayloads(state.Input, state.Completion?.Result, state.Completion?.Failure)
            : null;
        return new HeadUpdate(head, payloads, Deactivate: ended, Activation);
    }

    /// <summary>An instance that has left the active list is not loaded again: what it has to trim is trimmed before.</summary>
    private async Task ShowAndTrimAsync(InstanceState state, HeadUpdate? head, IReadOnlyList<MessageKey> consumed, int? trim)
    {
        var leavesLast = trim is not null && head is { Deactivate: true };
        await ShowAsync(leavesLast ? head! with { Deactivate = false } : head).ConfigureAwait(false);
        await DeleteAsync(consumed).ConfigureAwait(false);
        await TrimAsync(state, trim).ConfigureAwait(false);
        if (leavesLast)
        {
            await ShowAsync(head).ConfigureAwait(false);
        }
    }

    /// <summary>A rewound instance shows at once that it runs again; its generation follows with the first turn.</summary>
    private static HeadUpdate RewoundHead(InstanceState state) => new(
        state.Head with { Generation = state.ClosedAt.Generation, Sequence = state.ClosedAt.Sequence },
        new InstancePayloads(state.Input, null, null),
        Deactivate: false);

    private async Task ShowAsync(HeadUpdate? head)
    {
        if (head is not null)
        {
            await shard.Retry.RunAsync("update head", token => shard.Store.UpdateHeadAsync(head, token)).ConfigureAwait(false);
        }
    }

    private void Shown(HeadUpdate? head)
    {
        if (head is null)
        {
            return;
        }

        shown = head.Head;
        if (head.Deactivate)
        {
            shard.Leave(runner);
        }
        else
        {
            shard.Watches.Changed(head.Head.InstanceId);
        }
    }

    private async Task TrimAsync(InstanceState state, int? belowGeneration)
    {
        if (belowGeneration is { } below)
        {
            await shard.Retry.RunAsync("trim", token => shard.Store.TrimAsync(state.Head.InstanceId, state.Head.Life, below, token)).ConfigureAwait(false);
        }
    }

    private void CarryOutActivities(BatchKey key, Batch batch, InstanceState state, int[] openBefore)
    {
        var generationGoesOn = batch.Close is null && state.Completion is null;
        if (batch.Copied is { } copied && generationGoesOn)
        {
            var scheduledBefore = batch.Events.Take(copied.Count).OfType<TaskScheduledEvent>().Select(e => e.EventId).ToHashSet();
            foreach (var (taskId, scheduled) in state.OpenActivities.Where(open => scheduledBefore.Contains(open.Key)))
            {
                StartActivity(KeyOf(taskId), scheduled);
            }
        }

        for (var index = batch.FirstOwn; index < batch.Events.Count; index++)
        {
            switch (batch.Events[index])
            {
                case TaskCompletedEvent e:
                    shard.Activities.Forget(KeyOf(e.TaskScheduledId));
                    break;
                case TaskFailedEvent e:
                    shard.Activities.Forget(KeyOf(e.TaskScheduledId));
                    break;
                case TaskScheduledEvent e when generationGoesOn:
                    StartActivity(KeyOf(e.EventId), e);
                    break;
            }
        }

        if (!generationGoesOn)
        {
            foreach (var taskId in openBefore)
            {
                shard.Activities.Cancel(KeyOf(taskId));
            }
        }

        ActivityKey KeyOf(int taskId) => new(key.InstanceId, key.Life, key.Generation, taskId);
    }

    private void StartActivity(ActivityKey key, TaskScheduledEvent scheduled)
    {
        if (shard.Activities.Start(key, scheduled) is { } outcome)
        {
            runner.TryPost(new Arrival(null, outcome));
        }
    }

    /// <param name="creations">Results if the store has sent everything already; otherwise it is sent now.</param>
    private async Task SettleAsync(IReadOnlyList<Outbound> outbound, IReadOnlyList<CreationResult>? creations)
    {
        if (outbound.Count == 0)
        {
            return;
        }

        if (creations is null)
        {
            shard.Metrics.Unsent(outbound.Count);
            try
            {
                creations = await SendAsync(outbound).ConfigureAwait(false);
            }
            finally
            {
                shard.Metrics.Unsent(-outbound.Count);
            }
        }

        var next = 0;
        foreach (var item in outbound)
        {
            if (item is OutboundMessage message)
            {
                shard.Deliver(message.Message);
            }
            else if (item is OutboundCreation start)
            {
                await SettleStartAsync(start, creations[next++]).ConfigureAwait(false);
            }
        }
    }

    private async Task SettleStartAsync(OutboundCreation start, CreationResult result)
    {
        var child = start.Creation.Head;
        while (result.Outcome == CreationOutcome.Clash)
        {
            var change = shard.Watches.NextChange(child.InstanceId);
            var other = await shard.EnsureLoadedAsync(child.InstanceId).ConfigureAwait(false);
            if (other is { HasEnded: true })
            {
                // An earlier life has answered and is about to leave, as when a failed child is tried again.
                await change.WaitAsync(shard.Stopped).ConfigureAwait(false);
            }
            else if (other is not null || shard.Quarantined.ContainsKey(child.InstanceId))
            {
                await AnswerAsync(Outbox.StartRefused(
                    child.Parent!,
                    child.CreatedAt,
                    ClashErrorType,
                    $"The sub-orchestration could not be started: instance '{child.InstanceId}' exists and is {result.Existing?.Status}."))
                    .ConfigureAwait(false);
                return;
            }

            result = (await SendAsync([start]).ConfigureAwait(false))[0];
        }

        if (result.Outcome == CreationOutcome.Created)
        {
            shard.Begin(child, start.Creation.Input);
        }
        else if (result.Outcome == CreationOutcome.AlreadyThere)
        {
            await AnswerForEndedAsync(child).ConfigureAwait(false);
        }
        else
        {
            // What it may have answered before it was purged came first and counts.
            await AnswerAsync(Outbox.StartRefused(
                child.Parent!,
                child.CreatedAt,
                GoneErrorType,
                $"The sub-orchestration '{child.InstanceId}' was purged or replaced before its end was known."))
                .ConfigureAwait(false);
        }
    }

    private async Task AnswerForEndedAsync(InstanceHead child)
    {
        while (true)
        {
            var change = shard.Watches.NextChange(child.InstanceId);
            if (await shard.EnsureLoadedAsync(child.InstanceId).ConfigureAwait(false) is not { } running)
            {
                break;
            }

            if (!running.HasEnded)
            {
                return;
            }

            // It has answered, perhaps while nobody waited for it, and is about to leave.
            await change.WaitAsync(shard.Stopped).ConfigureAwait(false);
        }

        var stored = await shard.Retry.RunAsync(
            "read instance", token => shard.Store.ReadInstanceAsync(child.InstanceId, includePayloads: true, token)).ConfigureAwait(false);
        if (stored is { Head.IsTerminal: true } ended && string.Equals(ended.Head.Life, child.Life, StringComparison.Ordinal))
        {
            var at = ended.Head.CompletedAt ?? ended.Head.LastUpdatedAt;
            var completion = new ExecutionCompletedEvent(-1, at, ended.Head.Status, ended.Payloads.Output, ended.Payloads.Failure);
            await AnswerAsync(Outbox.Completion(ended.Head, child.Parent!, completion, at)).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(InboxMessage answer)
    {
        await SendAsync([new OutboundMessage(answer)]).ConfigureAwait(false);
        shard.Deliver(answer);
    }

    private Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound) =>
        shard.Retry.RunAsync("send", token => shard.Store.SendAsync(outbound, token));
}
