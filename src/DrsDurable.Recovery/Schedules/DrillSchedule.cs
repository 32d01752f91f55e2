using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Schedules;

/// <param name="Generation">Of the text it follows; 0 at the beginning.</param>
/// <param name="ServedUntil">Domain time up to which that text's occurrences have been served.</param>
/// <param name="LastRun">What became of the last occurrence that came due.</param>
public sealed record DrillScheduleInput(string ScheduleId, int Generation = 0, DateTimeOffset ServedUntil = default, ScheduledRun? LastRun = null);

/// <summary>The custom status of a schedule's orchestration.</summary>
public sealed record DrillScheduleStatus(DateTimeOffset? NextRunAt, ScheduledRun? LastRun);

/// <summary>
/// Lives as long as its schedule: waits for the next occurrence or for a change, starts the drill, begins anew. While the host is down
/// nothing starts; an occurrence that passed meanwhile is made up for once, at the start, however many passed.
/// </summary>
[DurableTask(nameof(DrillSchedule))]
public sealed class DrillSchedule : TaskOrchestrator<DrillScheduleInput, object?>
{
    /// <summary>Says that the schedule was edited, paused, resumed or deleted; the orchestration reads what it is now.</summary>
    public const string ChangedEvent = "Changed";

    private static readonly TaskOptions Patiently = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 20, TimeSpan.FromSeconds(5), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    public static string InstanceId(string scheduleId) => $"schedule:{scheduleId}";

    public override async Task<object?> RunAsync(TaskOrchestrationContext context, DrillScheduleInput input)
    {
        // Waited for before the schedule is read: a change after the reading wakes this waiter, one before it is in the reading.
        var changed = context.WaitForExternalEvent<string>(ChangedEvent);
        try
        {
            var next = await context.CallActivityAsync<NextDrill>(
                nameof(PlanNextDrill), new PlanNextDrillInput(input.ScheduleId, Now(context), input.Generation, input.ServedUntil), Patiently);
            if (!next.Exists)
            {
                return null;
            }

            input = input with { Generation = next.Generation, ServedUntil = next.ServedUntil };
            context.SetCustomStatus(new DrillScheduleStatus(next.At, input.LastRun));
            if (next.At is not { } occurrence)
            {
                await changed;
            }
            else if (await ComesDueAsync(context, occurrence, changed))
            {
                var due = new StartScheduledDrillInput(input.ScheduleId, next.Generation, occurrence);
                var run = await context.CallActivityAsync<ScheduledRun>(nameof(StartScheduledDrill), due, Patiently);

                // Whatever else came due until now is not made up for.
                input = input with { LastRun = run, ServedUntil = Now(context) };
            }
        }
        catch (TaskFailedException failure)
        {
            // The store could not be read or written for more than an hour. Going on with the next occurrence is what the operator wants.
            context.CreateReplaySafeLogger<DrillSchedule>().LogError(
                "Schedule {ScheduleId} missed an occurrence: {Reason}", input.ScheduleId, failure.FailureDetails?.ErrorMessage);
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            input = input with { ServedUntil = Now(context) };
        }

        context.ContinueAsNew(input);
        return null;
    }

    private static DateTimeOffset Now(TaskOrchestrationContext context) =>
        new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    private static async Task<bool> ComesDueAsync(TaskOrchestrationContext context, DateTimeOffset occurrence, Task<string> changed)
    {
        using var cancellation = new CancellationTokenSource();
        var due = context.CreateTimer(occurrence.UtcDateTime, cancellation.Token);
        if (await Task.WhenAny(due, changed) == due)
        {
            return true;
        }

        Cancel(cancellation);
        return false;
    }

    // CancelAsync would run the registrations on another thread, and an orchestrator has only one.
#pragma warning disable VSTHRD103, MA0042
    private static void Cancel(CancellationTokenSource cancellation) => cancellation.Cancel();
#pragma warning restore VSTHRD103, MA0042
}
