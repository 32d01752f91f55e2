using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class ForeignJobTests
{
    private static readonly StartRecoveryRequest SameDrill = new()
    {
        IsDrill = true,
        SourceServers = [.. new[] { 1, 2 }.Select(server => new StartRecoveryRequestSourceServer { SourceServerID = FleetFile.ServerId(server) })],
    };

    [Fact]
    public async Task An_identical_foreign_drill_between_intent_and_call_is_waited_out_and_never_adopted_or_terminated()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var hold = await drill.Drs.HoldAsync("StartRecovery", "before");
        await drill.StartAsync(new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [1, 2]));
        await drill.RunUntilHeldAsync(hold);
        var foreign = (await drill.Foreign.StartRecoveryAsync(SameDrill)).Job!.JobID!;
        await drill.Drs.ReleaseAsync(hold);
        await drill.RunForAsync(TimeSpan.FromSeconds(5));

        var waiting = (await drill.ViewAsync("e1")).Waves[0].Waiting;
        waiting.Should().BeEquivalentTo(new { Reason = WaitReason.Conflict, JobId = foreign }, options => options.ExcludingMissingMembers());
        waiting!.Detail.Should().Contain("START_DRILL");

        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Waves[0].Jobs.Single().JobId.Should().NotBe(foreign);
        view.Cleanup.Status.Should().Be(CleanupStatus.Done);
        var transcript = await DrillTranscript.ReadAsync(drill);
        var ours = transcript.Starts.Single(start => start.JobId == view.Waves[0].Jobs.Single().JobId);
        transcript.Items.Single(item => item.Event == "JOB_END" && item.JobId == foreign).Seq.Should().BeLessThan(ours.Seq);
        var foreignInstances = (await drill.Foreign.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = foreign })).Items!
            .Select(line => line.EventData?.TargetInstanceID).OfType<string>().ToList();
        foreignInstances.Should().HaveCount(2);
        var terminations = drill.Simulator.ReadTranscript().Where(entry => entry.Operation == "TerminateRecoveryInstances").ToList();
        terminations.Should().NotBeEmpty().And.OnlyContain(entry => foreignInstances.TrueForAll(id => !entry.Request!.Contains(id)), "only our own instances are terminated");
    }

    [Fact]
    public async Task A_foreign_job_that_is_already_running_is_seen_before_anything_is_sent()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        var foreign = (await drill.Foreign.StartRecoveryAsync(SameDrill)).Job!.JobID!;

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1, 2]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        (await DrillTranscript.ReadAsync(drill)).Starts.Select(start => start.Status).Should().Equal([202, 202], "a call that must be refused is not made");
        view.Waves[0].Jobs.Single().JobId.Should().NotBe(foreign);
    }

    [Fact]
    public async Task A_foreign_drill_of_other_servers_of_the_same_account_disturbs_nobody()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        await drill.Foreign.StartRecoveryAsync(SameDrill);

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [3]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.RtoSeconds.Should().BeLessThan(1_200);
    }
}
