namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Names of attributes; short, because their bytes are paid for, and none is a reserved word.</summary>
internal static class HubAttributes
{
    public const string Life = "lf";
    public const string Generation = "gn";
    public const string Sequence = "sq";

    /// <summary>Random for each attempt to write; tells a writer that was refused that what it met is its own.</summary>
    public const string Writer = "wr";

    /// <summary>Ended, and off the active list.</summary>
    public const string Inactive = "ina";

    /// <summary>By which it was put back on the active list last: on the head and on the list.</summary>
    public const string Activation = "act";

    /// <summary>Purged.</summary>
    public const string Tombstone = "tmb";

    /// <summary>Lives this one replaced, separated by spaces.</summary>
    public const string Replaced = "prv";

    /// <summary>Instance id of the parent.</summary>
    public const string Parent = "par";
    public const string QuarantineReason = "qr";
    public const string QuarantinedAt = "qa";

    /// <summary>Holds the place of a batch that was trimmed or purged, so that no append takes it.</summary>
    public const string Fence = "fen";
    public const string TargetLife = "tlf";
    public const string MessageId = "mid";
    public const string Reason = "why";
    public const string At = "ats";
    public const string ParkedGeneration = "pg";
    public const string ParkedSequence = "ps";
    public const string ParkedDue = "pd";
    public const string Name = "nm";
    public const string Shards = "shn";
    public const string Schema = "scv";
    public const string Region = "rgn";
    public const string Owner = "own";
    public const string Epoch = "ep";
    public const string Counter = "cn";
}
