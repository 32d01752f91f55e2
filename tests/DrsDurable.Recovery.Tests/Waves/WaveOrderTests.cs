using System.Text.Json.Nodes;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Waves;

public sealed class WaveOrderTests
{
    [Fact]
    public async Task Three_dependent_waves_never_start_before_their_dependency_is_up_nor_within_one_second()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 6);
        var plan = new DrillPlan("e1").Wave("Database", [1, 2]).Wave("Application", [3, 4]).Wave("Web", [5, 6]);
        var snapshot = plan.Build(drill.Clock.GetUtcNow());

        await drill.RunToEndAsync(plan);

        var transcript = await DrillTranscript.ReadAsync(drill);
        transcript.ShouldRespectDependencies(snapshot);
        var starts = transcript.Starts.Select(start => start.At).ToList();
        starts.Should().HaveCount(3);
        starts.Zip(starts.Skip(1), (a, b) => b - a).Should().OnlyContain(gap => gap > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_diamond_runs_its_two_sides_at_once_and_its_foot_after_both()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 4);
        var plan = new DrillPlan("e1").Wave("Top", [1]).Wave("Left", [2], ["Top"]).Wave("Right", [3], ["Top"]).Wave("Foot", [4], ["Left", "Right"]);
        var snapshot = plan.Build(drill.Clock.GetUtcNow());

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Completed);
        var transcript = await DrillTranscript.ReadAsync(drill);
        transcript.ShouldRespectDependencies(snapshot);
        transcript.StartOf(snapshot, "Right").Seq.Should().BeLessThan(transcript.UpOf(snapshot, "Left").Seq, "independent waves overlap");
        (transcript.StartOf(snapshot, "Right").At - transcript.StartOf(snapshot, "Left").At).Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task An_optional_server_that_fails_ten_minutes_late_does_not_delay_the_dependent_wave()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        await drill.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(2), ["delaySeconds"] = 600 });
        var plan = new DrillPlan("e1").Wave("Database", [1, 2], optional: [2]).Wave("Web", [3]);
        var snapshot = plan.Build(drill.Clock.GetUtcNow());

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Waves[0].Status.Should().Be(WaveStatus.Completed);
        view.Waves[0].Servers[1].Status.Should().Be(ServerStatus.Failed);
        view.Summary.Should().Contain("server002 (optional): LAUNCH_FAILED");
        var transcript = await DrillTranscript.ReadAsync(drill);
        var end = transcript.Items.First(item => item.Event == "JOB_END");
        var start = transcript.StartOf(snapshot, "Web");
        start.Seq.Should().BeLessThan(end.Seq, "a wave starts when its dependency is up, not when the job ends");
        (start.At - transcript.UpOf(snapshot, "Database").At).Should().BeLessOrEqualTo(TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_dependent_wave_follows_the_last_critical_launch_within_six_seconds_in_19_of_20_cases()
    {
        var reactions = new List<TimeSpan>();
        foreach (var seed in Enumerable.Range(1, 5))
        {
            await using var drill = await DrillHarness.StartAsync(servers: 5, seed);
            var plan = new DrillPlan("e1").Wave("A", [1]).Wave("B", [2]).Wave("C", [3]).Wave("D", [4]).Wave("E", [5]);
            var snapshot = plan.Build(drill.Clock.GetUtcNow());
            await drill.RunToEndAsync(plan);
            var transcript = await DrillTranscript.ReadAsync(drill);
            reactions.AddRange(new[] { ("A", "B"), ("B", "C"), ("C", "D"), ("D", "E") }
                .Select(pair => transcript.StartOf(snapshot, pair.Item2).At - transcript.UpOf(snapshot, pair.Item1).At));
        }

        reactions.Should().HaveCount(20);
        reactions.Order().ElementAt(18).Should().BeLessOrEqualTo(TimeSpan.FromSeconds(6), string.Join(", ", reactions.Order()));
    }

    [Fact]
    public async Task With_CONTINUE_only_the_dependents_of_a_failed_wave_are_blocked()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 5);
        await drill.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(1), ["phase"] = "CONVERSION" });
        var plan = new DrillPlan("e1")
            .Wave("Broken", [1], onFailure: WaveFailurePolicy.Continue)
            .Wave("Behind", [2], ["Broken"])
            .Wave("FarBehind", [3], ["Behind"])
            .Wave("Beside", [4], [])
            .Wave("After", [5], ["Beside"]);

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Partial);
        view.Waves.Select(wave => wave.Status).Should().Equal(WaveStatus.Failed, WaveStatus.Blocked, WaveStatus.Blocked, WaveStatus.Completed, WaveStatus.Completed);
        view.Waves[0].Servers[0].Error!.Code.Should().Be("CONVERSION_FAIL");
        (await drill.Drs.LaunchesAsync()).Should().NotContainKeys(FleetFile.ServerId(2), FleetFile.ServerId(3));
    }

    [Fact]
    public async Task With_STOP_nothing_new_starts_and_what_runs_is_recorded()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        await drill.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(1), ["phase"] = "SNAPSHOT" });
        var plan = new DrillPlan("e1").Wave("Broken", [1], []).Wave("Beside", [2], []).Wave("After", [3], ["Beside"]);

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Partial);
        view.Waves.Select(wave => wave.Status).Should().Equal(WaveStatus.Failed, WaveStatus.Completed, WaveStatus.Skipped);
        (await drill.Drs.LaunchesAsync()).Should().NotContainKey(FleetFile.ServerId(3));
    }

    [Fact]
    public async Task A_plan_that_stops_withdraws_launches_that_still_wait_and_lets_running_ones_end()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);
        await drill.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(1), ["phase"] = "CONVERSION" });
        await drill.FaultAsync(new JsonObject { ["kind"] = "conflict", ["operation"] = "StartRecovery", ["sourceServerID"] = FleetFile.ServerId(2) });
        var plan = new DrillPlan("e1").Wave("Failing", [1], []).Wave("Waiting", [2], []).Wave("Running", [3], []);

        var view = await drill.RunToEndAsync(plan);

        view.Status.Should().Be(ExecutionStatus.Partial);
        view.Waves.Select(wave => wave.Status).Should().Equal(WaveStatus.Failed, WaveStatus.Skipped, WaveStatus.Completed);
        view.Waves[1].Servers[0].Error!.Code.Should().Be("PLAN_STOPPED");
        view.Waves[1].Servers[0].Error!.RawError.Should().Contain("Failing");
        (await drill.Drs.LaunchesAsync()).Keys.Should().BeEquivalentTo(FleetFile.ServerId(1), FleetFile.ServerId(3));
    }
}
