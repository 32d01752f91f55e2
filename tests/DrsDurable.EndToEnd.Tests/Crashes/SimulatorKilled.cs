using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Drills;

namespace DrsDurable.EndToEnd.Tests.Crashes;

/// <summary>DRS itself disappears for a while: the simulator is killed under a running drill and started again.</summary>
public sealed class SimulatorKilled
{
    [Fact]
    public async Task MidDrill_IsWaitedOut()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, servers: 2);
        var plan = await world.CreateChainAsync(2);

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForAsync(item => item.Event == "CONVERSION_START", "a conversion");
        await world.KillSimulatorAsync();
        await world.Api.WaitForExecutionAsync(execution, view => (string?)view["waves"]![0]!["waiting"]?["reason"] == "OUTAGE", "a wait for DRS");
        await world.StartSimulatorAsync();

        await world.ShouldEndWellAsync(execution, plan);
        CaseLog.For("sigkill.txt").Append("the simulator killed under a running drill: waited out, completed");
    }
}
