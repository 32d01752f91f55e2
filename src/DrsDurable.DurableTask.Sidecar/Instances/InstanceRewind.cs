using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Instances;

public enum RewindInstanceOutcome
{
    /// <summary>It runs again.</summary>
    Rewound,
    NotFound,

    /// <summary>Only an instance that has failed can be rewound.</summary>
    NotFailed,

    /// <summary>It is set aside and not run; release it first.</summary>
    Quarantined,
}

/// <param name="Status">What it is instead of failed.</param>
public sealed record RewindInstanceResult(RewindInstanceOutcome Outcome, InstanceStatus? Status = null);
