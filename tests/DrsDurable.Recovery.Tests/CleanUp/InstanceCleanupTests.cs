using System.Text.Json.Nodes;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.CleanUp;

public sealed class InstanceCleanupTests
{
    [Fact]
    public async Task What_the_drill_launched_is_terminated_and_seen_to_be_gone()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);

        var view = await drill.RunToEndAsync(Plan([1, 2, 3]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Cleanup.Should().BeEquivalentTo(new CleanupView(CleanupStatus.Done, []));
        view.Waves[0].Servers.Should().OnlyContain(server => server.Status == ServerStatus.Terminated);
        (await InstancesAsync(drill)).Should().OnlyContain(instance => instance.Ec2InstanceState == "TERMINATED");
    }

    [Fact]
    public async Task Without_clean_up_nothing_is_terminated()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("A", [1]));

        view.Cleanup.Status.Should().Be(CleanupStatus.None);
        (await DrillTranscript.ReadAsync(drill)).Calls("TerminateRecoveryInstances").Should().Be(0);
        (await InstancesAsync(drill)).Should().ContainSingle().Which.Ec2InstanceState!.Value.Should().NotBe("TERMINATED");
    }

    [Fact]
    public async Task A_RECOVERY_is_never_cleaned_up()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        var snapshot = Plan([1]).Build(drill.Clock.GetUtcNow()) with { ExecutionType = ExecutionType.Recovery };
        await drill.Store.ReserveAsync(new Recovery.Storage.ExecutionReservation(snapshot, null, null), CancellationToken.None);
        await drill.Sweep.RunAsync(CancellationToken.None);

        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Cleanup.Status.Should().Be(CleanupStatus.None);
        var transcript = await DrillTranscript.ReadAsync(drill);
        transcript.Calls("TerminateRecoveryInstances").Should().Be(0);
        transcript.Starts.Should().ContainSingle().Which.IsDrill.Should().BeFalse();
    }

    [Fact]
    public async Task A_termination_whose_answer_was_dropped_is_recognised_by_its_effect()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "dropAfterAccept", ["operation"] = "TerminateRecoveryInstances", ["count"] = 1 });

        var view = await drill.RunToEndAsync(Plan([1]));

        view.Cleanup.Status.Should().Be(CleanupStatus.Done);
        (await DrillTranscript.ReadAsync(drill)).Items.Count(item => item.Accepted("TerminateRecoveryInstances")).Should().Be(1);
    }

    [Fact]
    public async Task A_job_that_outlives_its_wave_is_waited_for_and_then_listed()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.FaultAsync(new JsonObject { ["kind"] = "stuckJob", ["sourceServerID"] = FleetFile.ServerId(2) });

        var view = await drill.RunToEndAsync(Plan([1, 2]));

        view.Status.Should().Be(ExecutionStatus.Timeout);
        view.Cleanup.Status.Should().Be(CleanupStatus.Leftovers);
        view.Cleanup.Leftovers.Should().ContainSingle().Which.Reason.Should().Contain(view.Waves[0].Jobs[0].JobId).And.Contain("still running");
    }

    [Fact]
    public void Leftovers_OfAnInstanceThatIsNoDrill_SayThatItWasNotTouched()
    {
        var cell = CleanupPlan.Cells([new Recovery.Jobs.Launched("e:w0:j0:a1", "111122223333", "us-east-1", ["s-1"], "drsjob-1")])[0]
            with
        { NotDrills = [new DrillInstance("i-1", "s-1", "drsjob-1", "RUNNING")] };

        CleanupPlan.IsDone(cell, DateTimeOffset.UnixEpoch).Should().BeTrue();
        CleanupPlan.Leftovers([cell], []).Should().ContainSingle().Which.Should().Match<Leftover>(left => left.RecoveryInstanceId == "i-1" && left.Reason.Contains("not touched"));
    }

    [Fact]
    public void IsDone_ALaunchedServerWithoutARecord_IsWaitedForAsLongAsDRSMayLag()
    {
        var since = DateTimeOffset.UnixEpoch;
        var cell = CleanupPlan.Cells([new Recovery.Jobs.Launched("e:w0:j0:a1", "111122223333", "us-east-1", ["s-1"], "drsjob-1")])[0]
            with
        { Missing = ["s-1"], MissingSince = since };

        CleanupPlan.IsDone(cell, since + CleanupPlan.RecordLag - TimeSpan.FromSeconds(1)).Should().BeFalse();
        CleanupPlan.IsDone(cell, since + CleanupPlan.RecordLag).Should().BeTrue();
        CleanupPlan.Leftovers([cell], []).Should().ContainSingle().Which.Reason.Should().Contain("s-1");
    }

    [Fact]
    public void Leftovers_OfALostLaunch_NameItsServers() =>
        CleanupPlan.Leftovers([], [new Recovery.Jobs.Launched("e:w0:j0:a1", "111122223333", "us-east-1", ["s-1", "s-2"], null, IsLost: true)])
            .Should().ContainSingle().Which.Reason.Should().Contain("s-1, s-2");

    private static DrillPlan Plan(int[] servers) => new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("A", servers);

    private static async Task<List<RecoveryInstance>> InstancesAsync(DrillHarness drill) =>
        (await drill.Foreign.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest())).Items!;
}
