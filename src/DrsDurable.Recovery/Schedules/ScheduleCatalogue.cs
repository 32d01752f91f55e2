using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Schedules;

/// <summary>The schedules an operator keeps. Each has an orchestration of its own that is told of every change and reads the schedule anew.</summary>
/// <param name="clock">Domain time.</param>
public sealed class ScheduleCatalogue(IRecoveryStore store, DurableTaskClient client, TimeProvider clock)
{
    /// <exception cref="RecoveryException">Whatever is wrong with the draft, RECOVERY_PLAN_NOT_FOUND or SCHEDULE_NAME_EXISTS.</exception>
    public async Task<Schedule> CreateAsync(ScheduleDraft draft, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var schedule = ScheduleRules.Check(draft, Guid.CreateVersion7(clock.GetUtcNow()).ToString(), clock.GetUtcNow(), errors);
        await CheckPlanAsync(schedule.PlanId, errors, cancellationToken).ConfigureAwait(false);
        errors.ThrowIfAny();
        var creation = await store.CreateScheduleAsync(schedule, cancellationToken).ConfigureAwait(false);
        if (creation.Outcome != StoreOutcome.Done)
        {
            throw Refusal(creation, schedule);
        }

        await EnsureRunningAsync(schedule.ScheduleId, CancellationToken.None).ConfigureAwait(false);
        return schedule;
    }

    /// <exception cref="RecoveryException">SCHEDULE_NOT_FOUND.</exception>
    public async Task<Schedule> GetAsync(string scheduleId, CancellationToken cancellationToken) =>
        await store.GetScheduleAsync(scheduleId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(scheduleId);

    public Task<StorePage<Schedule>> ListAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        store.ListSchedulesAsync(limit, nextToken, cancellationToken);

    /// <exception cref="RecoveryException">
    /// SCHEDULE_NOT_FOUND, VERSION_CONFLICT, SCHEDULE_NAME_EXISTS, RECOVERY_PLAN_NOT_FOUND, or whatever is wrong with the draft.
    /// </exception>
    public async Task<Schedule> UpdateAsync(string scheduleId, ScheduleDraft draft, CancellationToken cancellationToken)
    {
        var current = await GetAsync(scheduleId, cancellationToken).ConfigureAwait(false);
        var errors = new FieldErrors();
        var checkedSchedule = ScheduleRules.Check(draft.Over(current), scheduleId, clock.GetUtcNow(), errors);
        VersionRules.Require(errors, draft.Version);
        await CheckPlanAsync(checkedSchedule.PlanId, errors, cancellationToken).ConfigureAwait(false);
        errors.ThrowIfAny();
        VersionRules.Match(draft.Version!.Value, current.Version);
        return await ReplaceAsync(current, checkedSchedule, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts no drill until it is resumed. Pausing a paused schedule changes nothing.</summary>
    /// <exception cref="RecoveryException">SCHEDULE_NOT_FOUND, or VERSION_CONFLICT when somebody changes it at the same moment.</exception>
    public Task<Schedule> PauseAsync(string scheduleId, CancellationToken cancellationToken) => EnableAsync(scheduleId, enabled: false, cancellationToken);

    /// <summary>Occurrences that passed meanwhile are not made up for. Resuming a schedule that is not paused changes nothing.</summary>
    /// <exception cref="RecoveryException">As <see cref="PauseAsync"/>.</exception>
    public Task<Schedule> ResumeAsync(string scheduleId, CancellationToken cancellationToken) => EnableAsync(scheduleId, enabled: true, cancellationToken);

    /// <summary>A drill it has started goes on.</summary>
    /// <exception cref="RecoveryException">SCHEDULE_NOT_FOUND.</exception>
    public async Task DeleteAsync(string scheduleId, CancellationToken cancellationToken)
    {
        if ((await store.DeleteScheduleAsync(scheduleId, cancellationToken).ConfigureAwait(false)).Outcome != StoreOutcome.Done)
        {
            throw NotFound(scheduleId);
        }

        await TellAsync(scheduleId, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What a host does when it starts: every schedule has its orchestration, and that knows the latest text.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await store.ListSchedulesAsync(limit: 100, token, cancellationToken).ConfigureAwait(false);
            foreach (var schedule in page.Items)
            {
                await EnsureRunningAsync(schedule.ScheduleId, cancellationToken).ConfigureAwait(false);
                await TellAsync(schedule.ScheduleId, cancellationToken).ConfigureAwait(false);
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    internal static RecoveryException NotFound(string scheduleId) => new(
        RecoveryErrorCode.ScheduleNotFound, $"There is no schedule '{TextRules.Shown(scheduleId)}': GET /schedules lists them.", "scheduleId");

    private async Task<Schedule> EnableAsync(string scheduleId, bool enabled, CancellationToken cancellationToken)
    {
        var current = await GetAsync(scheduleId, cancellationToken).ConfigureAwait(false);
        return current.Enabled == enabled
            ? current
            : await ReplaceAsync(current, current with { Enabled = enabled, UpdatedAt = clock.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Schedule> ReplaceAsync(Schedule current, Schedule wanted, CancellationToken cancellationToken)
    {
        var schedule = wanted with
        {
            Version = current.Version + 1,
            Generation = current.Generation + 1,
            CreatedAt = current.CreatedAt,
            LastExecutionId = current.LastExecutionId,
            LastRun = current.LastRun,
            NextRunAt = ScheduleRules.NextRun(wanted, clock.GetUtcNow()),
        };
        var update = await store.UpdateScheduleAsync(schedule, cancellationToken).ConfigureAwait(false);
        if (update.Outcome != StoreOutcome.Done)
        {
            throw Refusal(update, schedule);
        }

        await EnsureRunningAsync(schedule.ScheduleId, CancellationToken.None).ConfigureAwait(false);
        await TellAsync(schedule.ScheduleId, CancellationToken.None).ConfigureAwait(false);
        return schedule;
    }

    private async Task EnsureRunningAsync(string scheduleId, CancellationToken cancellationToken)
    {
        var instanceId = DrillSchedule.InstanceId(scheduleId);
        if (await client.GetInstanceAsync(instanceId, cancellationToken).ConfigureAwait(false) is { IsCompleted: false })
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(DrillSchedule), new DrillScheduleInput(scheduleId), new StartOrchestrationOptions(instanceId), cancellationToken).ConfigureAwait(false);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another request or the sweep of another host was a moment earlier.
        }
    }

    private Task TellAsync(string scheduleId, CancellationToken cancellationToken) =>
        client.RaiseEventAsync(DrillSchedule.InstanceId(scheduleId), DrillSchedule.ChangedEvent, scheduleId, cancellationToken);

    private async Task CheckPlanAsync(string planId, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (!errors.Has("planId") && await store.GetPlanAsync(planId, cancellationToken).ConfigureAwait(false) is null)
        {
            errors.Add("planId", RecoveryErrorCode.RecoveryPlanNotFound, RecoveryPlanCatalogue.NotFound(planId).Message);
        }
    }

    private static RecoveryException Refusal(StoreWrite refused, Schedule schedule) => refused.Outcome switch
    {
        StoreOutcome.NameExists => new RecoveryException(
            RecoveryErrorCode.ScheduleNameExists,
            $"Schedule {refused.Holder} is called '{schedule.ScheduleName}' (upper and lower case count as one): choose another name.",
            "scheduleName"),
        StoreOutcome.VersionConflict => VersionRules.Conflict(schedule.Version - 1, refused.CurrentVersion),
        StoreOutcome.ReferenceMissing => RecoveryPlanCatalogue.NotFound(schedule.PlanId),
        _ => NotFound(schedule.ScheduleId),
    };
}
