using System.Globalization;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Schedules;

/// <param name="Generation">Of the text the occurrence was worked out from.</param>
public sealed record StartScheduledDrillInput(string ScheduleId, int Generation, DateTimeOffset Occurrence);

/// <summary>
/// Starts the drill of one occurrence: always a DRILL, and once per occurrence, however often the activity is delivered. A plan that
/// is running, or that no longer fits its groups, makes it skip the occurrence and say so.
/// </summary>
[DurableTask(nameof(StartScheduledDrill))]
public sealed partial class StartScheduledDrill(IRecoveryStore store, ExecutionLauncher launcher, ILogger<StartScheduledDrill> logger)
    : TaskActivity<StartScheduledDrillInput, ScheduledRun>
{
    public override async Task<ScheduledRun> RunAsync(TaskActivityContext context, StartScheduledDrillInput input)
    {
        var key = IdempotencyKey(input);
        if (await launcher.FindAcceptedAsync(key, CancellationToken.None).ConfigureAwait(false) is { } started)
        {
            await launcher.EnsureScheduledAsync(started, CancellationToken.None).ConfigureAwait(false);
            return await StartedAsync(input, started).ConfigureAwait(false);
        }

        var schedule = await store.GetScheduleAsync(input.ScheduleId, CancellationToken.None).ConfigureAwait(false);
        if (schedule is null || !schedule.Enabled || schedule.Generation != input.Generation)
        {
            return await SkippedAsync(input, "the schedule was changed, paused or deleted at that moment").ConfigureAwait(false);
        }

        try
        {
            var accepted = await launcher.LaunchAsync(
                new ExecutionRequest(schedule.PlanId, ApiName.Of(ExecutionType.Drill), $"schedule {schedule.ScheduleName}", ApiName.Of(CleanupPolicy.AtEnd)),
                new LaunchContext(key, schedule.ScheduleId),
                CancellationToken.None).ConfigureAwait(false);
            return await StartedAsync(input, accepted.Snapshot.ExecutionId).ConfigureAwait(false);
        }
        catch (RecoveryException refused)
        {
            return await SkippedAsync(input, $"{ApiName.Of(refused.Code)}: {refused.Message}").ConfigureAwait(false);
        }
    }

    /// <summary>No header can say this: the keys of callers have a prefix of their own.</summary>
    private static string IdempotencyKey(StartScheduledDrillInput input) =>
        $"schedule:{input.ScheduleId}:{input.Occurrence.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";

    private Task<ScheduledRun> StartedAsync(StartScheduledDrillInput input, string executionId)
    {
        LogStarted(executionId, input.ScheduleId, input.Occurrence);
        return RecordAsync(input, new ScheduledRun(input.Occurrence, ScheduledRunOutcome.Started, executionId, Reason: null));
    }

    private Task<ScheduledRun> SkippedAsync(StartScheduledDrillInput input, string reason)
    {
        LogSkipped(input.ScheduleId, input.Occurrence, reason);
        return RecordAsync(input, new ScheduledRun(input.Occurrence, ScheduledRunOutcome.Skipped, ExecutionId: null, reason));
    }

    private async Task<ScheduledRun> RecordAsync(StartScheduledDrillInput input, ScheduledRun run)
    {
        await store.RecordScheduledRunAsync(input.ScheduleId, run, CancellationToken.None).ConfigureAwait(false);
        return run;
    }

    [LoggerMessage(LogLevel.Information, "Execution {ExecutionId} started by schedule {ScheduleId} for {Occurrence:O}")]
    private partial void LogStarted(string executionId, string scheduleId, DateTimeOffset occurrence);

    [LoggerMessage(LogLevel.Warning, "Schedule {ScheduleId} skipped {Occurrence:O}: {Reason}")]
    private partial void LogSkipped(string scheduleId, DateTimeOffset occurrence, string reason);
}
