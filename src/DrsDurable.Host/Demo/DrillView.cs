namespace DrsDurable.Host.Demo;

/// <summary>What the demo reads of <c>GET /executions/{id}</c>; it knows the API as any client does.</summary>
/// <param name="Status">As shown by the API: open, unknown values are displayed.</param>
public sealed record DrillView(
    string ExecutionId,
    string PlanName,
    string Status,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<DrillWave> Waves,
    DrillCleanup Cleanup)
{
    private static readonly string[] EndStatuses = ["COMPLETED", "PARTIAL", "FAILED", "CANCELLED", "TIMEOUT"];

    public bool HasEnded => EndStatuses.Contains(Status, StringComparer.Ordinal);

    public IEnumerable<DrillServer> Servers => Waves.SelectMany(wave => wave.Servers);

    /// <summary>From the start to the end, or to <paramref name="domainNow"/> while it runs.</summary>
    public TimeSpan Elapsed(DateTimeOffset domainNow) =>
        StartedAt is { } started && (EndedAt ?? domainNow) - started is var elapsed && elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
}

public sealed record DrillWave(
    string WaveName,
    string Status,
    IReadOnlyList<string> DependsOn,
    DateTimeOffset? UpAt,
    DrillWaiting? Waiting,
    IReadOnlyList<DrillServer> Servers);

public sealed record DrillWaiting(string Reason, string? Detail);

public sealed record DrillServer(
    string SourceServerId,
    string? Hostname,
    string Status,
    string? JobId,
    string? RecoveryInstanceId,
    string? Ec2InstanceId,
    DateTimeOffset? LaunchedAt,
    DrillServerError? Error)
{
    public string Name => Hostname ?? SourceServerId;
}

public sealed record DrillServerError(string? Code, string? RawError);

public sealed record DrillCleanup(string Status, IReadOnlyList<DrillLeftover> Leftovers);

public sealed record DrillLeftover(string RecoveryInstanceId, string Reason);
