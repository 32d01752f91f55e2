using DrsDurable.DurableTask.Sidecar.Store;
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

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_fault_at_any_store_call_changes_no_outcome_when_every_waiting_instance_is_parked(string name)
    {
        var seed = TestSeed.Or(1);
        var scenario = HubScenarios.Named(name).Parked();
        var clean = await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed);
        var failures = new List<string>();
        foreach (var kind in Enum.GetValues<StoreFaultKind>())
        {
            foreach (var call in Enumerable.Range(1, clean.Calls.Count))
            {
                if (kind == StoreFaultKind.AppendRefused && clean.Calls[call - 1] != nameof(IHubStore.AppendAsync))
                {
                    continue;
                }

                var fault = new StoreFault(call, kind);
                var spoiled = await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed, fault);
                var problems = ScenarioComparison.Of(clean, spoiled, fault.IsCrash);
                var line = $"{scenario} | {HubStoreKind.Weak} | seed {seed} | {kind} at {call} {clean.Calls[call - 1]} | {(problems.Count == 0 ? "ok" : string.Join("; ", problems))}";
                CaseLog.For("hub-parking-faults.txt").Append(line);
                if (problems.Count > 0)
                {
                    failures.Add(line);
                }
            }
        }

        failures.Should().BeEmpty();
    }
}
