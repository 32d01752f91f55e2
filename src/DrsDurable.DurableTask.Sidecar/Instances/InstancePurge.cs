using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Instances;

/// <summary>Which ended instances to purge. Criteria that are <see langword="null"/> do not restrict.</summary>
/// <param name="Statuses">Those that are no end match nothing.</param>
/// <param name="Recursive">With their sub-orchestrations. A tree of which something is still active stays whole.</param>
/// <param name="Timeout">Machine time after which no further instance is begun; at least one is purged.</param>
public sealed record PurgeAllRequest(
    DateTime? CreatedFrom = null,
    DateTime? CreatedTo = null,
    IReadOnlyCollection<InstanceStatus>? Statuses = null,
    bool Recursive = false,
    TimeSpan? Timeout = null);

/// <param name="Purged">Instances, sub-orchestrations included.</param>
/// <param name="IsComplete"><see langword="false"/> if the time-out ended it: call again to go on.</param>
/// <param name="Active">The instance that is still active and so kept its tree from being purged.</param>
public sealed record PurgeReport(int Purged, bool IsComplete, string? Active = null);
