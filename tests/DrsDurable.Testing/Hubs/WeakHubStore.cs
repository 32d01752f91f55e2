using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs;

/// <summary>
/// A hub store that keeps exactly what the contract promises and not a bit more: a batch is atomic and fenced; of everything else
/// in an append a random prefix is done, which the caller learns only when it was all of it.
/// </summary>
public sealed partial class WeakHubStore(WeakHubMedium medium, int seed, TimeProvider? machine = null) : IHubStore
{
    private const int PageSize = 3;

    private static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(7);

    private readonly Random random = new(seed);
    private readonly Dictionary<string, MessageKey> inboxPages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MessageKey> deadLetterPages = new(StringComparer.Ordinal);
    private readonly TimeProvider machine = machine ?? TimeProvider.System;
    private ShardLease? lease;

    public async Task<OpenResult> OpenAsync(string hubName, string ownerId, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (!string.Equals(medium.Owner, ownerId, StringComparison.Ordinal))
            {
                if (medium.RefusesContenders && medium.Owner is not null)
                {
                    return new OpenResult(OpenOutcome.InUse, null, "Another owner holds the shard.");
                }

                medium.Owner = ownerId;
                medium.Epoch++;
                Record(new ShardTaken(medium.Epoch));
            }

            lease = new ShardLease(0, ownerId, medium.Epoch, medium.LeaseTerm);
            return new OpenResult(OpenOutcome.Opened, lease, null);
        }
    }

    public async Task<LeaseOutcome> RenewLeaseAsync(ShardLease lease, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            return IsOwner(lease) ? LeaseOutcome.Done : LeaseOutcome.LeaseLost;
        }
    }

    public async Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (BatchAt(request.Key) is { } there)
            {
                var isOwn = medium.Repairs.OwnBatchRecognised && string.Equals(there.WriterId, request.WriterId, StringComparison.Ordinal);
                return new AppendResult(isOwn ? AppendOutcome.Committed : AppendOutcome.Conflict, EffectsApplied: false, []);
            }

            if (Find(request.Key.InstanceId) is not { } instance
                || (medium.Repairs.LifeInKeys && !string.Equals(instance.Life, request.Key.Life, StringComparison.Ordinal))
                || (medium.Repairs.FencedGenerations && instance.DecodeHead().Generation > request.Key.Generation))
            {
                return new AppendResult(AppendOutcome.Conflict, EffectsApplied: false, []);
            }

            var batch = new StoredBatch(request.Key, request.WriterId, request.Content.ToArray());
            medium.Batches.Add(request.Key, batch);
            Record(new BatchCommitted(request.Lease.Epoch, batch));
            var creations = new List<CreationResult>();
            var steps = Effects(request, creations);
            var done = random.Next(2 * steps.Count + 1);
            foreach (var step in steps.Take(done))
            {
                step();
            }

            return done >= steps.Count && Holds(request.Lease)
                ? new AppendResult(AppendOutcome.Committed, EffectsApplied: true, creations)
                : new AppendResult(AppendOutcome.Committed, EffectsApplied: false, []);
        }
    }

    public async Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var creations = new List<CreationResult>();
        foreach (var item in outbound)
        {
            lock (medium.Gate)
            {
                Send(item, creations);
            }
        }

        return creations;
    }

    public async Task<HeadOutcome> UpdateHeadAsync(HeadUpdate update, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            return UpdateHead(update);
        }
    }

    public async Task<LeaseOutcome> DeleteMessagesAsync(ShardLease lease, IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (!Holds(lease))
            {
                return LeaseOutcome.LeaseLost;
            }

            foreach (var key in messages)
            {
                Delete(lease, key);
            }

            return LeaseOutcome.Done;
        }
    }

    public async Task<LeaseOutcome> DeadLetterAsync(ShardLease lease, MessageKey message, string reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (!Holds(lease))
            {
                return LeaseOutcome.LeaseLost;
            }

            if (medium.Inbox.Remove(message, out var moved))
            {
                medium.DeadLetters.TryAdd(message, new DeadLetter(moved, reason, Now));
                Record(new MessageSetAside(moved));
            }

            return LeaseOutcome.Done;
        }
    }

    public async Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (Find(instanceId) is not { } instance || instance.Life != life)
            {
                return ActivationOutcome.Gone;
            }

            instance.Activation = activation;
            if (medium.Active.TryAdd(instanceId, new WeakHubMedium.ActiveEntry(life, null)))
            {
                Record(new InstanceActivated(instanceId, life));
            }

            return ActivationOutcome.Active;
        }
    }

    public async Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            Trim(instanceId, life, belowGeneration);
        }
    }

    public async Task<StoredInstance?> ReadInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            return Find(instanceId) is { } instance ? Read(instanceId, instance, includePayloads) : null;
        }
    }

    public async Task<IReadOnlyList<StoredBatch>> ReadGenerationAsync(string instanceId, string life, int generation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            return [.. medium.Batches.Values
                .Where(batch => batch.Key.InstanceId == instanceId && IsOf(life, batch.Key) && batch.Key.Generation == generation)
                .OrderBy(batch => medium.Repairs.NumericOrder ? "" : $"{batch.Key.Sequence}", StringComparer.Ordinal)
                .ThenBy(batch => batch.Key.Sequence)];
        }
    }

    public async Task<StorePage<ActiveItem>> ListActiveAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            var missed = medium.Repairs.ConsistentActiveList ? null : medium.Newest;
            string[] ids = [.. medium.Active.Keys.Where(id => id != missed).Order(StringComparer.Ordinal).Where(id => string.CompareOrdinal(id, continuation) > 0).Take(PageSize)];
            return new StorePage<ActiveItem>([.. ids.Select(ActiveItemOf)], ids.Length == PageSize ? ids[^1] : null);
        }
    }

    public async Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var mark in marks)
        {
            lock (medium.Gate)
            {
                if (medium.Active.TryGetValue(mark.InstanceId, out var entry) && entry.Life == mark.Life)
                {
                    medium.Active[mark.InstanceId] = entry with { Parked = mark.At };
                }
            }
        }
    }

    public async Task<StorePage<InboxMessage>> ReadInboxAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            InboxMessage[] page =
            [
                .. medium.Inbox.Values
                    .SkipWhile(message => continuation is not null && medium.Inbox.Comparer.Compare(message.Key, inboxPages[continuation]) <= 0)
                    .Take(PageSize),
            ];
            if (page.Length < PageSize)
            {
                return new StorePage<InboxMessage>(page, null);
            }

            // Pages overlap: some messages are seen twice, none is skipped.
            var next = Guid.NewGuid().ToString("N");
            inboxPages[next] = page[0].Key;
            return new StorePage<InboxMessage>(page, next);
        }
    }

    public async Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            StoredInstance[] found = [.. medium.Instances
                .Where(pair => !pair.Value.IsTombstone)
                .Select(pair => Read(pair.Key, pair.Value, query.IncludePayloads))
                .Where(instance => Matches(query, instance.Head))
                .OrderBy(instance => instance.Head.CreatedAt)
                .ThenBy(instance => instance.Head.InstanceId, StringComparer.Ordinal)
                .SkipWhile(instance => query.Continuation is { } after && string.CompareOrdinal(SortKey(instance.Head), after) <= 0)
                .Take(query.PageSize + 1)];
            return found.Length > query.PageSize
                ? new StorePage<StoredInstance>(found[..query.PageSize], SortKey(found[query.PageSize - 1].Head))
                : new StorePage<StoredInstance>(found, null);
        }
    }

    public async Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (!medium.Instances.TryGetValue(instanceId, out var instance) || instance.Life != life)
            {
                return PurgeStoreOutcome.NotFound;
            }

            if (instance.IsTombstone)
            {
                return PurgeStoreOutcome.Purged;
            }

            if (medium.Active.ContainsKey(instanceId) || !instance.DecodeHead().IsTerminal)
            {
                return PurgeStoreOutcome.StillActive;
            }

            instance.IsTombstone = true;
            instance.TombstoneUntil = Now + TombstoneLife;
            if (!medium.Repairs.Tombstones)
            {
                medium.Instances.Remove(instanceId);
            }

            Record(new InstancePurged(instanceId, life));
            RemoveBatches(instanceId, life, int.MaxValue);
            foreach (var key in medium.Inbox.Keys.Where(key => key.TargetInstanceId == instanceId).ToArray())
            {
                medium.Inbox.Remove(key, out var message);
                Record(new MessageDeleted(0, message!));
            }

            return PurgeStoreOutcome.Purged;
        }
    }

    public async Task SetQuarantineAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (Find(instanceId) is { } instance && instance.Life == life)
            {
                instance.QuarantinedAt = reason is null ? null : instance.QuarantinedAt ?? Now;
                instance.QuarantineReason = reason;
                Record(new InstanceQuarantined(instanceId, life, reason is not null));
            }
        }
    }

    public async Task<StorePage<QuarantinedInstance>> ListQuarantinedAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            QuarantinedInstance[] found =
            [
                .. medium.Instances
                    .Where(pair => pair.Value is { IsTombstone: false, QuarantineReason: not null } && string.CompareOrdinal(pair.Key, continuation) > 0)
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Take(PageSize)
                    .Select(pair => new QuarantinedInstance(pair.Key, pair.Value.Life, pair.Value.QuarantineReason!, pair.Value.QuarantinedAt)),
            ];
            return new StorePage<QuarantinedInstance>(found, found.Length == PageSize ? found[^1].InstanceId : null);
        }
    }

    public async Task<StorePage<DeadLetter>> ListDeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (continuation is not null && !deadLetterPages.ContainsKey(continuation))
            {
                throw new ArgumentException("The continuation token is not one this hub gave out.", nameof(continuation));
            }

            DeadLetter[] page =
            [
                .. medium.DeadLetters.Values
                    .SkipWhile(letter => continuation is not null && medium.DeadLetters.Comparer.Compare(letter.Message.Key, deadLetterPages[continuation]) <= 0)
                    .Take(pageSize + 1),
            ];
            if (page.Length <= pageSize)
            {
                return new StorePage<DeadLetter>(page, null);
            }

            var next = Guid.NewGuid().ToString("N");
            deadLetterPages[next] = page[pageSize - 1].Message.Key;
            return new StorePage<DeadLetter>(page[..pageSize], next);
        }
    }

    public async Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            return medium.DeadLetters.Count;
        }
    }

    public async Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (medium.Gate)
        {
            if (!medium.DeadLetters.TryGetValue(message, out var letter))
            {
                return false;
            }

            // Never both gone: put back first, as single items allow.
            if (settlement == DeadLetterSettlement.PutBack)
            {
                medium.Inbox.TryAdd(message, letter.Message);
            }

            return medium.DeadLetters.Remove(message);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (medium.Gate)
        {
            if (lease is { } held && IsOwner(held))
            {
                // As the lease of a process that died ends.
                medium.Owner = null;
            }
        }

        return ValueTask.CompletedTask;
    }

    private DateTime Now => machine.GetUtcNow().UtcDateTime;

    private static bool Matches(HeadQuery query, InstanceHead head) =>
        (query.CreatedFrom is not { } from || head.CreatedAt >= from)
        && (query.CreatedTo is not { } to || head.CreatedAt <= to)
        && (query.Statuses is not { } statuses || statuses.Contains(head.Status))
        && (query.InstanceIdPrefix is not { } prefix || head.InstanceId.StartsWith(prefix, StringComparison.Ordinal));

    private static string SortKey(InstanceHead head) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{head.CreatedAt.Ticks:D19}/{head.InstanceId}");
}
