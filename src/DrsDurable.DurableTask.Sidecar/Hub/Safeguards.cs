namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// The hub's repairs of known hazards (design/engine-hazards.md, by number). All are always on; a test switches one off to see that
/// the fault suite finds what it repairs, so that a suite that finds nothing means something.
/// </summary>
internal sealed record Safeguards
{
    public static Safeguards All { get; } = new();

    /// <summary>3: a response is accepted only if exactly its task, of its life and generation, is open.</summary>
    public bool MatchesOpenTasks { get; init; } = true;

    /// <summary>4: a closed generation leaves the next one the ids of messages that may come again.</summary>
    public bool CarriesConsumedIds { get; init; } = true;

    /// <summary>5: every turn is stamped later than the one before it.</summary>
    public bool StampsIncrease { get; init; } = true;

    /// <summary>6: what arrives before the start is kept for it.</summary>
    public bool KeepsEarlyArrivals { get; init; } = true;

    /// <summary>8, 11: an owner that learns of its lost lease drops the shard.</summary>
    public bool DropsLostShards { get; init; } = true;

    /// <summary>9: a load sends again what is not known to have arrived.</summary>
    public bool SendsAgain { get; init; } = true;

    /// <summary>12: a load derives the next generation from the batch that closed the one before it.</summary>
    public bool FollowsClosingBatches { get; init; } = true;

    /// <summary>13: what runs outlives the reload of its instance.</summary>
    public bool ActivitiesOutliveReloads { get; init; } = true;

    /// <summary>16: an ended instance is put on the active list before the batch that wakes it is appended.</summary>
    public bool ActivatesFirst { get; init; } = true;

    /// <summary>17: a rewound generation awaits the answers of the sub-orchestrations that the one before it started.</summary>
    public bool KeepsTaskOrigins { get; init; } = true;

    /// <summary>19: what cannot be loaded is set aside by itself.</summary>
    public bool SetsAsideOne { get; init; } = true;

    /// <summary>25: a request to terminate waits for no worker.</summary>
    public bool TerminatesAtOnce { get; init; } = true;

    /// <summary>26: a batch's messages are sent in the order of its events.</summary>
    public bool SendsInOrder { get; init; } = true;
}
