using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>An instance on the shard's active list, as this process holds it: as a runner, or parked.</summary>
internal abstract class ActiveInstance(string instanceId, string life)
{
    public string InstanceId { get; } = instanceId;

    public string Life { get; } = life;

    /// <summary>Its history has ended; the store may not show it yet.</summary>
    public virtual bool HasEnded => false;

    /// <summary>Why it stands still although it could run, if it does.</summary>
    public virtual string? HeldReason => null;

    /// <summary>Machine time; since when it stands still, if it does.</summary>
    public virtual DateTime? HeldSince => null;
}

/// <summary>
/// An instance that waits for something and has left memory but for this: where its history ends, and when it is due by itself.
/// </summary>
internal sealed class ParkedInstance(string instanceId, string life, ParkedAt at) : ActiveInstance(instanceId, life)
{
    public ParkedAt At { get; } = at;
}
