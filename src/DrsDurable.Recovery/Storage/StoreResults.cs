using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Storage;

public enum StoreOutcome
{
    Done,
    NotFound,
    NameExists,

    /// <summary>Somebody else changed it first.</summary>
    VersionConflict,

    /// <summary>Something refers to it.</summary>
    InUse,

    /// <summary>An execution holds it.</summary>
    Executing,

    /// <summary>It refers to something that is not there.</summary>
    ReferenceMissing,
}

/// <param name="CurrentVersion">With VersionConflict: what is stored now.</param>
/// <param name="Holder">With NameExists, InUse or Executing: the id of what stands in the way; with ReferenceMissing: the id that is not there.</param>
public sealed record StoreWrite(StoreOutcome Outcome, int? CurrentVersion = null, string? Holder = null)
{
    public static StoreWrite Done { get; } = new(StoreOutcome.Done);

    public static StoreWrite NotFound { get; } = new(StoreOutcome.NotFound);
}

public sealed record StorePage<T>(IReadOnlyList<T> Items, string? NextToken);

public sealed record ExecutionFilter(string? PlanId = null, ExecutionStatus? Status = null);

/// <param name="IdempotencyKey">Kept 24 hours; <see langword="null"/> when the caller sent none.</param>
/// <param name="RequestHash">SHA-256 of what was asked for, so that a reused key with another request is recognised.</param>
public sealed record ExecutionReservation(ExecutionSnapshot Snapshot, string? IdempotencyKey, string? RequestHash);

public enum ReservationOutcome
{
    Reserved,

    /// <summary>The same key and request were accepted before; <see cref="ReservationResult.ExecutionId"/> is that execution.</summary>
    Repeated,

    /// <summary>The key was used for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>The plan is running; <see cref="ReservationResult.ExecutionId"/> is that execution.</summary>
    PlanAlreadyExecuting,

    /// <summary>Another execution has a server; <see cref="ReservationResult.Conflicts"/> says which.</summary>
    ServerConflict,
}

/// <param name="Conflicts">Source server id → execution id.</param>
public sealed record ReservationResult(
    ReservationOutcome Outcome,
    string? ExecutionId = null,
    IReadOnlyDictionary<string, string>? Conflicts = null);

/// <param name="RequestHash">As in <see cref="ExecutionReservation"/>.</param>
public sealed record AcceptedRequest(string ExecutionId, string? RequestHash);
