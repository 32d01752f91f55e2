namespace DrsDurable.DurableTask.Sidecar.Limits;

/// <summary>What a hub accepts. Exceeding a limit fails the call or the instance with an error that names it.</summary>
public sealed class TaskHubLimits
{
    /// <summary>UTF-8 bytes of an instance id. Default 256, which later stores rely on.</summary>
    public int InstanceIdBytes { get; set; } = 256;

    /// <summary>UTF-8 bytes of an orchestrator, activity or event name. Default 256.</summary>
    public int NameBytes { get; set; } = 256;

    /// <summary>UTF-8 bytes of one input, output, event or custom status. Default 1 MiB.</summary>
    public int PayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>Actions of one turn. Default 10,000.</summary>
    public int TurnActions { get; set; } = 10_000;

    /// <summary>Stored bytes one turn may add. Default 16 MiB.</summary>
    public int TurnBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Stored bytes of one generation's history. Default 64 MiB.</summary>
    public long HistoryBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>Arrivals one turn takes; the rest waits for the next. Default 1,000.</summary>
    public int TurnArrivals { get; set; } = 1_000;

    /// <summary>Payload bytes of the arrivals one turn takes. Default 1 MiB; a single larger one is taken alone.</summary>
    public int TurnArrivalBytes { get; set; } = 1024 * 1024;

    /// <summary>Active instances above which creation answers ResourceExhausted. Default 100,000.</summary>
    public int ActiveInstances { get; set; } = 100_000;

    /// <summary>Arrivals waiting in memory above which creation answers ResourceExhausted. Default 100,000.</summary>
    public int WaitingArrivals { get; set; } = 100_000;
}

/// <summary>A request was refused because it exceeds a limit of the hub.</summary>
/// <param name="limitName">Name of the option in <see cref="TaskHubLimits"/>.</param>
public sealed class TaskHubLimitException(string limitName, long limit, long actual, string subject)
    : Exception($"{subject} exceeds the task hub's limit {limitName}: {actual} of at most {limit}.")
{
    public string LimitName { get; } = limitName;

    public long Limit { get; } = limit;

    public long Actual { get; } = actual;
}
