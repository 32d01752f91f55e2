using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.HoldPoints;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Crashes;

/// <summary>The real host is frozen (SIGSTOP) and goes on later (SIGCONT), believing that no time has passed.</summary>
public sealed class HostStopped
{
    [Fact]
    public async Task BeforeAHeldSend_UntilTheJobHasEnded_LaunchesOnce()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, servers: 1);
        var plan = await world.CreateChainAsync(1);
        var hold = await world.Simulator.HoldAsync("StartRecovery", "before");

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForHeldAsync(hold);
        world.Host.Process.Send(ProcessSignal.Stop);
        await world.Simulator.ReleaseAsync(hold);
        await world.Simulator.WaitForAsync(item => item.Event == "JOB_END", "the end of the job");
        world.Host.Process.Send(ProcessSignal.Continue);

        await world.ShouldEndWellAsync(execution, plan);
        CaseLog.For("sigkill.txt").Append("stopped with StartRecovery on its way, until the job had ended: completed, one launch");
    }
}
