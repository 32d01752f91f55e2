using DrsDurable.Recovery.Executions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

public sealed class ThreeTierDrillTests
{
    [Fact]
    public async Task Three_dependent_waves_run_one_after_the_other_and_all_servers_come_up()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 3);

        var view = await drill.RunToEndAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Application", [2]).Wave("Web", [3]));

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.Waves.Should().OnlyContain(wave => wave.Status == WaveStatus.Completed && wave.UpAt != null && wave.EndedAt != null);
        view.Waves.SelectMany(wave => wave.Servers).Should().OnlyContain(server =>
            server.Status == ServerStatus.Launched && server.JobId != null && server.RecoveryInstanceId != null && server.Ec2InstanceId != null && server.Hostname != null);
        (await drill.Drs.LaunchesAsync()).Should().Equal(new Dictionary<string, int>
        {
            [FleetFile.ServerId(1)] = 1,
            [FleetFile.ServerId(2)] = 1,
            [FleetFile.ServerId(3)] = 1,
        });
        drill.Simulator.Violations.Should().BeEmpty();
        (await drill.Store.ListHoldingExecutionsAsync(CancellationToken.None)).Should().BeEmpty();
    }
}
