using Amazon.Runtime;
using DrsDurable.Aws;
using DrsDurable.Recovery.Storage;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Jobs;

/// <param name="Now">Domain time when the attempt was decided.</param>
/// <param name="FirstUnknownAttempt">An earlier attempt whose job may still turn up.</param>
public sealed record StartRecoveryInput(JobRun Run, LaunchIntent Intent, int Attempt, int? FirstUnknownAttempt, DateTimeOffset Now);

/// <summary>
/// Sends one attempt of an intent, at most once: the mark it leaves in the store before the call makes every later delivery look for the job instead of
/// calling again. The crash points are in docs/launching.md.
/// </summary>
[DurableTask(nameof(StartRecovery))]
public sealed class StartRecovery(
    IAwsClientFactory clients,
    IRecoveryStore store,
    DrsReader reader,
    LaunchSearch search,
    JobWatcher watcher,
    LaunchPermission permission,
    ILogger<StartRecovery> logger) : TaskActivity<StartRecoveryInput, LaunchOutcome>
{
    public override async Task<LaunchOutcome> RunAsync(TaskActivityContext context, StartRecoveryInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var outcome = await AttemptAsync(input).ConfigureAwait(false);
        var run = input.Run;
        if (outcome is { Verdict: LaunchVerdict.Accepted or LaunchVerdict.Adopted, JobId: { } jobId })
        {
            watcher.Expect(new AwsTarget(run.AccountId, run.Region), jobId, input.Now);
        }

        logger.LaunchAttempted(run.ExecutionId, run.WaveName, input.Attempt, outcome.Verdict, outcome.JobId, outcome.Detail, input.Intent.SourceServerIds);
        return outcome;
    }

    private async Task<LaunchOutcome> AttemptAsync(StartRecoveryInput input)
    {
        var run = input.Run;
        var target = new AwsTarget(run.AccountId, run.Region);
        if (await store.GetLaunchAttemptAsync(run.InstanceId, input.Attempt, permission.Lost).ConfigureAwait(false) is not null)
        {
            return await SearchAsync(input, target).ConfigureAwait(false);
        }

        var (held, known) = await LookAsync(input, target).ConfigureAwait(false);
        if (held is not null)
        {
            return held;
        }

        var mark = new LaunchAttempt(run.InstanceId, input.Attempt, run.ExecutionId, input.Intent.IntentAt, input.Now, input.Intent.SourceServerIds, input.Intent.IsDrill, known);
        var (_, isNew) = await store.MarkLaunchAttemptAsync(mark, permission.Lost).ConfigureAwait(false);
        return isNew
            ? await SendAsync(input, target).ConfigureAwait(false)
            : await SearchAsync(input, target).ConfigureAwait(false);
    }

    /// <summary>The last look before the call: an earlier attempt's job to adopt, or a foreign job to wait for, or the jobs that are known to be foreign.</summary>
    private async Task<(LaunchOutcome? Outcome, IReadOnlyList<string> Known)> LookAsync(StartRecoveryInput input, AwsTarget target)
    {
        try
        {
            if (input.FirstUnknownAttempt is { } first
                && await search.FindAsync(input.Run.InstanceId, target, first, input.Attempt, permission.Lost).ConfigureAwait(false) is { } late)
            {
                return (new LaunchOutcome(LaunchVerdict.Adopted, late.JobId), []);
            }

            var servers = await reader.ServersAsync(target, input.Intent.SourceServerIds, permission.Lost).ConfigureAwait(false);
            var suspects = servers
                .Where(server => LastLaunch.MayBeLive(server) || (LastLaunch.JobIdOf(server) is { } id && !input.Intent.LastLaunchJobIds.Contains(id, StringComparer.Ordinal)))
                .Select(LastLaunch.JobIdOf)
                .OfType<string>();
            var jobs = await reader.JobsAsync(target, suspects, permission.Lost).ConfigureAwait(false);
            return jobs.FirstOrDefault(job => job.IsLive) is { } holder
                ? (HeldBy(holder, input.Intent), [])
                : (null, [.. input.Intent.LastLaunchJobIds.Union(LastLaunch.JobIdsOf(servers), StringComparer.Ordinal)]);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return (PrepareLaunch.NotSent(DrsTrouble.Of("The look before StartRecovery", failure)), []);
        }
    }

    private async Task<LaunchOutcome> SendAsync(StartRecoveryInput input, AwsTarget target)
    {
        var request = new StartRecoveryRequest
        {
            IsDrill = input.Intent.IsDrill,
            SourceServers = [.. input.Intent.SourceServerIds.Select(id => new StartRecoveryRequestSourceServer { SourceServerID = id })],
        };
        using var guard = SendGuard.Enter(permission.EnsureHeldAsync);
        try
        {
            var response = await clients.Drs(target).StartRecoveryAsync(request, CancellationToken.None).ConfigureAwait(false);
            return response.Job?.JobID is { Length: > 0 } jobId
                ? new LaunchOutcome(LaunchVerdict.Accepted, jobId)
                : await SearchAsync(input, target).ConfigureAwait(false);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure))
        {
            return guard.OutcomeOf(failure) switch
            {
                CallOutcome.NotSent => PrepareLaunch.NotSent(DrsTrouble.Of("StartRecovery", failure)),
                CallOutcome.Refused => await RefusedAsync(input, target, (AmazonServiceException)failure).ConfigureAwait(false),
                _ => await SearchAsync(input, target, DrsTrouble.Of("StartRecovery", failure).Detail).ConfigureAwait(false),
            };
        }
    }

    private async Task<LaunchOutcome> RefusedAsync(StartRecoveryInput input, AwsTarget target, AmazonServiceException refusal)
    {
        switch (refusal)
        {
            case ConflictException:
                return await ConflictAsync(input, target, refusal).ConfigureAwait(false);
            case ServiceQuotaExceededException quota:
                return new LaunchOutcome(LaunchVerdict.Quota, Detail: $"{refusal.Message} (quota {quota.QuotaCode ?? "not named"})");
            case var _ when DrsTrouble.IsThrottling(refusal) || DrsTrouble.IsPassing(refusal):
                return PrepareLaunch.NotSent(DrsTrouble.Of("StartRecovery", refusal));
            default:
                return new LaunchOutcome(LaunchVerdict.Refused, Detail: Text.Shorten(refusal.Message), Code: refusal.ErrorCode);
        }
    }

    /// <summary>Somebody holds a server. That may be an earlier attempt of ours only if one is of unknown outcome; this one was refused for certain.</summary>
    private async Task<LaunchOutcome> ConflictAsync(StartRecoveryInput input, AwsTarget target, AmazonServiceException refusal)
    {
        try
        {
            if (input.FirstUnknownAttempt is { } first
                && await search.FindAsync(input.Run.InstanceId, target, first, input.Attempt - 1, permission.Lost).ConfigureAwait(false) is { } late)
            {
                return new LaunchOutcome(LaunchVerdict.Adopted, late.JobId);
            }

            var servers = await reader.ServersAsync(target, input.Intent.SourceServerIds, permission.Lost).ConfigureAwait(false);
            var named = await reader.JobsAsync(target, LastLaunch.JobIdsOf(servers), permission.Lost).ConfigureAwait(false);
            var holder = named.FirstOrDefault(job => job.IsLive)
                ?? (await reader.JobsSinceAsync(target, input.Now - TimeSpan.FromDays(1), permission.Lost).ConfigureAwait(false))
                    .FirstOrDefault(job => job.IsLive && job.Servers.Any(server => input.Intent.SourceServerIds.Contains(server.SourceServerId, StringComparer.Ordinal)));
            return holder is null ? new LaunchOutcome(LaunchVerdict.Conflict, Detail: refusal.Message) : HeldBy(holder, input.Intent);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return input.FirstUnknownAttempt is null
                ? new LaunchOutcome(LaunchVerdict.Conflict, Detail: refusal.Message)
                : new LaunchOutcome(LaunchVerdict.Unknown, Detail: refusal.Message);
        }
    }

    private static LaunchOutcome HeldBy(DrsJob holder, LaunchIntent intent)
    {
        var held = holder.Servers.Select(server => server.SourceServerId).Intersect(intent.SourceServerIds, StringComparer.Ordinal).ToList();
        var which = held.Count switch { 0 => "a server of this job", 1 => held[0], _ => $"{held[0]} and {held.Count - 1} more" };
        return new LaunchOutcome(
            LaunchVerdict.Conflict, holder.JobId, $"{which} is held by {holder.Type} job {holder.JobId} ({holder.Status}, initiated by {holder.InitiatedBy}); waiting for it to end.");
    }

    private async Task<LaunchOutcome> SearchAsync(StartRecoveryInput input, AwsTarget target, string? detail = null)
    {
        try
        {
            var found = await search.FindAsync(input.Run.InstanceId, target, input.FirstUnknownAttempt ?? input.Attempt, input.Attempt, permission.Lost).ConfigureAwait(false);
            return found is null ? new LaunchOutcome(LaunchVerdict.Unknown, Detail: detail) : new LaunchOutcome(LaunchVerdict.Adopted, found.JobId);
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            return new LaunchOutcome(LaunchVerdict.Unknown, Detail: detail ?? DrsTrouble.Of("DescribeJobs", failure).Detail);
        }
    }
}
