using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <summary>A job as DRS tells it, in our types; words stay DRS's own, also the ones no model lists.</summary>
public sealed record DrsJob(
    string JobId,
    string? Type,
    string? InitiatedBy,
    string? Status,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<DrsJobServer> Servers)
{
    /// <summary>It holds its servers until it is COMPLETED.</summary>
    public bool IsLive => !string.Equals(Status, "COMPLETED", StringComparison.Ordinal);

    public static DrsJob From(Job job) => new(
        job.JobID ?? string.Empty,
        job.Type?.Value,
        job.InitiatedBy?.Value,
        job.Status?.Value,
        DrsTime.Parse(job.CreationDateTime),
        DrsTime.Parse(job.EndDateTime),
        [.. (job.ParticipatingServers ?? []).Select(server => new DrsJobServer(server.SourceServerID ?? string.Empty, server.LaunchStatus?.Value, server.RecoveryInstanceID))]);
}

public sealed record DrsJobServer(string SourceServerId, string? LaunchStatus, string? RecoveryInstanceId);
