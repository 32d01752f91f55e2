using System.Security.Cryptography;
using System.Text;
using DrsDurable.Aws;

namespace DrsDurable.Recovery.Jobs;

/// <param name="Tick">The moment of the grid this poll is for.</param>
/// <param name="ReadLog">Read the job log even if no status has changed.</param>
/// <param name="Seen">Digest of the poll before.</param>
public sealed record DescribeJobInput(string AccountId, string Region, string JobId, IReadOnlyList<string> SourceServerIds, DateTimeOffset Tick, bool ReadLog, string? Seen);

/// <summary>One poll of one job, through the shared watcher; with the job log when there is something to learn from it.</summary>
[DurableTask(nameof(DescribeJob))]
public sealed class DescribeJob(JobWatcher watcher, DrsReader reader, LaunchPermission permission) : TaskActivity<DescribeJobInput, JobObservation>
{
    public override async Task<JobObservation> RunAsync(TaskActivityContext context, DescribeJobInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var target = new AwsTarget(input.AccountId, input.Region);
        var sighting = await watcher.LookAsync(target, input.JobId, input.Tick).ConfigureAwait(false);
        if (sighting.Trouble is not null)
        {
            return new JobObservation(input.Seen, Trouble: sighting.Trouble);
        }

        if (sighting.Job is not { } job)
        {
            return new JobObservation(input.Seen, IsFound: false);
        }

        var (seenStatuses, seenLog) = Split(input.Seen);
        var statuses = Digest(job.Servers.Select(server => $"{server.SourceServerId} {server.LaunchStatus} {server.RecoveryInstanceId}").Prepend($"{job.Status}"));
        if (string.Equals(statuses, seenStatuses, StringComparison.Ordinal) && !input.ReadLog)
        {
            return new JobObservation(input.Seen, IsUnchanged: true);
        }

        var log = await LogAsync(target, input.JobId).ConfigureAwait(false);
        var logged = log is null ? null : Digest(log.Select(entry => $"{entry.Key} {entry.Value}"));
        var seen = $"{statuses}/{logged ?? seenLog}";
        return string.Equals(seen, input.Seen, StringComparison.Ordinal)
            ? new JobObservation(seen, IsUnchanged: true)
            : new JobObservation(seen, JobStatus: job.Status, CreatedAt: job.CreatedAt, Servers: Merge(input.SourceServerIds, job, log));
    }

    internal static IReadOnlyList<ServerObservation> Merge(IReadOnlyList<string> sourceServerIds, DrsJob job, IReadOnlyDictionary<string, ServerLog>? log)
    {
        var ours = sourceServerIds.ToHashSet(StringComparer.Ordinal);
        return [.. job.Servers.Where(server => ours.Contains(server.SourceServerId)).Select(server =>
            log is not null && log.TryGetValue(server.SourceServerId, out var lines)
                ? new ServerObservation(server.SourceServerId, server.LaunchStatus, lines.Phase, server.RecoveryInstanceId, lines.TargetInstanceId, lines.LaunchedAt, lines.FailureEvent, lines.RawError)
                : new ServerObservation(server.SourceServerId, server.LaunchStatus, RecoveryInstanceId: server.RecoveryInstanceId))];
    }

    /// <summary>The log explains; the statuses decide. A log that cannot be read now is read with a later poll.</summary>
    private async Task<IReadOnlyDictionary<string, ServerLog>?> LogAsync(AwsTarget target, string jobId)
    {
        try
        {
            return await reader.LogAsync(target, jobId, permission.Lost).ConfigureAwait(false);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return null;
        }
    }

    private static (string? Statuses, string? Log) Split(string? seen) => seen?.Split('/') is [var statuses, var log] ? (statuses, log) : (null, null);

    private static string Digest(IEnumerable<string> lines) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))), 0, 6);
}
