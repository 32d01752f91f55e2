using System.Globalization;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Schedules;

/// <param name="Generation">Of the text the occurrence was worked out from.</param>
public sealed record StartScheduledDrillInput(string ScheduleId, int Generation, DateTimeOffset Occurrence);

/// <summary>Exactly one of the two is set.</summary>
public sealed record ScheduledDrill(string? ExecutionId, string? SkippedBecause);

/// <summary>
/// Starts the drill of one occurrence: always a DRILL, and once per occurrence, however often the activity is delivered. A plan that
/// is running, or that no longer fits its groups, makes it skip the occurrence and say so.
/// </summary>
[DurableTask(nameof(StartScheduledDrill))]
public sealed partial class StartScheduledDrill(IRecoveryStore store, ExecutionLauncher launcher, ILogger<StartScheduledDrill> logger)
    : TaskActivity<StartScheduledDrillInput, ScheduledDrill>
{
    public override async Task<ScheduledDrill> RunAsync(TaskActivityContext context, StartScheduledDrillInput input)
    {
        var key = IdempotencyKey(input);
        if (await launcher.FindAcceptedAsync(key, CancellationToken.None).ConfigureAwait(false) is { } started)
        {
            await launcher.EnsureScheduledAsync(started, CancellationToken.None).ConfigureAwait(false);
            return await RecordAsync(input, started).ConfigureAwait(false);
        }

        var schedule = await store.GetScheduleAsync(input.ScheduleId, CancellationToken.None).ConfigureAwait(false);
        if (schedule is null || !schedule.Enabled || schedule.Generation != input.Generation)
        {
            return Skip(input, "the schedule was changed, paused or deleted at that moment");
        }

        try
        {
            var accepted = await launcher.LaunchAsync(
                new ExecutionRequest(schedule.PlanId, ApiName.Of(ExecutionType.Drill), $"schedule {schedule.ScheduleName}", ApiName.Of(CleanupPolicy.AtEnd)),
                new LaunchContext(key, schedule.ScheduleId),
                CancellationToken.None).ConfigureAwait(false);
            return await RecordAsync(input, accepted.Snapshot.ExecutionId).ConfigureAwait(false);
        }
        catch (RecoveryException refused)
        {
            return Skip(input, $"{ApiName.Of(refused.Code)}: {refused.Message}");
        }
    }

    /// <summary>No header can say this: the keys of callers have a prefix of their own.</summary>
    private static string IdempotencyKey(StartScheduledDrillInput input) =>
        $"schedule:{input.ScheduleId}:{input.Occurrence.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";

    private async Task<ScheduledDrill> RecordAsync(StartScheduledDrillInput input, string executionId)
    {
        await store.RecordScheduleRunAsync(input.ScheduleId, nextRunAt: null, executionId, CancellationToken.None).ConfigureAwait(false);
        LogStarted(executionId, input.ScheduleId, input.Occurrence);
        return new ScheduledDrill(executionId, SkippedBecause: null);
    }

    private ScheduledDrill Skip(StartScheduledDrillInput input, string reason)
    {
        LogSkipped(input.ScheduleId, input.Occurrence, reason);
        return new ScheduledDrill(ExecutionId: null, reason);
    }

    [LoggerMessage(LogLevel.Information, "Execution {ExecutionId} started by schedule {ScheduleId} for {Occurrence:O}")]
    private partial void LogStarted(string executionId, string scheduleId, DateTimeOffset occurrence);

    [LoggerMessage(LogLevel.Warning, "Schedule {ScheduleId} skipped {Occurrence:O}: {Reason}")]
    private partial void LogSkipped(string scheduleId, DateTimeOffset occurrence, string reason);
}
