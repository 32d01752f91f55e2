namespace DrsDurable.DurableTask.Client;

/// <summary>Which instances to purge. Only such as have ended are.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long to go on; when it passes, <see cref="PurgeResult.IsComplete"/> is false. Default: no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
