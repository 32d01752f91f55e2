using DrsDurable.DurableTask.Client;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Schedules;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Schedules;

public sealed class DrillScheduleTests
{
    [Fact]
    public async Task Each_occurrence_starts_one_drill_that_cleans_up()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");

        for (var day = 0; day < 3; day++)
        {
            await world.PassAsync(TimeSpan.FromDays(1));
            await world.EndExecutionsAsync();
        }

        var executions = await world.ExecutionsAsync();
        executions.Select(row => row.AcceptedAt).Should().Equal(Start.AddHours(3), Start.AddHours(27), Start.AddHours(51));
        executions.Should().OnlyContain(row => row.ExecutionType == ExecutionType.Drill && row.ScheduleId == schedule.ScheduleId && row.InitiatedBy == "schedule weekly");
        (await world.Store.GetExecutionAsync(executions[0].ExecutionId, CancellationToken.None))!.Cleanup.Should().Be(CleanupPolicy.AtEnd);
        var stored = await world.Schedules.GetAsync(schedule.ScheduleId, CancellationToken.None);
        (stored.LastExecutionId, stored.NextRunAt).Should().Be((executions[2].ExecutionId, Start.AddHours(75)));
        (await world.LastRunAsync(schedule.ScheduleId)).Should().Be(
            new ScheduledRun(Start.AddHours(51), ScheduledRunOutcome.Started, executions[2].ExecutionId, null));
    }

    [Fact]
    public async Task An_occurrence_during_a_run_of_the_plan_is_skipped_and_says_so()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 * * * *");

        await world.PassAsync(TimeSpan.FromHours(2.5));
        (await world.ExecutionsAsync()).Should().ContainSingle("the plan still runs at the second hour");
        (await world.LastRunAsync(schedule.ScheduleId)).Should().Match<ScheduledRun>(
            run => run.Outcome == ScheduledRunOutcome.Skipped && run.Occurrence == Start.AddHours(2) && run.Reason!.StartsWith("PLAN_ALREADY_EXECUTING"));

        await world.EndExecutionsAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        (await world.ExecutionsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Occurrences_missed_while_the_host_was_down_are_made_up_for_once()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        await world.SettleAsync();

        await world.StopHostAsync();
        world.Clock.Advance(TimeSpan.FromDays(5));
        await world.StartHostAsync();
        await world.PassAsync(TimeSpan.FromHours(1));

        (await world.ExecutionsAsync()).Should().ContainSingle().Which.AcceptedAt.Should().BeOnOrAfter(Start.AddDays(5));
        (await world.Schedules.GetAsync(schedule.ScheduleId, CancellationToken.None)).NextRunAt.Should().Be(Start.AddDays(5).AddHours(3));
    }

    [Fact]
    public async Task A_paused_schedule_starts_nothing_and_a_resumed_one_makes_up_for_nothing()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");

        await world.Schedules.PauseAsync(schedule.ScheduleId, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromDays(3));
        (await world.ExecutionsAsync()).Should().BeEmpty();
        (await world.Schedules.GetAsync(schedule.ScheduleId, CancellationToken.None)).NextRunAt.Should().BeNull();

        await world.Schedules.ResumeAsync(schedule.ScheduleId, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromHours(2));
        (await world.ExecutionsAsync()).Should().BeEmpty();
        await world.PassAsync(TimeSpan.FromHours(2));
        (await world.ExecutionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_changed_schedule_follows_its_new_text_at_once()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        await world.SettleAsync();

        await world.Schedules.UpdateAsync(schedule.ScheduleId, new ScheduleDraft(null, null, "0 1 * * *", null, null, Version: 1), CancellationToken.None);
        await world.PassAsync(TimeSpan.FromHours(4));

        (await world.ExecutionsAsync()).Should().ContainSingle().Which.AcceptedAt.Should().Be(Start.AddHours(1));
    }

    [Fact]
    public async Task A_deleted_schedule_ends_its_orchestration()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        await world.SettleAsync();

        await world.Schedules.DeleteAsync(schedule.ScheduleId, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromDays(2));

        (await world.ExecutionsAsync()).Should().BeEmpty();
        (await world.Client.GetInstanceAsync(DrillSchedule.InstanceId(schedule.ScheduleId)))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_schedule_whose_orchestration_a_crash_prevented_gets_it_at_the_next_start()
    {
        await using var world = await ScheduleHarness.StartAsync();
        await world.Store.CreateScheduleAsync(Schedule("x1", "p1") with { Cron = "0 3 * * *", TimeZone = "UTC" }, CancellationToken.None);

        await world.StopHostAsync();
        await world.StartHostAsync();
        await world.PassAsync(TimeSpan.FromHours(4));

        (await world.ExecutionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task One_occurrence_delivered_many_times_starts_one_drill()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        var launcher = new ExecutionLauncher(world.Store, world.Client, new LaunchPolicy(), world.Clock);
        var activity = new StartScheduledDrill(world.Store, launcher, Microsoft.Extensions.Logging.Abstractions.NullLogger<StartScheduledDrill>.Instance);
        var due = new StartScheduledDrillInput(schedule.ScheduleId, schedule.Generation, Start.AddHours(3));

        var first = await activity.RunAsync(null!, due);
        await world.EndExecutionsAsync();
        await world.Schedules.PauseAsync(schedule.ScheduleId, CancellationToken.None);
        var again = await activity.RunAsync(null!, due);

        again.Should().Be(first, "the occurrence was served, whatever became of the schedule since");
        (await world.ExecutionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task An_occurrence_worked_out_from_an_old_text_starts_nothing()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        var launcher = new ExecutionLauncher(world.Store, world.Client, new LaunchPolicy(), world.Clock);
        var activity = new StartScheduledDrill(world.Store, launcher, Microsoft.Extensions.Logging.Abstractions.NullLogger<StartScheduledDrill>.Instance);

        var outcome = await activity.RunAsync(null!, new StartScheduledDrillInput(schedule.ScheduleId, schedule.Generation - 1, Start.AddHours(3)));

        outcome.Outcome.Should().Be(ScheduledRunOutcome.Skipped);
        (await world.ExecutionsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_occurrence_that_passed_is_owed_by_the_text_that_was_followed_and_by_no_other()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        var activity = new PlanNextDrill(world.Store);
        var now = Start.AddDays(5);

        var same = await activity.RunAsync(null!, new PlanNextDrillInput(schedule.ScheduleId, now, schedule.Generation, Start));
        var other = await activity.RunAsync(null!, new PlanNextDrillInput(schedule.ScheduleId, now, schedule.Generation - 1, Start));

        same.At.Should().Be(Start.AddHours(3), "a nudge at the start of the host must not make it forget");
        other.At.Should().Be(now.AddHours(3));
    }

    [Fact]
    public async Task A_plan_that_no_longer_fits_its_groups_is_skipped_and_says_so()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");
        await world.Store.UpdateGroupAsync(Group("g1") with { SourceServerIds = [Server(1)], Version = 2 }, CancellationToken.None);

        await world.PassAsync(TimeSpan.FromHours(4));

        (await world.ExecutionsAsync()).Should().BeEmpty();
        (await world.LastRunAsync(schedule.ScheduleId))!.Reason.Should().StartWith("INVALID_FIELD", "the plan's optional server has left the group");
    }

    [Fact]
    public async Task A_schedule_that_is_changed_by_two_at_once_is_changed_by_one()
    {
        await using var world = await ScheduleHarness.StartAsync();
        var schedule = await world.CreateAsync("0 3 * * *");

        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await world.Schedules.UpdateAsync(schedule.ScheduleId, new ScheduleDraft(null, null, $"{number} 4 * * *", null, null, Version: 1), CancellationToken.None);
                return true;
            }
            catch (RecoveryException refused)
            {
                refused.Code.Should().Be(RecoveryErrorCode.VersionConflict);
                return false;
            }
        }));

        attempts.Count(changed => changed).Should().Be(1);
    }
}
