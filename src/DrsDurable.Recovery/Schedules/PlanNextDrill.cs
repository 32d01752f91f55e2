using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Schedules;

/// <param name="Now">Domain time.</param>
/// <param name="Generation">Of the text that was followed so far; 0 = none.</param>
/// <param name="ServedUntil">Domain time up to which that text's occurrences have been served.</param>
public sealed record PlanNextDrillInput(string ScheduleId, DateTimeOffset Now, int Generation, DateTimeOffset ServedUntil);

/// <param name="Exists">Whether there is such a schedule still.</param>
/// <param name="Generation">Of the text that was read.</param>
/// <param name="At"><see langword="null"/> while it is paused or nothing comes any more. It may have passed while the host was down.</param>
public sealed record NextDrill(bool Exists, int Generation = 0, DateTimeOffset ServedUntil = default, DateTimeOffset? At = null);

/// <summary>Reads the schedule, works out its next occurrence and records that where lists show it.</summary>
[DurableTask(nameof(PlanNextDrill))]
public sealed class PlanNextDrill(IRecoveryStore store) : TaskActivity<PlanNextDrillInput, NextDrill>
{
    public override async Task<NextDrill> RunAsync(TaskActivityContext context, PlanNextDrillInput input)
    {
        if (await store.GetScheduleAsync(input.ScheduleId, CancellationToken.None).ConfigureAwait(false) is not { } schedule)
        {
            return new NextDrill(Exists: false);
        }

        // A new text owes nothing for the past, and neither does a schedule that was paused.
        var servedUntil = schedule.Generation == input.Generation ? input.ServedUntil : input.Now;
        var next = ScheduleRules.NextRun(schedule, servedUntil);
        await store.RecordNextRunAsync(input.ScheduleId, next, CancellationToken.None).ConfigureAwait(false);
        return new NextDrill(Exists: true, schedule.Generation, servedUntil, next);
    }
}
