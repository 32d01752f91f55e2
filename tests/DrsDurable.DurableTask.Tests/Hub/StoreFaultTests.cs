using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>
/// A clean run counts the calls to the store; then one run per call and kind of fault must end as the clean one did. A volume of
/// "sample" takes every call on the weak store and some on SQLite; "all" takes every call on both.
/// </summary>
public sealed class StoreFaultTests
{
    private const int SqliteSampleStep = 5;

    public static TheoryData<string, HubStoreKind> Scenarios()
    {
        var cases = new TheoryData<string, HubStoreKind>();
        foreach (var scenario in HubScenarios.All)
        {
            cases.Add(scenario.Name, HubStoreKind.Weak);
            cases.Add(scenario.Name, HubStoreKind.Sqlite);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_fault_at_any_store_call_changes_no_outcome(string name, HubStoreKind store)
    {
        var seed = TestSeed.Or(1);
        var scenario = HubScenarios.Named(name);
        var clean = await ScenarioRun.RunAsync(scenario, store, seed);
        var step = store == HubStoreKind.Weak || TestVolume.IsAll ? 1 : SqliteSampleStep;
        var failures = new List<string>();
        foreach (var kind in Enum.GetValues<StoreFaultKind>())
        {
            for (var call = 1 + ((int)kind % step); call <= clean.Calls.Count; call += step)
            {
                if (kind == StoreFaultKind.AppendRefused && clean.Calls[call - 1] != nameof(IHubStore.AppendAsync))
                {
                    continue;
                }

                var fault = new StoreFault(call, kind);
                var problems = ScenarioComparison.Of(clean, await ScenarioRun.RunAsync(scenario, store, seed, fault), fault.IsCrash);
                Report(name, store, seed, $"{kind} at {call} {clean.Calls[call - 1]}", problems, failures);
            }
        }

        failures.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Several_crashes_at_random_calls_change_no_outcome(string name, HubStoreKind store)
    {
        var scenario = HubScenarios.Named(name);
        var failures = new List<string>();
        foreach (var seed in TestSeed.Series(100, TestVolume.IsAll ? 100 : store == HubStoreKind.Weak ? 12 : 2))
        {
            var clean = await ScenarioRun.RunAsync(scenario, store, seed);
            var random = new Random(seed);
            StoreFault[] faults =
            [
                .. Enumerable.Range(0, random.Next(2, 5)).Select(_ => new StoreFault(
                    random.Next(1, clean.Calls.Count + 1),
                    random.Next(2) == 0 ? StoreFaultKind.CrashBefore : StoreFaultKind.CrashAfter)),
            ];
            var problems = ScenarioComparison.Of(clean, await ScenarioRun.RunAsync(scenario, store, seed, faults), mayRepeat: true);
            Report(name, store, seed, string.Join(", ", faults.Select(fault => $"{fault.Kind} at {fault.Call}")), problems, failures);
        }

        failures.Should().BeEmpty();
    }

    private static void Report(string scenario, HubStoreKind store, int seed, string fault, List<string> problems, List<string> failures)
    {
        var line = $"{scenario} | {store} | seed {seed} | {fault} | {(problems.Count == 0 ? "ok" : string.Join("; ", problems))}";
        CaseLog.For("hub-faults.txt").Append(line);
        if (problems.Count > 0)
        {
            failures.Add(line);
        }
    }
}
