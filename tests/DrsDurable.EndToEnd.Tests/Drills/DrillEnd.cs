using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Drills;

internal static class DrillEnd
{
    /// <summary>
    /// The drill's end as it must be whatever happened on the way: completed, each server started once, everything it launched
    /// terminated, nothing claimed any more, and DRS never in a state it must not be in.
    /// </summary>
    public static async Task ShouldEndWellAsync(this DrillWorld world, string executionId, string planId, params string[] launchedByOthers)
    {
        var view = await world.Api.WaitForEndAsync(executionId);
        var told = view.ToJsonString();
        ((string?)view["status"]).Should().Be("COMPLETED", told);
        ((string?)view["cleanup"]!["status"]).Should().Be("DONE", told);

        var expected = Enumerable.Range(1, world.Servers).Select(FleetFile.ServerId).ToDictionary(id => id, _ => 1, StringComparer.Ordinal);
        foreach (var id in launchedByOthers)
        {
            expected[id]++;
        }

        (await world.Simulator.LaunchesAsync()).Should().BeEquivalentTo(expected, "each server is started exactly once");
        (await world.Drs.LiveRecoveryInstancesAsync()).Select(instance => (string?)instance["sourceServerID"])
            .Should().BeEquivalentTo(launchedByOthers, "the drill leaves no recovery instance running, and touches no one else's");
        (await world.Simulator.ViolationsAsync()).Should().BeEmpty();

        // Claims and the plan's reservation are gone when the same plan can be started again.
        var again = await JsonServer.UntilAsync(() => world.Api.ExecuteAsync(planId), reply => (int)reply.Status != 409, "the plan is free again", reply => $"{reply.Status} {reply.Code}");
        ((int)again.Status).Should().Be(202, again.Body?.ToJsonString());
    }
}
