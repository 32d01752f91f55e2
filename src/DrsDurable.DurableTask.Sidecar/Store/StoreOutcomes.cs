using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Store;

public enum OpenOutcome
{
    Opened,

    /// <summary>Another process owns this hub.</summary>
    InUse,

    /// <summary>The store was written by a newer version of this software.</summary>
    SchemaTooNew,

    /// <summary>The store cannot keep its promises where it was put, for example on a network file system.</summary>
    UnsupportedLocation,

    /// <summary>What is there cannot be used as it is: not a store, damaged, on a full disk, or not to be written by this process.</summary>
    Unusable,
}

/// <param name="Lease">Present when opened.</param>
/// <param name="Detail">For the operator: what is wrong and what to do.</param>
public sealed record OpenResult(OpenOutcome Outcome, ShardLease? Lease, string? Detail);

public enum HeadOutcome
{
    Updated,

    /// <summary>The head shows this batch or a later one already.</summary>
    NotNewer,

    /// <summary>The head belongs to another life, or is gone.</summary>
    OtherLife,
}

public enum LeaseOutcome
{
    Done,

    /// <summary>The lease is over: nothing was done, and the shard must be dropped.</summary>
    LeaseLost,
}

public enum ActivationOutcome
{
    /// <summary>It is on the active list now, perhaps since before.</summary>
    Active,

    /// <summary>There is no instance of this life: it was purged or replaced.</summary>
    Gone,
}

public enum PurgeStoreOutcome
{
    Purged,
    NotFound,
    StillActive,
}

/// <param name="Continuation"><see langword="null"/> on the last page.</param>
public sealed record StorePage<T>(IReadOnlyList<T> Items, string? Continuation);

/// <summary>Which heads to list, ordered by creation time, then instance id.</summary>
public sealed record HeadQuery(
    DateTime? CreatedFrom,
    DateTime? CreatedTo,
    IReadOnlyCollection<InstanceStatus>? Statuses,
    string? InstanceIdPrefix,
    int PageSize,
    bool IncludePayloads,
    string? Continuation);

/// <summary>Which ended instances to list.</summary>
/// <param name="Statuses"><see langword="null"/> = every terminal one.</param>
public sealed record CompletedQuery(
    DateTime? CompletedFrom,
    DateTime? CompletedTo,
    IReadOnlyCollection<InstanceStatus>? Statuses,
    int PageSize,
    string? Continuation);

/// <summary>
/// The store could not answer: the call may or may not have taken effect, now or later. Every operation may be repeated.
/// </summary>
public sealed class HubStoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
