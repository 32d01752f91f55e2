using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs;

/// <content>The changes of single items.</content>
public sealed partial class WeakHubStore
{
    private const int RememberedLives = 16;

    private List<Action> Effects(AppendRequest request, List<CreationResult> creations)
    {
        var steps = new List<Action>();
        steps.AddRange(request.Outbound.Select(item => (Action)(() => Send(item, creations))));
        if (request.Head is { } head)
        {
            steps.Add(() => UpdateHead(head with { Deactivate = false }));
        }

        if (Holds(request.Lease))
        {
            steps.AddRange(request.Consumed.Select(key => (Action)(() => Delete(request.Lease, key))));
        }

        if (request.TrimBelowGeneration is { } below)
        {
            steps.Add(() => Trim(request.Key.InstanceId, request.Key.Life, below));
        }

        if (request.Head is { Deactivate: true } last)
        {
            steps.Add(() => UpdateHead(last));
        }

        return steps;
    }

    private void Record(HubTraceEntry entry) => medium.Trace.Add(entry);

    private void Delete(ShardLease by, MessageKey key)
    {
        if (medium.Inbox.Remove(key, out var message))
        {
            Record(new MessageDeleted(by.Epoch, message));
        }
    }

    private StoredBatch? BatchAt(BatchKey key) => medium.Repairs.LifeInKeys
        ? medium.Batches.GetValueOrDefault(key)
        : medium.Batches.Values.FirstOrDefault(batch => batch.Key == key with { Life = batch.Key.Life });

    private bool IsOf(string life, BatchKey key) => !medium.Repairs.LifeInKeys || string.Equals(key.Life, life, StringComparison.Ordinal);

    private void Send(Outbound item, List<CreationResult> creations)
    {
        switch (item)
        {
            case OutboundMessage { Message: var message }:
                var copy = message with { Content = message.Content.ToArray() };
                Record(new MessageSent(copy, medium.Inbox.TryAdd(message.Key, copy)));
                break;
            case OutboundCreation { Creation: var creation }:
                var created = Create(creation);
                Record(new CreationTried(creation, created.Outcome));
                creations.Add(created);
                break;
        }
    }

    private CreationResult Create(InstanceCreation creation)
    {
        var head = creation.Head;
        IReadOnlyList<string> replaced = [];
        if (medium.Instances.TryGetValue(head.InstanceId, out var existing) && !(existing.IsTombstone && existing.TombstoneUntil <= Now))
        {
            if (existing.Life == head.Life)
            {
                return existing.IsTombstone
                    ? new CreationResult(CreationOutcome.Gone, null)
                    : new CreationResult(CreationOutcome.AlreadyThere, existing.DecodeHead());
            }

            if (medium.Repairs.ReplacedLives && existing.ReplacedLives.Contains(head.Life))
            {
                return new CreationResult(CreationOutcome.Gone, null);
            }

            if (!existing.IsTombstone)
            {
                var there = existing.DecodeHead();
                if (medium.Active.ContainsKey(head.InstanceId) || !creation.ReplaceableStatuses.Contains(there.Status))
                {
                    return new CreationResult(CreationOutcome.Clash, there);
                }

                RemoveBatches(head.InstanceId, existing.Life, int.MaxValue);
            }

            replaced = [.. existing.ReplacedLives.Append(existing.Life).TakeLast(RememberedLives)];
        }

        medium.Newest = head.InstanceId;
        medium.Active[head.InstanceId] = new WeakHubMedium.ActiveEntry(head.Life, null);
        medium.Instances[head.InstanceId] = new WeakHubMedium.Instance(head.Life, replaced)
        {
            Head = HeadCodec.Encode(head).ToArray(),
            Payloads = new InstancePayloads(creation.Input, null, null),
        };
        return new CreationResult(CreationOutcome.Created, null);
    }

    private HeadOutcome UpdateHead(HeadUpdate update)
    {
        var head = update.Head;
        if (Find(head.InstanceId) is not { } instance || (medium.Repairs.LifeInKeys && instance.Life != head.Life))
        {
            return HeadOutcome.OtherLife;
        }

        var order = head.ComparePosition(instance.DecodeHead());
        if (order > 0 || !medium.Repairs.ForwardHeads)
        {
            Record(new HeadWritten(head));
            instance.Payloads = update.Payloads ?? instance.Payloads;
            instance.Head = HeadCodec.Encode(head).ToArray();
        }

        if (update.Deactivate && order >= 0 && (instance.Activation == update.Activation || !medium.Repairs.KnownActivations))
        {
            if (medium.Active.Remove(head.InstanceId))
            {
                Record(new InstanceDeactivated(head.InstanceId, head.Life));
            }
        }

        return order > 0 ? HeadOutcome.Updated : HeadOutcome.NotNewer;
    }

    private void Trim(string instanceId, string life, int belowGeneration)
    {
        if (Find(instanceId) is { } instance && instance.Life == life)
        {
            var below = Math.Min(belowGeneration, instance.DecodeHead().Generation);
            RemoveBatches(instanceId, life, below);
            Record(new GenerationsTrimmed(instanceId, life, below));
        }
    }

    private void RemoveBatches(string instanceId, string life, int belowGeneration)
    {
        foreach (var key in medium.Batches.Keys
            .Where(key => key.InstanceId == instanceId && key.Life == life && key.Generation < belowGeneration).ToArray())
        {
            medium.Batches.Remove(key);
        }
    }

    private ActiveItem ActiveItemOf(string instanceId)
    {
        var (life, parked) = medium.Active[instanceId];
        var isCurrent = parked is { } at && !medium.Batches.Keys.Any(key =>
            key.InstanceId == instanceId && key.Life == life && (key.Generation, key.Sequence).CompareTo((at.Generation, at.Sequence)) > 0);
        return new ActiveItem(instanceId, life, isCurrent ? parked : null);
    }

    private StoredInstance Read(string instanceId, WeakHubMedium.Instance instance, bool includePayloads) => new(
        instance.DecodeHead(),
        medium.Active.ContainsKey(instanceId),
        includePayloads ? instance.Payloads : InstancePayloads.None,
        instance.QuarantineReason,
        instance.Activation);

    private WeakHubMedium.Instance? Find(string instanceId) =>
        medium.Instances.TryGetValue(instanceId, out var instance) && !instance.IsTombstone ? instance : null;

    private bool Holds(ShardLease claimed) => !medium.Repairs.GatedDeletes || IsOwner(claimed);

    private bool IsOwner(ShardLease claimed) =>
        claimed == lease && claimed.Epoch == medium.Epoch && string.Equals(claimed.OwnerId, medium.Owner, StringComparison.Ordinal);
}
