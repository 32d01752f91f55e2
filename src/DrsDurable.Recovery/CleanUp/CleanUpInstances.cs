using Amazon.Runtime;
using DrsDurable.Aws;
using DrsDurable.Recovery.Jobs;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.CleanUp;

/// <param name="Now">Domain time.</param>
public sealed record CleanUpInstancesInput(string ExecutionId, CleanupCell Cell, DateTimeOffset Now);

/// <summary>
/// One round in one account and Region: reads what DRS has of the execution's own jobs, and asks it to terminate the drill instances among it that an earlier
/// round has recorded and that are still there. May be repeated at any time: an instance is only ever judged by its record, and terminating one twice does nothing.
/// </summary>
[DurableTask(nameof(CleanUpInstances))]
public sealed class CleanUpInstances(IAwsClientFactory clients, DrsReader reader, LaunchSearch search, LaunchPermission permission, ILogger<CleanUpInstances> logger)
    : TaskActivity<CleanUpInstancesInput, CleanupCell>
{
    /// <summary>A job takes 100 servers, quota L-B827C881.</summary>
    private const int MaximumPerCall = 100;

    public override async Task<CleanupCell> RunAsync(TaskActivityContext context, CleanUpInstancesInput? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var target = new AwsTarget(input.Cell.AccountId, input.Cell.Region);
        try
        {
            var (cell, locked) = await LookAsync(input.Cell, target, input.Now).ConfigureAwait(false);
            return await TerminateAsync(input, cell, locked, target).ConfigureAwait(false);
        }
        catch (UnknownAccountException unknown)
        {
            return input.Cell with { Trouble = unknown.Message, Refusals = CleanupPlan.RefusalsToGiveUp };
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure) && !permission.Lost.IsCancellationRequested)
        {
            var detail = DrsTrouble.Of("Reading DRS", failure).Detail;
            logger.CleanupWaits(input.ExecutionId, detail);
            return input.Cell with { Trouble = detail };
        }
    }

    /// <summary>What is there, and the servers that live jobs hold: asking for them would refuse the others of the same call too.</summary>
    private async Task<(CleanupCell Cell, IReadOnlySet<string> Locked)> LookAsync(CleanupCell cell, AwsTarget target, DateTimeOffset now)
    {
        var own = cell.JobIds.ToHashSet(StringComparer.Ordinal);
        foreach (var launch in cell.Undecided)
        {
            var found = await search.FindAsync(launch.JobInstanceId, target, launch.FirstUnknownAttempt ?? 1, launch.LastAttempt, permission.Lost).ConfigureAwait(false);
            if (found is not null)
            {
                own.Add(found.JobId);
            }
        }

        var jobs = await reader.JobsAsync(target, own.Concat(cell.TerminateJobIds), permission.Lost).ConfigureAwait(false);
        var records = (await reader.InstancesOfAsync(target, cell.SourceServerIds, permission.Lost).ConfigureAwait(false))
            .Where(record => record is { JobID: not null, RecoveryInstanceID: not null, SourceServerID: not null } && own.Contains(record.JobID))
            .ToList();
        var present = records.Where(record => record.IsDrill == true).Select(From).ToList();
        var presentIds = present.Select(instance => instance.RecoveryInstanceId).ToHashSet(StringComparer.Ordinal);
        DrillInstance[] instances = [.. present, .. cell.Instances.Where(instance => !presentIds.Contains(instance.RecoveryInstanceId)).Select(instance => instance with { State = null })];
        var shown = instances.Concat(records.Select(From)).Select(instance => (instance.JobId, instance.SourceServerId)).ToHashSet();
        var missing = jobs
            .Where(job => own.Contains(job.JobId))
            .SelectMany(job => job.Servers.Where(server => server.LaunchStatus == "LAUNCHED" && !shown.Contains((job.JobId, server.SourceServerId))))
            .Select(server => server.SourceServerId)
            .ToList();
        var next = cell with
        {
            JobIds = [.. own.Order(StringComparer.Ordinal)],
            Instances = instances,
            NotDrills = [.. records.Where(record => record.IsDrill != true).Select(From).Where(instance => !instance.IsGone)],
            Missing = missing,
            MissingSince = missing.Count == 0 ? null : cell.MissingSince ?? now,
            LiveJobIds = [.. jobs.Where(job => job.IsLive).Select(job => job.JobId)],
            Trouble = null,
        };
        return (next, jobs.Where(job => job.IsLive).SelectMany(job => job.Servers).Select(server => server.SourceServerId).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// Only what the history knows already: DRS forgets an instance soon after its termination, and a crash in between would leave a launched server
    /// of which nothing is to be found.
    /// </summary>
    private async Task<CleanupCell> TerminateAsync(CleanUpInstancesInput input, CleanupCell cell, IReadOnlySet<string> locked, AwsTarget target)
    {
        var due = cell.Instances
            .Where(instance => instance is { IsGone: false } and not { State: "SHUTTING-DOWN" } && input.Cell.Knows(instance) && !locked.Contains(instance.SourceServerId))
            .Select(instance => instance.RecoveryInstanceId)
            .ToList();
        foreach (var ids in due.Chunk(MaximumPerCall))
        {
            cell = await TerminateAsync(input.ExecutionId, cell, target, ids).ConfigureAwait(false);
        }

        return cell;
    }

    private async Task<CleanupCell> TerminateAsync(string executionId, CleanupCell cell, AwsTarget target, string[] ids)
    {
        using var guard = SendGuard.Enter(permission.EnsureHeldAsync);
        try
        {
            var response = await clients.Drs(target)
                .TerminateRecoveryInstancesAsync(new TerminateRecoveryInstancesRequest { RecoveryInstanceIDs = [.. ids] }, CancellationToken.None)
                .ConfigureAwait(false);
            logger.Terminating(executionId, response.Job?.JobID, string.Join(' ', ids));
            return response.Job?.JobID is { } jobId
                ? cell with { TerminateJobIds = [.. cell.TerminateJobIds, jobId], LiveJobIds = [.. cell.LiveJobIds, jobId], Refusals = 0 }
                : cell;
        }
        catch (Exception failure) when (DrsTrouble.Covers(failure))
        {
            // What an unknown outcome did shows in the records of the next round.
            var detail = DrsTrouble.Of("TerminateRecoveryInstances", failure).Detail;
            logger.CleanupWaits(executionId, detail);
            var isFinal = guard.OutcomeOf(failure) == CallOutcome.Refused
                && failure is AmazonServiceException refusal and not ConflictException and not ServiceQuotaExceededException
                && !DrsTrouble.IsThrottling(refusal) && !DrsTrouble.IsPassing(refusal);
            return cell with { Trouble = detail, Refusals = isFinal ? cell.Refusals + 1 : 0 };
        }
    }

    private static DrillInstance From(RecoveryInstance record) =>
        new(record.RecoveryInstanceID!, record.SourceServerID!, record.JobID!, record.Ec2InstanceState?.Value ?? "UNKNOWN");
}
