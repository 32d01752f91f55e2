namespace DrsDurable.Simulator.Faults;

/// <summary>A fault as it was asked for. Members that do not belong to its kind are null.</summary>
internal sealed record Fault(string FaultId, string Kind, DateTimeOffset CreatedAt)
{
    public string? Operation { get; init; }

    public string? SourceServerID { get; init; }

    public string? Account { get; init; }

    public string? Region { get; init; }

    /// <summary>How often the fault takes effect; null = every time.</summary>
    public int? Count { get; init; }

    /// <summary>Lifetime in simulated seconds; for <c>hold</c> with until=seconds, how long a request is held.</summary>
    public double? Seconds { get; init; }

    public int? RetryAfterSeconds { get; init; }

    public string? Code { get; init; }

    public string? Phase { get; init; }

    public double? DelaySeconds { get; init; }

    public string? RawError { get; init; }

    public double? Factor { get; init; }

    public string? Mode { get; init; }

    public string? When { get; init; }

    public string? Until { get; init; }

    public int? Size { get; init; }

    public string? Field { get; init; }

    public string? Value { get; init; }
}

/// <summary>What a fault may be selected by: the request at hand, or one server of a job being created.</summary>
internal readonly record struct FaultScope(string? Operation, string? Account, string? Region, IReadOnlyCollection<string> SourceServerIDs)
{
    public bool Matches(Fault fault) =>
        (fault.Operation is null || fault.Operation == Operation)
        && (fault.Account is null || fault.Account == Account)
        && (fault.Region is null || fault.Region == Region)
        && (fault.SourceServerID is null || SourceServerIDs.Contains(fault.SourceServerID));
}
