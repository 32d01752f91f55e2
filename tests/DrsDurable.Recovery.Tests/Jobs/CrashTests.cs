using System.Text.Json.Nodes;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Jobs;

/// <summary>The hub is lost at a point defined by its effect, and opened again on what it had committed.</summary>
public sealed class CrashTests
{
    public static TheoryData<string, string> HeldCalls => new()
    {
        { "DescribeSourceServers", "before" },
        { "StartRecovery", "before" },
        { "StartRecovery", "after" },
        { "DescribeJobs", "before" },
        { "DescribeJobLogItems", "before" },
        { "DescribeRecoveryInstances", "before" },
        { "TerminateRecoveryInstances", "before" },
        { "TerminateRecoveryInstances", "after" },
    };

    [Theory]
    [MemberData(nameof(HeldCalls))]
    public async Task A_crash_while_a_call_is_held_loses_nothing_and_launches_nothing_twice(string operation, string when)
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var hold = await drill.Drs.HoldAsync(operation, when);
        await drill.StartAsync(Plan());
        await drill.RunUntilHeldAsync(hold);

        await drill.CrashAsync();
        await drill.Drs.ReleaseAsync(hold);

        await ShouldEndWellAsync(drill);
    }

    [Fact]
    public async Task A_call_held_until_its_job_has_ended_is_not_made_again()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var hold = await drill.Drs.HoldAsync("StartRecovery", "after");
        await drill.StartAsync(Plan());
        await drill.RunUntilHeldAsync(hold);
        drill.FinishJobs();

        await drill.Drs.ReleaseAsync(hold);

        await ShouldEndWellAsync(drill);
    }

    [Fact]
    public async Task Crashes_at_every_minute_of_a_drill_change_nothing()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(Plan());
        var crashes = 0;
        while ((await drill.Client.GetInstanceAsync("e1"))?.IsCompleted != true && crashes < 200)
        {
            await drill.RunForAsync(TimeSpan.FromMinutes(1));
            await drill.CrashAsync();
            crashes++;
        }

        crashes.Should().BeInRange(10, 199);
        await ShouldEndWellAsync(drill);
    }

    [Fact]
    public async Task A_crash_while_a_conflict_waits_keeps_waiting()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.FaultAsync(new JsonObject { ["kind"] = "conflict", ["operation"] = "StartRecovery", ["count"] = 2 });
        await drill.StartAsync(Plan());
        await drill.RunForAsync(TimeSpan.FromSeconds(10));
        (await drill.ViewAsync("e1")).Waves[0].Waiting!.Reason.Should().Be(Recovery.Jobs.WaitReason.Conflict);

        await drill.CrashAsync();

        await ShouldEndWellAsync(drill);
        var starts = (await DrillTranscript.ReadAsync(drill)).Starts.Where(start => start.SourceServerIds.Contains(FleetFile.ServerId(1))).ToList();
        starts.Select(start => start.Status).Should().Equal(409, 409, 202);
        starts.Zip(starts.Skip(1), (a, b) => Math.Round((b.At - a.At).TotalSeconds)).Should().Equal(30, 60);
    }

    [Fact]
    public async Task An_execution_whose_orchestration_was_terminated_is_released_by_the_sweep_once_its_waves_have_stopped()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.StartAsync(Plan());
        await drill.RunForAsync(TimeSpan.FromMinutes(1));
        await drill.Client.TerminateInstanceAsync("e1");
        await drill.SettleAsync();

        (await drill.Sweep.RunAsync(CancellationToken.None)).Should().Be(0, "a wave of it still runs");
        (await drill.Store.ListHoldingExecutionsAsync(CancellationToken.None)).Should().Equal("e1");
        await drill.RunForAsync(TimeSpan.FromMinutes(30));
        (await drill.Sweep.RunAsync(CancellationToken.None)).Should().Be(1);

        (await drill.Store.ListHoldingExecutionsAsync(CancellationToken.None)).Should().BeEmpty();
        (await drill.Store.GetExecutionRowAsync("e1", CancellationToken.None))!.Status.Should().Be(ExecutionStatus.Failed);
        (await drill.ViewAsync("e1")).Status.Should().Be(ExecutionStatus.Failed);
        (await drill.Drs.LaunchesAsync()).Keys.Should().Equal(FleetFile.ServerId(1));
    }

    [Fact]
    public async Task An_execution_that_was_accepted_and_never_scheduled_is_started_by_the_sweep()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var snapshot = Plan().Build(drill.Clock.GetUtcNow());
        await drill.Store.ReserveAsync(new Recovery.Storage.ExecutionReservation(snapshot, null, null), CancellationToken.None);
        (await drill.ViewAsync("e1")).Status.Should().Be(ExecutionStatus.Pending);

        (await drill.Sweep.RunAsync(CancellationToken.None)).Should().Be(1);

        await ShouldEndWellAsync(drill);
    }

    private static DrillPlan Plan() => new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [1]).Wave("Web", [2]);

    private static async Task ShouldEndWellAsync(DrillHarness drill)
    {
        var view = await drill.RunToEndAsync("e1");
        view.Status.Should().Be(ExecutionStatus.Completed, view.Summary);
        view.Cleanup.Status.Should().Be(CleanupStatus.Done);
        view.Waves.SelectMany(wave => wave.Servers).Should().OnlyContain(server => server.Status == ServerStatus.Terminated);
        (await drill.Drs.LaunchesAsync()).Should().HaveCount(2).And.OnlyContain(launch => launch.Value == 1);
        (await drill.Store.ListHoldingExecutionsAsync(CancellationToken.None)).Should().BeEmpty();
        (await drill.Foreign.DescribeRecoveryInstancesAsync(new())).Items!.Should().OnlyContain(instance => instance.Ec2InstanceState == "TERMINATED");
        drill.Simulator.Violations.Should().BeEmpty();
    }
}
