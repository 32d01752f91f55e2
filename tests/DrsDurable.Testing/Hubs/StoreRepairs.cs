namespace DrsDurable.Testing.Hubs;

/// <summary>
/// The repairs of design/engine-hazards.md that live in a store, by number. A test switches one off to see that the suite finds its
/// hazard.
/// </summary>
public sealed record StoreRepairs
{
    /// <summary>1: batches and heads of one life are never taken for another's.</summary>
    public bool LifeInKeys { get; init; } = true;

    /// <summary>1: a head only moves forward.</summary>
    public bool ForwardHeads { get; init; } = true;

    /// <summary>2: a late start of a life that was replaced is dropped.</summary>
    public bool ReplacedLives { get; init; } = true;

    /// <summary>8: only the owner of the shard deletes messages.</summary>
    public bool GatedDeletes { get; init; } = true;

    /// <summary>10: a purge leaves a tombstone that answers late starts.</summary>
    public bool Tombstones { get; init; } = true;

    /// <summary>11: batches of closed and trimmed generations stay refused.</summary>
    public bool FencedGenerations { get; init; } = true;

    /// <summary>13: a repeated append finds its own batch and says so.</summary>
    public bool OwnBatchRecognised { get; init; } = true;

    /// <summary>15: the active list is consistent; without this it misses the newest instance.</summary>
    public bool ConsistentActiveList { get; init; } = true;

    /// <summary>16: an owner that does not know of an instance's last activation leaves it on the active list.</summary>
    public bool KnownActivations { get; init; } = true;

    /// <summary>38: sequence numbers are ordered as numbers.</summary>
    public bool NumericOrder { get; init; } = true;
}
