using DrsDurable.Recovery.Storage;

namespace DrsDurable.Recovery.Schedules;

/// <param name="After">Domain time.</param>
public sealed record PlanNextDrillInput(string ScheduleId, DateTimeOffset After);

/// <param name="Exists">Whether there is such a schedule still.</param>
/// <param name="Generation">Of the text that was read.</param>
/// <param name="At"><see langword="null"/> while it is paused or nothing comes any more.</param>
public sealed record NextDrill(bool Exists, int Generation = 0, DateTimeOffset? At = null);

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

        var next = ScheduleRules.NextRun(schedule, input.After);
        await store.RecordNextRunAsync(input.ScheduleId, next, CancellationToken.None).ConfigureAwait(false);
        return new NextDrill(Exists: true, schedule.Generation, next);
    }
}
