using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>The clients' side.</content>
public sealed partial class TaskHub
{
    public async Task<CreateInstanceResult> CreateInstanceAsync(CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.InstanceId(options.Limits, request.InstanceId));
        LimitRules.ThrowIfBroken(LimitRules.Name(options.Limits, request.Name, "The orchestrator name"));
        LimitRules.ThrowIfBroken(LimitRules.Payload(options.Limits, request.Input, "The input"));
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        if (shard.ActiveInstances >= options.Limits.ActiveInstances || shard.WaitingArrivals >= options.Limits.WaitingArrivals)
        {
            return new CreateInstanceResult(CreateInstanceOutcome.ResourceExhausted);
        }

        var creation = CreationOf(request);
        while (true)
        {
            var change = node.Watches.NextChange(request.InstanceId);
            var result = await PersistAsync(cancellationToken, "create", token => node.Store.SendAsync([new OutboundCreation(creation)], token)).ConfigureAwait(false);
            switch (result[0])
            {
                case { Outcome: CreationOutcome.Created }:
                    shard.Begin(creation.Head, creation.Input);
                    return new CreateInstanceResult(CreateInstanceOutcome.Created);
                case { Outcome: CreationOutcome.AlreadyThere }:
                    await shard.EnsureLoadedAsync(request.InstanceId).ConfigureAwait(false);
                    return new CreateInstanceResult(CreateInstanceOutcome.Created);
                case { Outcome: CreationOutcome.Gone }:
                    return new CreateInstanceResult(CreateInstanceOutcome.Created);
                case { Existing: null }:
                    return new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists);
                case { Existing: { } existing }:
                    if (!await MakeWayAsync(request, existing, change, cancellationToken).ConfigureAwait(false))
                    {
                        return new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, existing.Status);
                    }

                    if (!existing.IsTerminal)
                    {
                        // It was ended for this request: its new status must not protect it now.
                        creation = creation with { ReplaceableStatuses = [.. creation.ReplaceableStatuses, InstanceStatus.Terminated] };
                    }

                    break;
            }
        }
    }

    public Task<SignalResult> RaiseEventAsync(
        string instanceId, string eventName, string? input, string? requestId, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.Name(options.Limits, eventName, "The event name"));
        LimitRules.ThrowIfBroken(LimitRules.Payload(options.Limits, input, $"The payload of event '{eventName}'"));
        return SignalAsync(instanceId, requestId, now => new EventContent(now, FromClient: true, eventName, input), cancellationToken);
    }

    public Task<SignalResult> TerminateAsync(string instanceId, string? output, bool recurse, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.Payload(options.Limits, output, "The output"));
        return SignalAsync(instanceId, null, now => new TerminateContent(now, FromClient: true, output, recurse), cancellationToken);
    }

    public Task<SignalResult> SuspendAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        SignalAsync(instanceId, null, now => new SuspendContent(now, reason), cancellationToken);

    public Task<SignalResult> ResumeAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        SignalAsync(instanceId, null, now => new ResumeContent(now, reason), cancellationToken);

    public async Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads, token)).ConfigureAwait(false);
        return stored is null ? null : SnapshotOf(stored);
    }

    public Task<InstanceSnapshot> WaitForStartAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, includePayloads, static head => head.Status != InstanceStatus.Pending, cancellationToken);

    public Task<InstanceSnapshot> WaitForCompletionAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, includePayloads, static head => head.IsTerminal, cancellationToken);

    public async Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        var page = await PersistAsync(cancellationToken, "query", token => node.Store.QueryAsync(
            new HeadQuery(
                query.CreatedFrom,
                query.CreatedTo,
                query.Statuses,
                query.InstanceIdPrefix,
                query.PageSize,
                query.IncludePayloads,
                query.ContinuationToken),
            token)).ConfigureAwait(false);
        return new InstancePage([.. page.Items.Select(SnapshotOf)], page.Continuation);
    }

    public async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        InstanceHead? tried = null;
        while (true)
        {
            var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads: true, token)).ConfigureAwait(false);
            if (stored is null)
            {
                return [];
            }

            try
            {
                var loaded = await PersistAsync(cancellationToken, "read history", token => InstanceLoader.LoadAsync(node.Store, stored, options.Limits, token)).ConfigureAwait(false);
                return loaded.State.PastEvents;
            }
            catch (Encoding.UndecodableContentException) when (tried is null || tried.Generation != stored.Head.Generation || tried.Life != stored.Head.Life)
            {
                // Its generation may have been closed and trimmed, or its life replaced, while it was read.
                tried = stored.Head;
            }
        }
    }

    private InstanceCreation CreationOf(CreateInstanceRequest request)
    {
        var life = InstanceLife.ForClient(request.InstanceId, request.RequestId ?? InstanceLife.NewRandom());
        var now = shard.Now;
        var head = new InstanceHead(
            request.InstanceId,
            life,
            request.Name,
            request.Version,
            request.Tags ?? Encoding.EmptyMap.Value,
            Parent: null,
            request.TraceParent,
            ExecutionId: life,
            CreatedAt: now,
            request.StartAt is { } start ? DateTime.SpecifyKind(start, DateTimeKind.Utc) : null,
            LastUpdatedAt: now,
            CompletedAt: null,
            InstanceStatus.Pending,
            CustomStatus: null,
            Generation: 0,
            Sequence: -1);
        return new InstanceCreation(head, request.Input, request.ReplaceableStatuses ?? InstanceCreation.EveryTerminalStatus);
    }

    /// <summary>Ends what stands in the way of a creation, if the request allows that.</summary>
    private async Task<bool> MakeWayAsync(CreateInstanceRequest request, InstanceHead existing, Task change, CancellationToken cancellationToken)
    {
        var runner = await shard.EnsureLoadedAsync(request.InstanceId).ConfigureAwait(false);
        if (runner is null)
        {
            // It has left meanwhile, or its status protects it for good.
            var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(request.InstanceId, includePayloads: false, token)).ConfigureAwait(false);
            return stored is null
                || !string.Equals(stored.Head.Life, existing.Life, StringComparison.Ordinal)
                || (!stored.IsActive && Allows(request, stored.Head.Status));
        }

        if (!runner.HasEnded)
        {
            if (!Allows(request, existing.Status))
            {
                return false;
            }

            await TerminateAsync(request.InstanceId, null, recurse: false, cancellationToken).ConfigureAwait(false);
        }

        await change.WaitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static bool Allows(CreateInstanceRequest request, InstanceStatus status) =>
        (request.ReplaceableStatuses ?? InstanceCreation.EveryTerminalStatus).Contains(status);

    private async Task<SignalResult> SignalAsync(
        string instanceId, string? requestId, Func<DateTime, MessageContent> content, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.InstanceId(options.Limits, instanceId));
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        string life;
        if (shard.Find(instanceId) is { } runner)
        {
            if (runner.HasEnded)
            {
                return SignalResult.Ended;
            }

            life = runner.Life;
        }
        else
        {
            var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
            if (stored is null)
            {
                return SignalResult.NotFound;
            }

            if (!stored.IsActive)
            {
                return SignalResult.Ended;
            }

            life = stored.Head.Life;
        }

        var message = new InboxMessage(
            instanceId,
            life,
            MessageIds.Request(requestId ?? InstanceLife.NewRandom()),
            NextStamp(),
            0,
            MessageCodec.Encode(content(shard.Now)));
        await PersistAsync(cancellationToken, "send", token => node.Store.SendAsync([new OutboundMessage(message)], token)).ConfigureAwait(false);
        shard.Deliver(message);
        return SignalResult.Accepted;
    }

    private async Task<InstanceSnapshot> WaitAsync(
        string instanceId, bool includePayloads, Func<InstanceHead, bool> reached, CancellationToken cancellationToken)
    {
        await Owning.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var either = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed.Token) : null;
        var ended = either?.Token ?? closed.Token;
        while (true)
        {
            var change = node.Watches.NextChange(instanceId);

            // What the store shows of an instance at work is known without reading it.
            if (shard.Find(instanceId) is not InstanceRunner { ShownHead: { } shown } || reached(shown))
            {
                using var request = new RequestUnderWay(node.Work);
                var stored = await PersistAsync(cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads, token)).ConfigureAwait(false);
                if (stored is not null && reached(stored.Head))
                {
                    return SnapshotOf(stored);
                }
            }

            await change.WaitAsync(ended).ConfigureAwait(false);
        }
    }

    private InstanceSnapshot SnapshotOf(StoredInstance stored)
    {
        var head = stored.Head;
        return new InstanceSnapshot(
            head.InstanceId,
            head.Name,
            head.Version,
            head.Status,
            head.CreatedAt,
            head.LastUpdatedAt,
            head.CompletedAt,
            head.CustomStatus,
            stored.Payloads.Input,
            stored.Payloads.Output,
            stored.Payloads.Failure,
            head.Tags,
            head.Parent is { } parent ? new ParentInstance(parent.InstanceId, parent.Name, parent.Version, parent.TaskScheduledId) : null,
            stored.QuarantineReason ?? shard.Find(head.InstanceId)?.HeldReason);
    }

    /// <summary>A call that the loss of the shard cuts short is made again under the next lease: every operation may be repeated.</summary>
    private async Task<T> PersistAsync<T>(CancellationToken caller, string operation, Func<CancellationToken, Task<T>> call)
    {
        while (true)
        {
            var owner = shard;
            try
            {
                return await owner.Retry.RunForCallerAsync(operation, call, caller).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (owner.IsDropped && !caller.IsCancellationRequested && !closed.IsCancellationRequested)
            {
                await OwnedAgainAsync(caller).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits, without counting as work, until this process owns the shard.</summary>
    private async Task OwnedAgainAsync(CancellationToken cancellationToken)
    {
        node.Work.Exit();
        try
        {
            await Owning.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            node.Work.Enter();
        }
    }

    private async Task<RequestUnderWay> BeginRequestAsync(CancellationToken cancellationToken)
    {
        await Owning.WaitAsync(cancellationToken).ConfigureAwait(false);
        closed.Token.ThrowIfCancellationRequested();
        return new RequestUnderWay(node.Work);
    }

    /// <summary>Counts a request as work until it is answered.</summary>
    private sealed class RequestUnderWay : IDisposable
    {
        private readonly WorkInProgress work;

        public RequestUnderWay(WorkInProgress work)
        {
            this.work = work;
            work.Enter();
        }

        public void Dispose() => work.Exit();
    }
}
