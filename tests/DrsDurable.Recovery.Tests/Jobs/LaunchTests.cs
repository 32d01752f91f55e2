using System.Text.Json.Nodes;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class LaunchTests
{
    [Fact]
    public async Task A_job_whose_answer_was_dropped_is_adopted()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 2);
        await drill.FaultAsync(new JsonObject { ["kind"] = "dropAfterAccept", ["operation"] = "StartRecovery", ["count"] = 1 });

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1, 2]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        var transcript = await DrillTranscript.ReadAsync(drill);
        transcript.Starts.Should().ContainSingle().Which.Error.Should().Be("ConnectionDropped");
        view.Waves[0].Jobs.Should().ContainSingle().Which.JobId.Should().Be(transcript.Starts.Single().JobId);
    }

    [Fact]
    public async Task An_answer_of_500_is_looked_into_before_anything_is_sent_again()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "regionOutage", ["mode"] = "500 json", ["operation"] = "StartRecovery", ["count"] = 1 });

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        var starts = (await DrillTranscript.ReadAsync(drill)).Starts.ToList();
        starts.Count(start => start.Accepted("StartRecovery")).Should().Be(1);
        (starts[^1].At - starts[0].At).Should().BeGreaterOrEqualTo(TimeSpan.FromSeconds(60), "the outcome of the first call has to settle");
    }

    [Fact]
    public async Task A_throttled_call_is_sent_again_no_earlier_than_asked_for()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "StartRecovery", ["count"] = 1, ["retryAfterSeconds"] = 90 });

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        var starts = (await DrillTranscript.ReadAsync(drill)).Starts.ToList();
        starts.Select(start => start.Status).Should().Equal(429, 202);
        (starts[1].At - starts[0].At).Should().BeGreaterOrEqualTo(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_volume_that_cannot_be_deleted_fails_one_server_late_and_keeps_the_other()
    {
        const string rawError = "An error occurred (UnauthorizedOperation) when calling the DeleteVolume operation: You are not authorized to perform this operation.";
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        await drill.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(2), ["delaySeconds"] = 600, ["rawError"] = rawError });

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1, 2]).Wave("Web", [3]));

        view.Status.Should().Be(ExecutionStatus.Partial);
        view.Waves[0].Status.Should().Be(WaveStatus.Partial);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Launched);
        view.Waves[0].Servers[1].Should().Match<ServerView>(server => server.Status == ServerStatus.Failed && server.Error!.Code == "LAUNCH_FAILED" && server.Error.RawError == rawError);
        view.Waves[1].Status.Should().Be(WaveStatus.Blocked);
        view.Summary.Should().Contain("server002: LAUNCH_FAILED");
        (await drill.Drs.LaunchesAsync()).Should().NotContainKey(FleetFile.ServerId(3));
    }

    [Fact]
    public async Task Twenty_one_waves_at_once_wait_for_the_job_quota_and_nothing_fails()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 21);
        var plan = new DrillPlan("e1");
        foreach (var server in Enumerable.Range(1, 21))
        {
            plan.Wave($"W{server}", [server], []);
        }

        await drill.StartAsync(plan);
        await drill.RunForAsync(TimeSpan.FromSeconds(2));
        var waiting = (await drill.ViewAsync("e1")).Waves.Select(wave => wave.Waiting).OfType<Waiting>().Should().ContainSingle().Subject;
        waiting.Reason.Should().Be(WaitReason.Quota);
        waiting.Detail.Should().Contain("L-D88FAC3A");
        waiting.NextAttemptAt.Should().NotBeNull();
        var view = await drill.RunToEndAsync("e1");

        view.Status.Should().Be(ExecutionStatus.Completed);
        (await drill.Drs.LaunchesAsync()).Should().HaveCount(21).And.OnlyContain(launch => launch.Value == 1);
        (await DrillTranscript.ReadAsync(drill)).Starts.Count(start => start.Status == 402).Should().BeGreaterThan(0);
        drill.Simulator.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wave_whose_deadline_passes_ends_TIMEOUT()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.FaultAsync(new JsonObject { ["kind"] = "stuckJob" });

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1], deadlineMinutes: 30));

        view.Status.Should().Be(ExecutionStatus.Timeout);
        view.Waves[0].Status.Should().Be(WaveStatus.Timeout);
        view.Waves[0].Servers[0].Error!.Code.Should().Be(ServerErrorCode.WaveDeadline);
        (view.Waves[0].EndedAt - view.Waves[0].StartedAt).Should().BeCloseTo(TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_launch_that_is_denied_fails_with_the_words_of_DRS()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        var plan = new DrillPlan("e1").Wave("Database", [99]);

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Failed);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Failed);
        view.Waves[0].Servers[0].Error!.RawError.Should().NotBeNullOrEmpty();
    }
}
