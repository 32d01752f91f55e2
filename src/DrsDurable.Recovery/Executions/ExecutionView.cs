using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Executions;

/// <summary>The whole tree of an execution, as <c>GET /executions/{id}</c> shows it.</summary>
/// <param name="RtoSeconds">From the start to the last wave's being up; only when every wave came up.</param>
/// <param name="Summary">What the statuses do not say by themselves, such as OPTIONAL servers that failed or what still runs after a cancel.</param>
public sealed record ExecutionView(
    string ExecutionId,
    string PlanId,
    string PlanName,
    int PlanVersion,
    ExecutionType ExecutionType,
    ExecutionStatus Status,
    string? RequestedAction,
    string? CancelReason,
    string? InitiatedBy,
    string? ScheduleId,
    DateTimeOffset AcceptedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? RtoSeconds,
    string? Summary,
    IReadOnlyList<WaveView> Waves,
    CleanupView Cleanup,
    IReadOnlyList<AllowedAction> AllowedActions);

public sealed record WaveView(
    string WaveName,
    WaveStatus Status,
    IReadOnlyList<string> DependsOn,
    DateTimeOffset? StartedAt,
    DateTimeOffset? UpAt,
    DateTimeOffset? EndedAt,
    Waiting? Waiting,
    IReadOnlyList<JobView> Jobs,
    IReadOnlyList<ServerView> Servers);

/// <param name="JobId"><see langword="null"/> until DRS has the job.</param>
/// <param name="Status">DRS's word.</param>
public sealed record JobView(string? JobId, string? Status, string AccountId, string Region);

public sealed record ServerView(
    string SourceServerId,
    string? Hostname,
    ServerImpact Impact,
    ServerStatus Status,
    string? JobId,
    string? RecoveryInstanceId,
    string? Ec2InstanceId,
    DateTimeOffset? LaunchedAt,
    ServerError? Error);

public sealed record CleanupView(CleanupStatus Status, IReadOnlyList<Leftover> Leftovers);

/// <param name="Reason">Why not, when it is not allowed.</param>
public sealed record AllowedAction(string Action, bool Allowed, string? Reason);
