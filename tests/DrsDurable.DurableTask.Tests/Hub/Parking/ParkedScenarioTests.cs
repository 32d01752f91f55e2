using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub.Parking;

/// <summary>Every scenario in a hub that parks each instance as soon as it waits, so that each message and each timer wakes one.</summary>
public sealed class ParkedScenarioTests
{
    public static TheoryData<string> Scenarios() => [.. HubScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_scenario_ends_the_same_when_every_waiting_instance_is_parked(string name)
    {
        var scenario = HubScenarios.Named(name);
        foreach (var kind in Enum.GetValues<HubStoreKind>())
        {
            var awake = await ScenarioRun.RunAsync(scenario, kind, TestSeed.Or(1));

            var parked = await ScenarioRun.RunAsync(scenario.Parked(), kind, TestSeed.Or(1));

            parked.Instances.Should().BeEquivalentTo(awake.Instances);
            parked.Runs.Should().BeEquivalentTo(awake.Runs);
            parked.Violations.Should().BeEmpty();
        }
    }
}
