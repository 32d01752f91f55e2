using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Sidecar.Inspection;

/// <summary>What an operator looks at, and the few things that can be done about what was set aside.</summary>
public interface ITaskHubInspector
{
    Task<HubOverview> LookAsync(CancellationToken cancellationToken);

    /// <summary>Instances that stand still although they have not ended, by id.</summary>
    Task<IReadOnlyList<StandingInstance>> ListStandingAsync(CancellationToken cancellationToken);

    /// <summary>Lets a quarantined instance run again. If its cause is still there it is quarantined again before this returns.</summary>
    Task<ReleaseResult> ReleaseAsync(string instanceId, CancellationToken cancellationToken);

    /// <exception cref="ArgumentException">The continuation is not one this hub gave out.</exception>
    Task<StorePage<DeadLetter>> ListDeadLettersAsync(int pageSize, string? continuation, CancellationToken cancellationToken);

    /// <summary>Delivers a dead letter again, or discards it.</summary>
    /// <returns><see langword="false"/> if there is no such dead letter.</returns>
    Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken);
}

/// <summary>A hub at one moment.</summary>
/// <param name="Lease"><see langword="null"/> while it owns no shard.</param>
/// <param name="ActiveInstances">Not ended and not set aside.</param>
/// <param name="ParkedInstances">Of them: those that wait outside of memory.</param>
/// <param name="ArrivalsWaiting">Messages and results that wait for their instances' turns.</param>
/// <param name="TurnsWaiting">For a worker.</param>
/// <param name="ActivitiesWaiting">For a worker.</param>
/// <param name="IsIdle">Nothing runs and nothing is ready to.</param>
/// <param name="NextDue">Domain time of the earliest durable timer or delayed start.</param>
public sealed record HubOverview(
    string Name,
    ShardLease? Lease,
    int ActiveInstances,
    int ParkedInstances,
    int ArrivalsWaiting,
    int TurnsWaiting,
    int ActivitiesWaiting,
    int ActivitiesRunning,
    bool IsIdle,
    DateTime? NextDue,
    int Quarantined,
    int DeadLetters)
{
    /// <summary>Tasks that wait because no attached worker serves them.</summary>
    public IReadOnlyList<UnservedTask> Unserved { get; init; } = [];
}

public enum StandingState
{
    /// <summary>Not run until it is released.</summary>
    Quarantined,

    /// <summary>Tried again by itself, with growing delays.</summary>
    Held,
}

/// <param name="Since">Machine time, UTC; <see langword="null"/> if it is not known.</param>
public sealed record StandingInstance(string InstanceId, StandingState State, string Reason, DateTime? Since);

public enum ReleaseOutcome
{
    Released,
    NotFound,
    NotQuarantined,

    /// <summary>Its cause is still there.</summary>
    QuarantinedAgain,
}

/// <param name="Reason">Why it is quarantined again, or stands still for another reason.</param>
public sealed record ReleaseResult(ReleaseOutcome Outcome, string? Reason = null);
