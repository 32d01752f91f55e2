using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Jobs;

/// <summary>What is known of one server of a job.</summary>
/// <param name="LaunchStatus">The word DRS last used, whatever it was.</param>
/// <param name="LaunchedAt">When DRS logged the end of the launch; when we saw it, if the log could not be read.</param>
/// <param name="EndedAt">When we learned the verdict.</param>
public sealed record ServerProgress(
    string SourceServerId,
    ServerImpact Impact,
    ServerStatus Status = ServerStatus.Pending,
    string? Hostname = null,
    string? LaunchStatus = null,
    string? RecoveryInstanceId = null,
    string? Ec2InstanceId = null,
    DateTimeOffset? LaunchedAt = null,
    DateTimeOffset? EndedAt = null,
    ServerError? Error = null)
{
    [JsonIgnore]
    public bool IsEnded => Status is not (ServerStatus.Pending or ServerStatus.Snapshot or ServerStatus.Conversion or ServerStatus.Launching);

    [JsonIgnore]
    public bool IsCritical => Impact == ServerImpact.Critical;

    public ServerProgress Ended(ServerStatus status, DateTimeOffset at, ServerError? error = null) =>
        this with { Status = status, EndedAt = at, Error = error };
}

/// <param name="Code">An event of the DRS job log (LAUNCH_FAILED …), an error code of DRS, or one of <see cref="ServerErrorCode"/>.</param>
/// <param name="RawError">The service's own words, shortened to 4,096 characters.</param>
public sealed record ServerError(string Code, string? RawError);

/// <summary>Reasons that are not DRS's own.</summary>
public static class ServerErrorCode
{
    public const string LaunchFailed = "LAUNCH_FAILED";
    public const string NoLaunchResult = "NO_LAUNCH_RESULT";
    public const string WaveDeadline = "WAVE_DEADLINE";
    public const string AccountNotConfigured = "ACCOUNT_NOT_CONFIGURED";
    public const string PlanStopped = "PLAN_STOPPED";
    public const string OrchestrationFailed = "ORCHESTRATION_FAILED";
}
