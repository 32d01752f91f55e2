namespace DrsDurable.Recovery.Jobs;

/// <summary>
/// Decides whether a job that DRS knows can be the one an attempt of unknown outcome started. Asked only about attempts whose request may have left:
/// a job met after a definite refusal is somebody else's, however alike.
/// </summary>
public static class AdoptionRule
{
    /// <summary>
    /// How far DRS's clock may be behind ours. It also is the margin of the search. Being generous costs nothing: a job of these servers that
    /// existed before the attempt is among its <see cref="LaunchAttempt.KnownJobIds"/>.
    /// </summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(60);

    public static bool IsOurs(LaunchAttempt attempt, DrsJob job) =>
        string.Equals(job.Type, "LAUNCH", StringComparison.Ordinal)
        && string.Equals(job.InitiatedBy, attempt.IsDrill ? "START_DRILL" : "START_RECOVERY", StringComparison.Ordinal)
        && job.CreatedAt >= attempt.IntentAt - ClockMargin
        && !attempt.KnownJobIds.Contains(job.JobId, StringComparer.Ordinal)
        && job.Servers.Count == attempt.SourceServerIds.Count
        && job.Servers.Select(server => server.SourceServerId).ToHashSet(StringComparer.Ordinal).SetEquals(attempt.SourceServerIds);

    /// <summary>
    /// The job to adopt, if any. Several can only fit when one of them has ended already; the one the servers themselves name as their last launch
    /// is the one to watch, otherwise the newest.
    /// </summary>
    /// <param name="lastLaunchJobIds">The servers' present <c>lastLaunch.initiated.jobID</c>.</param>
    public static DrsJob? Choose(LaunchAttempt attempt, IEnumerable<DrsJob> jobs, IReadOnlyCollection<string> lastLaunchJobIds)
    {
        var fitting = jobs.Where(job => IsOurs(attempt, job)).OrderByDescending(job => job.CreatedAt).ToList();
        return fitting.Find(job => lastLaunchJobIds.Contains(job.JobId, StringComparer.Ordinal)) ?? fitting.FirstOrDefault();
    }
}
