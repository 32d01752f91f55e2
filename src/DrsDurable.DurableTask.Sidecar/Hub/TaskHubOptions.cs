using DrsDurable.DurableTask.Sidecar.Limits;

namespace DrsDurable.DurableTask.Sidecar.Hub;

public sealed class TaskHubOptions
{
    /// <summary>Default <c>default</c>.</summary>
    public string Name { get; set; } = "default";

    public TaskHubLimits Limits { get; } = new();

    internal Safeguards Safeguards { get; set; } = Safeguards.All;

    /// <summary>Default Fail, as in Durable Task.</summary>
    public NonDeterminismPolicy NonDeterminism { get; set; } = NonDeterminismPolicy.Fail;

    /// <summary>Turns handed to workers at once, over all workers. Default 100 per processor.</summary>
    public int MaximumConcurrentTurns { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>Activities handed to workers at once, over all workers. Default 100 per processor.</summary>
    public int MaximumConcurrentActivities { get; set; } = 100 * Environment.ProcessorCount;

    /// <summary>Histories read at once. Default 16.</summary>
    public int MaximumConcurrentLoads { get; set; } = 16;

    /// <summary>Machine time an instance waits in memory before it is parked: from then on its history is read again when a
    /// message or its timer wakes it. Default 1 minute; infinite = only for want of memory.</summary>
    public TimeSpan ParkAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Roughly how much memory waiting instances may take; above it those that have waited longest are parked at once.
    /// Default 64 MiB.</summary>
    public long WaitingMemoryBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Machine time after which a turn nobody answered is handed out again. Default 5 minutes.</summary>
    public TimeSpan TurnLock { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Machine time before abandoned work is handed out again; doubles up to a minute. Default 1 s.</summary>
    public TimeSpan RedeliveryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Machine time between comparisons of due timers with the domain clock, which may have been stepped. Default 1 minute;
    /// infinite for clocks that only a test moves.</summary>
    public TimeSpan TimerRecheck { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Machine time between sweeps of the active list and the inbox. Default 1 minute; infinite to switch off.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Machine time between confirmations of a lease that has a term; a third of the term at most. Default 5 s; infinite to
    /// confirm it only before acting on it.</summary>
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Machine time before a hub that has lost its shard to another process asks for it again. Default 5 s.</summary>
    public TimeSpan ReopenDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a graceful stop waits for turns and activities under way. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

public enum NonDeterminismPolicy
{
    /// <summary>The instance fails.</summary>
    Fail,

    /// <summary>The instance stands still, shown with the reason, and is tried again: a roll-back of the code resumes it.</summary>
    Hold,
}

/// <summary>The two clocks of a hub.</summary>
/// <param name="Domain">What orchestrations see: durable timers and CurrentUtcDateTime. May be scaled, stepped or virtual.</param>
/// <param name="Machine">Back-off, locks, time-outs. Never scaled.</param>
public sealed record TaskHubClocks(TimeProvider Domain, TimeProvider Machine)
{
    public static TaskHubClocks System { get; } = new(TimeProvider.System, TimeProvider.System);
}
