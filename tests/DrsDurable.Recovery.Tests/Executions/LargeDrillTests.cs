using DrsDurable.Recovery.Executions;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

public sealed class LargeDrillTests
{
    [Fact]
    public async Task Two_hundred_servers_in_a_diamond_of_six_waves_come_up_each_once()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 200);
        var began = TimeProvider.System.GetTimestamp();
        var plan = new DrillPlan("e1")
            .Wave("Top", [.. Enumerable.Range(1, 20)])
            .Wave("Left", [.. Enumerable.Range(21, 50)], ["Top"])
            .Wave("Right", [.. Enumerable.Range(71, 50)], ["Top"])
            .Wave("LeftFoot", [.. Enumerable.Range(121, 30)], ["Left"])
            .Wave("RightFoot", [.. Enumerable.Range(151, 30)], ["Right"])
            .Wave("Foot", [.. Enumerable.Range(181, 20)], ["LeftFoot", "RightFoot"]);
        var snapshot = plan.Build(drill.Clock.GetUtcNow());

        var view = await drill.RunToEndAsync(plan);

        CaseLog.For("large-drill.txt").Append($"200 servers, 6 waves: {view.RtoSeconds} s simulated, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s real");
        view.Status.Should().Be(ExecutionStatus.Completed);
        (await DrillTranscript.ReadAsync(drill)).ShouldRespectDependencies(snapshot);
        (await drill.Drs.LaunchesAsync()).Should().HaveCount(200).And.OnlyContain(launch => launch.Value == 1);
        drill.Simulator.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_wave_above_a_hundred_servers_is_split_into_jobs()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 250);

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("All", [.. Enumerable.Range(1, 250)]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Waves[0].Jobs.Should().HaveCount(3);
        (await DrillTranscript.ReadAsync(drill)).Starts.Select(start => start.SourceServerIds.Count).Order().Should().Equal(50, 100, 100);
    }
}
