using System.Text.Json.Nodes;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

public sealed class CancelTests
{
    [Fact]
    public async Task A_cancel_starts_nothing_new_lets_the_running_job_end_and_says_what_still_runs()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Web", [2]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));

        await CancelAsync(drill);
        await drill.SettleAsync();
        var during = await drill.ViewAsync("e1");
        var view = await drill.RunToEndAsync("e1");

        during.Status.Should().Be(ExecutionStatus.Cancelling);
        during.RequestedAction.Should().Be("CANCEL");
        during.Summary.Should().Contain("Still running in DRS: server001");
        during.Waves[1].Status.Should().Be(WaveStatus.Cancelled);
        view.Status.Should().Be(ExecutionStatus.Cancelled);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Launched);
        view.Waves[1].Servers[0].Status.Should().Be(ServerStatus.Cancelled);
        view.Cleanup.Status.Should().Be(CleanupStatus.None);
        view.AllowedActions.Should().ContainSingle().Which.Allowed.Should().BeFalse();
        (await drill.Drs.LaunchesAsync()).Keys.Should().Equal(FleetFile.ServerId(1));
    }

    [Fact]
    public async Task A_cancel_with_clean_up_terminates_what_was_launched()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Web", [2]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));

        await CancelAsync(drill, CleanupPolicy.AtEnd);
        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Cancelled);
        view.Cleanup.Status.Should().Be(CleanupStatus.Done);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Terminated);
    }

    [Fact]
    public async Task A_cancel_while_a_conflict_waits_launches_nothing()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "conflict", ["operation"] = "StartRecovery" });
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]));
        await drill.RunForAsync(TimeSpan.FromMinutes(5));

        var cancelled = drill.Clock.GetUtcNow();
        await CancelAsync(drill);
        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Cancelled);
        view.Waves[0].Status.Should().Be(WaveStatus.Cancelled);
        view.EndedAt.Should().BeCloseTo(cancelled, TimeSpan.FromSeconds(1), "a wait does not outlast a cancel");
        (await drill.Drs.LaunchesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancel_while_an_outcome_is_unknown_still_finds_the_job()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "dropAfterAccept", ["operation"] = "StartRecovery", ["count"] = 1 });
        await drill.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "DescribeJobs", ["seconds"] = 30 });
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]));
        await drill.RunForAsync(TimeSpan.FromSeconds(1));

        await CancelAsync(drill);
        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Cancelled);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Launched, "what DRS has taken runs on and is recorded");
        view.Waves[0].Jobs.Single().JobId.Should().NotBeNull();
    }

    [Fact]
    public async Task A_repeated_cancel_changes_nothing_and_one_after_the_last_launch_leaves_it_completed()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(new DrillPlan("twice").Wave("Database", [1]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));
        await CancelAsync(drill, execution: "twice");
        await CancelAsync(drill, execution: "twice");
        (await drill.RunToEndAsync("twice")).Status.Should().Be(ExecutionStatus.Cancelled);

        await drill.StartAsync(new DrillPlan("late") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [2]));
        await drill.RunUntilAsync(async () => (await drill.ViewAsync("late")).Cleanup.Status == CleanupStatus.Running, "clean-up");
        await CancelAsync(drill, execution: "late");
        (await drill.RunToEndAsync("late")).Status.Should().Be(ExecutionStatus.Completed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no object")]
    public async Task A_cancel_whose_payload_cannot_be_read_still_is_a_cancel(string? payload)
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Web", [2]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));

        await drill.Client.RaiseEventAsync("e1", CancelRequest.EventName, payload);
        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Cancelled);
        (await drill.Drs.LaunchesAsync()).Keys.Should().Equal(FleetFile.ServerId(1));
    }

    private static Task CancelAsync(DrillHarness drill, CleanupPolicy? cleanup = null, string execution = "e1") =>
        drill.Client.RaiseEventAsync(execution, CancelRequest.EventName, new CancelRequest("a test", cleanup));
}
