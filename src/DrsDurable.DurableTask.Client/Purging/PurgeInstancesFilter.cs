namespace DrsDurable.DurableTask.Client;

/// <summary>Which instances to purge. Only such as have ended are.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>
    /// How long to go on, of machine time and positive. When it has passed no further instance is begun and
    /// <see cref="PurgeResult.IsComplete"/> is false: call again to go on. Default: no limit.
    /// </summary>
    public TimeSpan? Timeout { get; init; }
}
