using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>
/// What is shown of an instance, and its creation. It exists before anything else of the instance does; the history is the truth
/// it is repaired from. Input and output are kept apart from it.
/// </summary>
/// <param name="Generation">With <paramref name="Sequence"/>: the batch this head reflects; sequence −1 before the first.</param>
/// <param name="ExecutionId">Of the current generation.</param>
public sealed record InstanceHead(
    string InstanceId,
    string Life,
    string Name,
    string? Version,
    IReadOnlyDictionary<string, string> Tags,
    ParentLink? Parent,
    string? TraceParent,
    string ExecutionId,
    DateTime CreatedAt,
    DateTime? StartAt,
    DateTime LastUpdatedAt,
    DateTime? CompletedAt,
    InstanceStatus Status,
    string? CustomStatus,
    int Generation,
    int Sequence)
{
    public bool IsTerminal => Status is InstanceStatus.Completed or InstanceStatus.Failed or InstanceStatus.Terminated or InstanceStatus.Canceled;

    /// <summary>Compares positions: negative if this head reflects an earlier batch than the other.</summary>
    public int ComparePosition(InstanceHead other) =>
        Generation != other.Generation ? Generation.CompareTo(other.Generation) : Sequence.CompareTo(other.Sequence);
}

/// <summary>The task of a parent that an instance answers.</summary>
/// <param name="Life">Of the parent; with <paramref name="Generation"/> and the task id it says exactly which task waits.</param>
public sealed record ParentLink(string InstanceId, string Life, int Generation, string Name, string? Version, int TaskScheduledId);

/// <summary>The payloads of an instance, too large to be carried in its head.</summary>
/// <param name="Input">JSON, of the current generation.</param>
/// <param name="Output">JSON, once the instance has ended.</param>
public sealed record InstancePayloads(string? Input, string? Output, FailureDetails? Failure)
{
    public static InstancePayloads None { get; } = new(null, null, null);
}

/// <summary>An instance as it was read.</summary>
/// <param name="IsActive">It is on its shard's active list: it may still act, or has something left to send.</param>
/// <param name="Payloads"><see cref="InstancePayloads.None"/> unless they were asked for.</param>
/// <param name="QuarantineReason">Why the hub does not run it, if it does not.</param>
/// <param name="Activation">By which it was put back on the active list last, if it ever was.</param>
public sealed record StoredInstance(InstanceHead Head, bool IsActive, InstancePayloads Payloads, string? QuarantineReason, string? Activation = null);
