using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Instances;

/// <summary>Which ended instances to list.</summary>
/// <param name="CompletedFrom">Inclusive, as is <paramref name="CompletedTo"/>.</param>
/// <param name="Statuses"><see langword="null"/> = every terminal one; others match nothing.</param>
public sealed record CompletedInstanceQuery(
    DateTime? CompletedFrom = null,
    DateTime? CompletedTo = null,
    IReadOnlyCollection<InstanceStatus>? Statuses = null,
    int PageSize = 100,
    string? ContinuationToken = null);

/// <param name="ContinuationToken"><see langword="null"/> on the last page.</param>
public sealed record InstanceIdPage(IReadOnlyList<string> InstanceIds, string? ContinuationToken);
