using DrsDurable.Aws;
using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Jobs;

/// <summary>Finds the job of an attempt whose outcome was never learned.</summary>
public sealed class LaunchSearch(DrsReader reader, IRecoveryStore store)
{
    /// <summary><see langword="null"/> when no attempt of that range left a mark, or none of DRS's jobs can be its own.</summary>
    public async Task<DrsJob?> FindAsync(
        string jobInstanceId, AwsTarget target, int firstAttempt, int lastAttempt, CancellationToken cancellationToken)
    {
        // The earliest mark knows the fewest foreign jobs: a job its look did not see yet, and that fits, is this intent's.
        LaunchAttempt? mark = null;
        for (var attempt = firstAttempt; mark is null && attempt <= lastAttempt; attempt++)
        {
            mark = await store.GetLaunchAttemptAsync(jobInstanceId, attempt, cancellationToken).ConfigureAwait(false);
        }

        if (mark is null)
        {
            return null;
        }

        var jobs = await reader.JobsSinceAsync(target, mark.IntentAt - AdoptionRule.ClockMargin, cancellationToken).ConfigureAwait(false);
        if (!jobs.Any(job => AdoptionRule.IsOurs(mark, job)))
        {
            return null;
        }

        var servers = await reader.ServersAsync(target, mark.SourceServerIds, cancellationToken).ConfigureAwait(false);
        return AdoptionRule.Choose(mark, jobs, LastLaunch.JobIdsOf(servers));
    }
}
