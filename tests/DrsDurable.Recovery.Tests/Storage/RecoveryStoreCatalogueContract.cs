using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Storage;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Storage;

/// <summary>Protection groups, recovery plans and schedules.</summary>
public abstract class RecoveryStoreCatalogueContract : RecoveryStoreContract
{
    [Fact]
    public async Task A_group_is_read_back_as_it_was_written()
    {
        (await Store.CreateGroupAsync(Group("g1"), None)).Should().Be(StoreWrite.Done);

        (await Store.GetGroupAsync("g1", None)).Should().BeEquivalentTo(Group("g1"));
        (await Store.GetGroupAsync("g2", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_plan_is_read_back_as_it_was_written()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        (await Store.CreatePlanAsync(Plan("p1", groupIds: "g1"), None)).Should().Be(StoreWrite.Done);

        (await Store.GetPlanAsync("p1", None)).Should().BeEquivalentTo(Plan("p1", groupIds: "g1"));
    }

    [Fact]
    public async Task A_schedule_is_read_back_as_it_was_written()
    {
        await Store.CreatePlanAsync(Plan("p1"), None);
        (await Store.CreateScheduleAsync(Schedule("x1", "p1"), None)).Should().Be(StoreWrite.Done);

        (await Store.GetScheduleAsync("x1", None)).Should().Be(Schedule("x1", "p1"));
    }

    [Fact]
    public async Task Names_are_unique_without_regard_to_case_and_name_their_holder()
    {
        await Store.CreateGroupAsync(Group("g1", "Database tier"), None);
        await Store.CreatePlanAsync(Plan("p1", "Three tiers"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1", "Weekly"), None);

        (await Store.CreateGroupAsync(Group("g2", "DATABASE tier"), None)).Should().Be(new StoreWrite(StoreOutcome.NameExists, Holder: "g1"));
        (await Store.CreatePlanAsync(Plan("p2", "THREE TIERS"), None)).Should().Be(new StoreWrite(StoreOutcome.NameExists, Holder: "p1"));
        (await Store.CreateScheduleAsync(Schedule("x2", "p1", "weekly"), None)).Should().Be(new StoreWrite(StoreOutcome.NameExists, Holder: "x1"));
        (await Store.GetGroupAsync("g2", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_rename_to_a_name_that_is_taken_is_refused_and_to_another_case_of_its_own_allowed()
    {
        await Store.CreateGroupAsync(Group("g1", "a"), None);
        await Store.CreateGroupAsync(Group("g2", "b"), None);

        (await Store.UpdateGroupAsync(Group("g2", "A") with { Version = 2 }, None)).Outcome.Should().Be(StoreOutcome.NameExists);
        (await Store.UpdateGroupAsync(Group("g2", "B") with { Version = 2 }, None)).Outcome.Should().Be(StoreOutcome.Done);
    }

    [Fact]
    public async Task A_creation_sent_again_finds_itself_done()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        await Store.CreatePlanAsync(Plan("p1", groupIds: "g1"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1"), None);

        (await Store.CreateGroupAsync(Group("g1"), None)).Should().Be(StoreWrite.Done);
        (await Store.CreatePlanAsync(Plan("p1", groupIds: "g1"), None)).Should().Be(StoreWrite.Done);
        (await Store.CreateScheduleAsync(Schedule("x1", "p1"), None)).Should().Be(StoreWrite.Done);
        (await Store.ListGroupsAsync(10, null, None)).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task An_update_sent_again_finds_itself_done_and_one_from_an_old_version_learns_the_present_one()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        var second = Group("g1") with { Description = "second", Version = 2 };

        (await Store.UpdateGroupAsync(second, None)).Should().Be(StoreWrite.Done);
        (await Store.UpdateGroupAsync(second, None)).Should().Be(StoreWrite.Done);
        (await Store.UpdateGroupAsync(second with { Description = "another" }, None))
            .Should().Be(new StoreWrite(StoreOutcome.VersionConflict, CurrentVersion: 2));
        (await Store.UpdateGroupAsync(Group("g9") with { Version = 2 }, None)).Should().Be(StoreWrite.NotFound);
        (await Store.GetGroupAsync("g1", None))!.Description.Should().Be("second");
    }

    [Fact]
    public async Task Of_two_writers_with_one_version_one_wins()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        var other = await OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() =>
            (writer % 2 == 0 ? Store : other).UpdateGroupAsync(Group("g1") with { Description = $"writer {writer}", Version = 2 }, None))));

        outcomes.Count(write => write.Outcome == StoreOutcome.Done).Should().Be(1);
        outcomes.Count(write => write == new StoreWrite(StoreOutcome.VersionConflict, CurrentVersion: 2)).Should().Be(15);
        (await other.GetGroupAsync("g1", None))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task A_group_that_a_plan_names_cannot_be_deleted_until_the_plan_lets_go()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        await Store.CreateGroupAsync(Group("g2"), None);
        await Store.CreatePlanAsync(Plan("p1", groupIds: "g1"), None);

        (await Store.DeleteGroupAsync("g1", None)).Should().Be(new StoreWrite(StoreOutcome.InUse, Holder: "p1"));

        await Store.UpdatePlanAsync(Plan("p1", groupIds: "g2") with { Version = 2 }, None);
        (await Store.DeleteGroupAsync("g1", None)).Should().Be(StoreWrite.Done);
        (await Store.DeleteGroupAsync("g1", None)).Should().Be(StoreWrite.NotFound);
        (await Store.DeleteGroupAsync("g2", None)).Outcome.Should().Be(StoreOutcome.InUse);
    }

    [Fact]
    public async Task A_plan_cannot_name_a_group_that_is_not_there_nor_a_schedule_such_a_plan()
    {
        await Store.CreatePlanAsync(Plan("p1"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1"), None);

        (await Store.CreatePlanAsync(Plan("p2", groupIds: "gone"), None)).Should().Be(new StoreWrite(StoreOutcome.ReferenceMissing, Holder: "gone"));
        (await Store.UpdatePlanAsync(Plan("p1", groupIds: "gone") with { Version = 2 }, None)).Outcome.Should().Be(StoreOutcome.ReferenceMissing);
        (await Store.CreateScheduleAsync(Schedule("x2", "gone"), None)).Should().Be(new StoreWrite(StoreOutcome.ReferenceMissing, Holder: "gone"));
        (await Store.UpdateScheduleAsync(Schedule("x1", "gone") with { Version = 2 }, None)).Outcome.Should().Be(StoreOutcome.ReferenceMissing);
        (await Store.GetPlanAsync("p2", None)).Should().BeNull();
        (await Store.GetScheduleAsync("x2", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_plan_that_runs_or_is_scheduled_is_kept()
    {
        await Store.CreatePlanAsync(Plan("p1"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1"), None);
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)]), None);

        (await Store.UpdatePlanAsync(Plan("p1") with { Version = 2 }, None)).Should().Be(new StoreWrite(StoreOutcome.Executing, Holder: "e1"));
        (await Store.DeletePlanAsync("p1", None)).Should().Be(new StoreWrite(StoreOutcome.Executing, Holder: "e1"));

        await Store.ReleaseAsync("e1", None);
        (await Store.DeletePlanAsync("p1", None)).Should().Be(new StoreWrite(StoreOutcome.InUse, Holder: "x1"));

        await Store.DeleteScheduleAsync("x1", None);
        (await Store.DeletePlanAsync("p1", None)).Should().Be(StoreWrite.Done);
    }

    [Fact]
    public async Task A_list_is_paged_in_order_of_creation_whatever_the_order_of_ids()
    {
        for (var number = 0; number < 7; number++)
        {
            // The last three share one creation time: the id decides.
            await Store.CreateGroupAsync(Group($"g{9 - number}", minutes: Math.Min(number, 4)), None);
        }

        var ids = (await ReadAllAsync(token => Store.ListGroupsAsync(2, token, None))).Select(group => group.GroupId);

        ids.Should().Equal("g9", "g8", "g7", "g6", "g3", "g4", "g5");
        (await Store.ListGroupsAsync(7, null, None)).NextToken.Should().BeNull("the list ends with this page");
    }

    [Fact]
    public async Task A_page_goes_on_where_the_last_one_ended_though_items_came_and_went()
    {
        for (var number = 0; number < 4; number++)
        {
            await Store.CreateGroupAsync(Group($"g{number}", minutes: number), None);
        }

        var first = await Store.ListGroupsAsync(2, null, None);
        await Store.DeleteGroupAsync("g1", None);
        await Store.CreateGroupAsync(Group("g4", minutes: 4), None);

        (await Store.ListGroupsAsync(5, first.NextToken, None)).Items.Select(group => group.GroupId).Should().Equal("g2", "g3", "g4");
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("")]
    [InlineData("MXxzY2hlZHVsZXw=")]
    public async Task A_token_that_is_none_is_refused(string token)
    {
        var list = () => Store.ListGroupsAsync(2, token, None);

        (await list.Should().ThrowAsync<RecoveryException>()).Which.Should().Match<RecoveryException>(
            refused => refused.Code == RecoveryErrorCode.InvalidField && refused.Field == "nextToken");
    }

    [Fact]
    public async Task A_token_of_another_list_is_refused()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        await Store.CreateGroupAsync(Group("g2"), None);
        var token = (await Store.ListGroupsAsync(1, null, None)).NextToken;

        var list = () => Store.ListPlansAsync(1, token, None);

        token.Should().NotBeNull();
        await list.Should().ThrowAsync<RecoveryException>();
    }

    [Fact]
    public async Task An_edit_of_a_schedule_keeps_what_its_orchestration_wrote()
    {
        await Store.CreatePlanAsync(Plan("p1"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1"), None);
        var run = new ScheduledRun(Start, ScheduledRunOutcome.Started, "e1", null);
        await Store.RecordNextRunAsync("x1", Start.AddDays(1), None);
        await Store.RecordScheduledRunAsync("x1", run, None);

        (await Store.UpdateScheduleAsync(Schedule("x1", "p1") with { Enabled = false, Version = 2 }, None)).Should().Be(StoreWrite.Done);

        var expected = Schedule("x1", "p1") with { Enabled = false, Version = 2, NextRunAt = Start.AddDays(1), LastExecutionId = "e1", LastRun = run };
        (await Store.GetScheduleAsync("x1", None)).Should().Be(expected);
        (await Store.ListSchedulesAsync(5, null, None)).Items.Should().Equal(expected);
    }

    [Fact]
    public async Task A_skipped_run_keeps_the_last_execution()
    {
        await Store.CreatePlanAsync(Plan("p1"), None);
        await Store.CreateScheduleAsync(Schedule("x1", "p1"), None);
        await Store.RecordScheduledRunAsync("x1", new ScheduledRun(Start, ScheduledRunOutcome.Started, "e1", null), None);
        var skipped = new ScheduledRun(Start.AddDays(1), ScheduledRunOutcome.Skipped, null, "the plan was running");

        await Store.RecordScheduledRunAsync("x1", skipped, None);

        (await Store.GetScheduleAsync("x1", None)).Should().Be(Schedule("x1", "p1") with { LastExecutionId = "e1", LastRun = skipped });
    }
}
