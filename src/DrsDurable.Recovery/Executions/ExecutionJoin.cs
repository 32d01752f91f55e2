using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Executions;

/// <summary>The levels that an execution's orchestrations publish, as far as they exist.</summary>
/// <param name="HasEnded">The orchestration has ended, in whatever way.</param>
/// <param name="Waves">By wave number.</param>
/// <param name="Jobs">By wave and job number.</param>
public sealed record ExecutionLevels(
    ExecutionLevel? Execution,
    bool HasEnded,
    string? Failure,
    IReadOnlyDictionary<int, WaveLevel> Waves,
    IReadOnlyDictionary<(int Wave, int Job), JobLevel> Jobs,
    CleanupLevel? Cleanup);

/// <summary>Joins the snapshot with the levels. A pure function: reading an execution asks nobody but our own hub.</summary>
public static class ExecutionJoin
{
    public static ExecutionView Of(ExecutionSnapshot plan, ExecutionLevels levels)
    {
        var level = levels.Execution;
        var status = StatusOf(level, levels.HasEnded);
        var terminated = (levels.Cleanup?.Terminated ?? []).Select(instance => (instance.JobId, instance.SourceServerId)).ToHashSet();
        var waves = plan.Waves.Select(wave => WaveOf(plan, wave, levels, terminated)).ToList();
        var cleanup = CleanupOf(plan, levels);
        return new ExecutionView(
            plan.ExecutionId,
            plan.PlanId,
            plan.PlanName,
            plan.PlanVersion,
            plan.ExecutionType,
            status,
            level?.RequestedAction,
            level?.CancelReason,
            plan.InitiatedBy,
            plan.ScheduleId,
            plan.AcceptedAt,
            level?.StartedAt,
            level?.EndedAt,
            RtoOf(level, waves),
            SummaryOf(level, levels, status, waves),
            waves,
            cleanup,
            [CancelAllowed(status)]);
    }

    private static ExecutionStatus StatusOf(ExecutionLevel? level, bool hasEnded)
    {
        var status = level?.Status ?? ExecutionStatus.Pending;
        return hasEnded && IsActive(status) ? ExecutionStatus.Failed : status;
    }

    private static bool IsActive(ExecutionStatus status) =>
        status is ExecutionStatus.Pending or ExecutionStatus.Running or ExecutionStatus.Paused or ExecutionStatus.Cancelling;

    private static WaveView WaveOf(ExecutionSnapshot plan, WaveSnapshot wave, ExecutionLevels levels, HashSet<(string JobId, string SourceServerId)> terminated)
    {
        var progress = levels.Execution?.Waves.FirstOrDefault(candidate => candidate.Number == wave.Number) ?? new WaveProgress(wave.Number);
        var level = levels.Waves.GetValueOrDefault(wave.Number);
        var shares = JobSplit.Of(wave);
        var jobs = shares.Select(share => (share, Level: levels.Jobs.GetValueOrDefault((wave.Number, share.Number)))).ToList();
        var status = progress.IsEnded || level is null ? progress.Status : level.Status;
        var known = jobs
            .SelectMany(job => (job.Level?.Servers ?? []).Select(server => (server, job.Level!.JobId)))
            .ToDictionary(entry => entry.server.SourceServerId, StringComparer.Ordinal);
        return new WaveView(
            wave.WaveName,
            status,
            wave.DependsOn,
            progress.StartedAt ?? level?.StartedAt,
            level?.UpAt ?? progress.UpAt,
            progress.EndedAt ?? level?.EndedAt,
            WaitingOf(plan, status, wave, levels, jobs.Select(job => job.Level)),
            [.. jobs.Where(job => progress.IsStarted || job.Level is not null).Select(job => new JobView(job.Level?.JobId, job.Level?.JobStatus, job.share.AccountId, job.share.Region))],
            [.. wave.Servers.Select(server => known.TryGetValue(server.SourceServerId, out var entry)
                ? ServerOf(entry.server, entry.JobId, terminated)
                : new ServerView(server.SourceServerId, null, server.Impact, Unstarted(status), null, null, null, null, null))]);
    }

    private static ServerView ServerOf(ServerProgress server, string? jobId, HashSet<(string JobId, string SourceServerId)> terminated) => new(
        server.SourceServerId,
        server.Hostname,
        server.Impact,
        server.Status == ServerStatus.Launched && jobId is not null && terminated.Contains((jobId, server.SourceServerId)) ? ServerStatus.Terminated : server.Status,
        jobId,
        server.RecoveryInstanceId,
        server.Ec2InstanceId,
        server.LaunchedAt,
        server.Error);

    private static ServerStatus Unstarted(WaveStatus wave) => wave switch
    {
        WaveStatus.Blocked or WaveStatus.Skipped => ServerStatus.Skipped,
        WaveStatus.Cancelled => ServerStatus.Cancelled,
        WaveStatus.Failed => ServerStatus.Failed,
        _ => ServerStatus.Pending,
    };

    private static Waiting? WaitingOf(ExecutionSnapshot plan, WaveStatus status, WaveSnapshot wave, ExecutionLevels levels, IEnumerable<JobLevel?> jobs)
    {
        if (status == WaveStatus.Pending && levels.Execution is { } execution && !levels.HasEnded)
        {
            var numbers = plan.Waves.ToDictionary(candidate => candidate.WaveName, candidate => candidate.Number, StringComparer.Ordinal);
            var missing = wave.DependsOn.Where(name => execution.Waves.All(progress => progress.Number != numbers[name] || progress.UpAt is null)).ToList();
            return missing.Count == 0 ? null : new Waiting(WaitReason.Dependency, $"Starts when {string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} up.", null, null);
        }

        return jobs.Select(job => job?.Waiting).FirstOrDefault(waiting => waiting is not null);
    }

    private static double? RtoOf(ExecutionLevel? level, List<WaveView> waves) =>
        level is not null && waves.Count > 0 && waves.TrueForAll(wave => wave.UpAt is not null)
            ? Math.Round((waves.Max(wave => wave.UpAt!.Value) - level.StartedAt).TotalSeconds, 3)
            : null;

    private static string? SummaryOf(ExecutionLevel? level, ExecutionLevels levels, ExecutionStatus status, List<WaveView> waves)
    {
        var servers = waves.SelectMany(wave => wave.Servers).ToList();
        var lost = servers.Where(server => server.Status is ServerStatus.Failed or ServerStatus.Timeout).ToList();
        var running = servers.Where(server => server.JobId is not null && server.Status is ServerStatus.Pending or ServerStatus.Snapshot or ServerStatus.Conversion or ServerStatus.Launching).ToList();
        string?[] parts =
        [
            level?.Reason,
            levels.HasEnded && level is not null && IsActive(level.Status) ? $"The orchestration ended before the execution did. {levels.Failure}".TrimEnd() : null,
            status == ExecutionStatus.Cancelling && running.Count > 0 ? $"Still running in DRS: {Names(running)}." : null,
            lost.Count > 0 ? $"Not launched: {string.Join("; ", lost.Take(5).Select(Describe))}{(lost.Count > 5 ? $"; and {lost.Count - 5} more" : string.Empty)}." : null,
        ];
        var summary = string.Join(' ', parts.OfType<string>());
        return summary.Length == 0 ? null : summary;
    }

    private static string Names(List<ServerView> servers) =>
        string.Join(", ", servers.Take(5).Select(server => server.Hostname ?? server.SourceServerId)) + (servers.Count > 5 ? $" and {servers.Count - 5} more" : string.Empty);

    private static string Describe(ServerView server) =>
        $"{server.Hostname ?? server.SourceServerId}{(server.Impact == ServerImpact.Optional ? " (optional)" : string.Empty)}: {server.Error?.Code ?? server.Status.ToString().ToUpperInvariant()}";

    private static CleanupView CleanupOf(ExecutionSnapshot plan, ExecutionLevels levels)
    {
        if (levels.Cleanup is { } cleanup)
        {
            return new CleanupView(cleanup.Status, cleanup.Leftovers);
        }

        var isAsked = (levels.Execution?.Cleanup ?? plan.Cleanup) == CleanupPolicy.AtEnd && plan.ExecutionType == ExecutionType.Drill;
        return new CleanupView(isAsked ? CleanupStatus.Pending : CleanupStatus.None, []);
    }

    private static AllowedAction CancelAllowed(ExecutionStatus status) => IsActive(status)
        ? new AllowedAction(ExecutionLevel.CancelAction, true, null)
        : new AllowedAction(ExecutionLevel.CancelAction, false, $"The execution has ended ({status.ToString().ToUpperInvariant()}).");
}
