namespace DrsDurable.DurableTask;

/// <summary>How an instance is started.</summary>
/// <param name="InstanceId"><see langword="null"/> = random, 32 hexadecimal digits.</param>
/// <param name="StartAt">Domain time before which it does not run.</param>
public record StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
{
    /// <summary>A copy.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Names of the statuses in which an existing instance of this id is left alone and the start is refused.
    /// <see langword="null"/> = every status that is not an end.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
