using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs;

/// <summary>
/// The "disk" under <see cref="WeakHubStore"/>: single items, each changed atomically, nothing across items. It outlives the
/// stores, as a table outlives the processes that use it.
/// </summary>
public sealed class WeakHubMedium
{
    internal Lock Gate { get; } = new();

    internal Dictionary<BatchKey, StoredBatch> Batches { get; } = [];

    internal Dictionary<string, Instance> Instances { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, ActiveEntry> Active { get; } = new(StringComparer.Ordinal);

    internal SortedDictionary<MessageKey, InboxMessage> Inbox { get; } = new(Comparer<MessageKey>.Create(Compare));

    internal SortedDictionary<MessageKey, DeadLetter> DeadLetters { get; } = new(Comparer<MessageKey>.Create(Compare));

    /// <summary>Id of the instance created last.</summary>
    internal string? Newest { get; set; }

    internal long Epoch { get; set; }

    internal string? Owner { get; set; }

    /// <summary>Everything that was ever done to it.</summary>
    public HubTrace Trace { get; } = new();

    /// <summary>Whoever opens it while its owner's store is open is refused; otherwise a contender takes it over at once, as after the
    /// lease has ended.</summary>
    public bool RefusesContenders { get; set; }

    /// <summary>The lease given out last is over: it can be taken by others and no longer be renewed.</summary>
    public void EndLease()
    {
        lock (Gate)
        {
            Owner = null;
        }
    }

    /// <summary>The term of the leases given out.</summary>
    public TimeSpan? LeaseTerm { get; set; }

    /// <summary>Which repairs of known hazards this medium has; all, unless a test wants to see what happens without one.</summary>
    public StoreRepairs Repairs { get; set; } = new();

    /// <summary>Items of any kind, tombstones apart.</summary>
    public int ItemCount
    {
        get
        {
            lock (Gate)
            {
                return Batches.Count + Instances.Values.Count(instance => !instance.IsTombstone) + Active.Count + Inbox.Count;
            }
        }
    }

    /// <summary>The batches stored for an instance.</summary>
    public IReadOnlyList<BatchKey> KeysOf(string instanceId)
    {
        lock (Gate)
        {
            return [.. Batches.Keys.Where(key => key.InstanceId == instanceId).OrderBy(key => key.Generation).ThenBy(key => key.Sequence)];
        }
    }

    /// <summary>Replaces a stored batch by bytes no version can read.</summary>
    /// <returns>What was there.</returns>
    public ReadOnlyMemory<byte> DamageBatch(BatchKey key)
    {
        lock (Gate)
        {
            var intact = Batches[key].Content;
            RepairBatch(key, new byte[] { 0xFF, 0x00 });
            return intact;
        }
    }

    public void RepairBatch(BatchKey key, ReadOnlyMemory<byte> content)
    {
        lock (Gate)
        {
            Batches[key] = Batches[key] with { Content = content };
        }
    }

    private static int Compare(MessageKey left, MessageKey right)
    {
        var order = string.CompareOrdinal(left.TargetInstanceId, right.TargetInstanceId);
        order = order != 0 ? order : left.Stamp.CompareTo(right.Stamp);
        order = order != 0 ? order : left.Index.CompareTo(right.Index);
        return order != 0 ? order : string.CompareOrdinal(left.Id, right.Id);
    }

    internal sealed record ActiveEntry(string Life, ParkedAt? Parked);

    internal sealed class Instance(string life, IReadOnlyList<string> replacedLives)
    {
        public string Life { get; } = life;

        public IReadOnlyList<string> ReplacedLives { get; } = replacedLives;

        public ReadOnlyMemory<byte> Head { get; set; }

        public InstancePayloads Payloads { get; set; } = InstancePayloads.None;

        public string? QuarantineReason { get; set; }

        public string? Activation { get; set; }

        public DateTime? QuarantinedAt { get; set; }

        public bool IsTombstone { get; set; }

        public DateTime TombstoneUntil { get; set; } = DateTime.MaxValue;

        public InstanceHead DecodeHead() => HeadCodec.Decode(Head);
    }
}
