using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Instances;

/// <summary>The asking side of the hub. Expected outcomes are results; exceptions mean the hub could not answer.</summary>
public interface ITaskHubClient
{
    /// <summary>Creates an instance durably before it returns.</summary>
    Task<CreateInstanceResult> CreateInstanceAsync(CreateInstanceRequest request, CancellationToken cancellationToken);

    /// <summary>Delivers an external event durably before it returns. Repeating a request id has no effect within the
    /// deduplication window (10 minutes).</summary>
    Task<SignalResult> RaiseEventAsync(string instanceId, string eventName, string? input, string? requestId, CancellationToken cancellationToken);

    Task<SignalResult> TerminateAsync(string instanceId, string? output, bool recurse, CancellationToken cancellationToken);

    Task<SignalResult> SuspendAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    Task<SignalResult> ResumeAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Consistent read; <see langword="null"/> if there is no such instance.</summary>
    Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken);

    /// <summary>Waits, for an instance that need not exist yet, until it is no longer Pending.</summary>
    Task<InstanceSnapshot> WaitForStartAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken);

    /// <summary>Waits, for an instance that need not exist yet, until it has ended.</summary>
    Task<InstanceSnapshot> WaitForCompletionAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken);

    /// <summary>One page ordered by creation time, then instance id.</summary>
    Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken);

    /// <summary>The events of the current generation, oldest first; empty if there is no such instance.</summary>
    Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellationToken);

    Task<PurgeOutcome> PurgeAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>
    /// Purges an instance with all its sub-orchestrations, those of earlier generations and of purged or replaced lives included.
    /// Descendants go first, so that an interrupted purge can be repeated. If anything of the tree is still active, nothing is purged.
    /// </summary>
    Task<PurgeReport> PurgeTreeAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Purges the ended instances that match, oldest first.</summary>
    Task<PurgeReport> PurgeAllAsync(PurgeAllRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Runs an ended instance anew: same name, version and tags, and the input of its latest generation. Under the same id it is a new
    /// life; under a new id the original stays as it is and may still be running. The restarted instance has no parent.
    /// </summary>
    Task<RestartInstanceResult> RestartAsync(RestartInstanceRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Lets a failed instance go on from before its failure, in a new generation of the same life: what failed is done again, failed
    /// sub-orchestrations are rewound likewise, and nothing that succeeded is repeated unless the orchestrator decided it after it had
    /// seen the failure. When it returns the instance shows that it runs.
    /// </summary>
    Task<RewindInstanceResult> RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>One page of the ids of ended instances, ordered by completion time, then instance id.</summary>
    /// <exception cref="ArgumentException">The continuation token is not one this hub gave out.</exception>
    Task<InstanceIdPage> ListCompletedAsync(CompletedInstanceQuery query, CancellationToken cancellationToken);
}

/// <param name="InstanceId">At most 256 UTF-8 bytes, no control characters.</param>
/// <param name="StartAt">Domain time before which the orchestrator does not run.</param>
/// <param name="RequestId">Makes a repeated request recognisable as its own first attempt; default random.</param>
/// <param name="ReplaceableStatuses">Statuses of an existing instance of this id that may be replaced; <see langword="null"/> = every terminal one.</param>
public sealed record CreateInstanceRequest(
    string InstanceId,
    string Name,
    string? Version = null,
    string? Input = null,
    IReadOnlyDictionary<string, string>? Tags = null,
    DateTime? StartAt = null,
    string? RequestId = null,
    IReadOnlyCollection<InstanceStatus>? ReplaceableStatuses = null,
    string? TraceParent = null);

public enum CreateInstanceOutcome
{
    Created,

    /// <summary>An instance of this id is there and its status protects it.</summary>
    AlreadyExists,

    /// <summary>Too much unfinished work: try again later.</summary>
    ResourceExhausted,
}

public sealed record CreateInstanceResult(CreateInstanceOutcome Outcome, InstanceStatus? ExistingStatus = null);

public enum SignalResult
{
    Accepted,
    NotFound,

    /// <summary>The instance has ended; the signal was dropped.</summary>
    Ended,
}

/// <summary>What anyone may see of an instance.</summary>
public sealed record InstanceSnapshot(
    string InstanceId,
    string Name,
    string? Version,
    InstanceStatus Status,
    DateTime CreatedAt,
    DateTime LastUpdatedAt,
    DateTime? CompletedAt,
    string? CustomStatus,
    string? Input,
    string? Output,
    FailureDetails? Failure,
    IReadOnlyDictionary<string, string> Tags,
    ParentInstance? Parent,
    string? QuarantineReason = null);

public sealed record InstanceQuery(
    DateTime? CreatedFrom = null,
    DateTime? CreatedTo = null,
    IReadOnlyCollection<InstanceStatus>? Statuses = null,
    string? InstanceIdPrefix = null,
    int PageSize = 100,
    bool IncludePayloads = false,
    string? ContinuationToken = null);

/// <param name="ContinuationToken"><see langword="null"/> on the last page.</param>
public sealed record InstancePage(IReadOnlyList<InstanceSnapshot> Instances, string? ContinuationToken);

public enum PurgeOutcome
{
    Purged,
    NotFound,

    /// <summary>Only instances that have ended, with everything they sent delivered, can be purged.</summary>
    StillActive,
}
