using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Input of <see cref="RecoveryJob"/>: one DRS job's worth of servers of one account and Region.</summary>
/// <param name="Servers">1 to 100, by quota L-B827C881.</param>
/// <param name="Deadline">The wave's, in domain time.</param>
/// <param name="State">Set when the orchestration continues as new.</param>
public sealed record JobRun(
    string ExecutionId,
    int Wave,
    string WaveName,
    int Number,
    string AccountId,
    string Region,
    bool IsDrill,
    DateTimeOffset Deadline,
    RecoveryTiming Timing,
    IReadOnlyList<ServerSnapshot> Servers,
    JobState? State = null)
{
    [JsonIgnore]
    public string InstanceId => InstanceIds.Job(ExecutionId, Wave, Number);
}

/// <summary>Where a job stands; carried from generation to generation.</summary>
/// <param name="JobStatus">DRS's word: PENDING, STARTED, COMPLETED.</param>
/// <param name="Seen">Digest of the last statuses read, so that a poll that finds nothing new costs next to nothing.</param>
/// <param name="CompletedAt">When the job was first seen COMPLETED.</param>
/// <param name="HeldBack">The first order not to launch any more.</param>
/// <param name="Sequence">Of the news sent to the wave.</param>
public sealed record JobState(
    LaunchState Launch,
    IReadOnlyList<ServerProgress> Servers,
    string? JobId = null,
    string? JobStatus = null,
    DateTimeOffset? JobCreatedAt = null,
    DateTimeOffset? CompletedAt = null,
    string? Seen = null,
    Waiting? Waiting = null,
    HoldBack? HeldBack = null,
    int Sequence = 0)
{
    [JsonIgnore]
    public bool IsEnded => Servers.All(server => server.IsEnded);

    public static JobState New(JobRun run) => new(
        LaunchState.New,
        [.. run.Servers.Select(server => new ServerProgress(server.SourceServerId, server.Impact))]);

    public JobState Under(HoldBack order) => HeldBack is null ? this with { HeldBack = order } : this;

    /// <summary>Ends every server that has no verdict yet.</summary>
    public JobState End(ServerStatus status, DateTimeOffset at, ServerError? error = null) => this with
    {
        Servers = [.. Servers.Select(server => server.IsEnded ? server : server.Ended(status, at, error))],
        Waiting = null,
    };
}

/// <summary>Output of <see cref="RecoveryJob"/>.</summary>
public sealed record JobResult(Launched Launch, IReadOnlyList<ServerProgress> Servers);

/// <summary>What a job orchestration left in DRS: the ground clean-up works on.</summary>
/// <param name="JobId"><see langword="null"/> when nothing is known to have been launched.</param>
/// <param name="FirstUnknownAttempt">An attempt whose outcome was never learned: DRS is asked again before anything is called clean.</param>
/// <param name="LastAttempt">The highest number that was used.</param>
/// <param name="IsLost">The orchestration broke, and with it the certainty about what it launched.</param>
public sealed record Launched(
    string JobInstanceId,
    string AccountId,
    string Region,
    IReadOnlyList<string> SourceServerIds,
    string? JobId,
    int? FirstUnknownAttempt = null,
    int LastAttempt = 0,
    bool IsLost = false);
