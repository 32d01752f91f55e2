using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Instances;

/// <param name="WithNewInstanceId">The copy gets an id of its own, 32 hexadecimal digits; otherwise it replaces the original.</param>
/// <param name="RequestId">Makes a repeated request recognisable as its own first attempt; default random.</param>
public sealed record RestartInstanceRequest(string InstanceId, bool WithNewInstanceId = false, string? RequestId = null);

public enum RestartInstanceOutcome
{
    Restarted,
    NotFound,

    /// <summary>It has not ended, so that its id is not free.</summary>
    StillActive,

    /// <summary>Too much unfinished work: try again later.</summary>
    ResourceExhausted,
}

/// <param name="InstanceId">Of the restarted instance.</param>
/// <param name="Status">Of the instance in the way, if it is still active.</param>
public sealed record RestartInstanceResult(RestartInstanceOutcome Outcome, string InstanceId, InstanceStatus? Status = null);
