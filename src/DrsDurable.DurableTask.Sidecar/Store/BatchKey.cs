namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>Where a batch lies. A batch is written only if its key does not exist: commit and fence in one.</summary>
/// <param name="Life">One existence of the instance id.</param>
/// <param name="Generation">Grows at ContinueAsNew, from 0.</param>
/// <param name="Sequence">Counts the batches of a generation, from 0 and without gap.</param>
public readonly record struct BatchKey(string InstanceId, string Life, int Generation, int Sequence)
{
    public override string ToString() => $"{InstanceId}/{Life}/{Generation}/{Sequence}";
}

/// <summary>The right to act for a shard. The owner id is random per process start, so that a restarted process is never mistaken
/// for its predecessor.</summary>
/// <param name="Epoch">Grows whenever the shard changes hands.</param>
/// <param name="Term">Machine time for which it holds after it was last confirmed; <see langword="null"/> if it holds for as long as
/// the owner's process lives.</param>
public sealed record ShardLease(int Shard, string OwnerId, long Epoch, TimeSpan? Term = null);

/// <summary>A batch as it was read back.</summary>
/// <param name="WriterId">Random per batch; tells a writer whose append was refused that the batch there is its own.</param>
public sealed record StoredBatch(BatchKey Key, string WriterId, ReadOnlyMemory<byte> Content);
