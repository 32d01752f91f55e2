namespace DrsDurable.Recovery.Jobs;

/// <summary>What one poll brought.</summary>
/// <param name="Seen">Digest of what is to be seen; the next poll carries it.</param>
/// <param name="IsUnchanged">Nothing differs from the digest that the poll carried: the other members are empty.</param>
/// <param name="IsFound">DRS knows the job.</param>
/// <param name="Trouble">Why there was no answer; the other members are empty then.</param>
public sealed record JobObservation(
    string? Seen,
    bool IsUnchanged = false,
    bool IsFound = true,
    string? JobStatus = null,
    DateTimeOffset? CreatedAt = null,
    IReadOnlyList<ServerObservation>? Servers = null,
    DrsTrouble? Trouble = null);

/// <param name="Phase">The furthest the job log says.</param>
/// <param name="LaunchedAt">Time of LAUNCH_END in the log.</param>
/// <param name="FailureEvent">Like LAUNCH_FAILED.</param>
public sealed record ServerObservation(
    string SourceServerId,
    string? LaunchStatus,
    LaunchPhase Phase = LaunchPhase.None,
    string? RecoveryInstanceId = null,
    string? TargetInstanceId = null,
    DateTimeOffset? LaunchedAt = null,
    string? FailureEvent = null,
    string? RawError = null);

[System.Text.Json.Serialization.JsonConverter(typeof(UpperSnakeCaseEnum<LaunchPhase>))]
public enum LaunchPhase
{
    None,
    Snapshot,
    Conversion,
    Launching,
}
