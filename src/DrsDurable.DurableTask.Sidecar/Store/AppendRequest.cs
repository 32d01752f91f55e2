namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>One turn to commit: the batch, and everything that follows from it.</summary>
/// <param name="Outbound">In the order it must be sent.</param>
/// <param name="Head"><see langword="null"/> if what the head shows does not change.</param>
/// <param name="Consumed">Inbox messages the batch rests on, to be deleted last.</param>
/// <param name="TrimBelowGeneration">Batches of earlier generations of this life are no longer needed once the head shows this one.</param>
public sealed record AppendRequest(
    ShardLease Lease,
    BatchKey Key,
    string WriterId,
    ReadOnlyMemory<byte> Content,
    IReadOnlyList<Outbound> Outbound,
    HeadUpdate? Head,
    IReadOnlyList<MessageKey> Consumed,
    int? TrimBelowGeneration);

/// <summary>A new state of the head.</summary>
/// <param name="Payloads">Replaces input and output if not <see langword="null"/>.</param>
/// <param name="Deactivate">The instance has ended and everything it sent is delivered: take it off the active list after the write.</param>
/// <param name="Activation">The last activation its owner knows of, <see langword="null"/> for none. With another one stored it stays on the list.</param>
public sealed record HeadUpdate(InstanceHead Head, InstancePayloads? Payloads, bool Deactivate, string? Activation = null);

public enum AppendOutcome
{
    /// <summary>The batch is durable; it is this request's (also when an earlier attempt of the same writer id had succeeded).</summary>
    Committed,

    /// <summary>The key holds another writer's batch, or the generation or life has been closed, trimmed or purged.</summary>
    Conflict,
}

/// <param name="EffectsApplied">Outbound, head, deletions and trimming are durable too. If <see langword="false"/>, an unknown part
/// of them is, and the caller performs them one by one, in this order.</param>
/// <param name="Creations">If effects were applied: the result of each <see cref="OutboundCreation"/>, in order.</param>
public sealed record AppendResult(AppendOutcome Outcome, bool EffectsApplied, IReadOnlyList<CreationResult> Creations);
