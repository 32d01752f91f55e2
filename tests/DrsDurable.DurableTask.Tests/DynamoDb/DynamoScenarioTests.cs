using DrsDurable.DurableTask.Tests.Hub;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>The hub's scenarios on DynamoDB: without a fault, and with one at some of the store calls; with DRSDURABLE_FAULTS=all at each.</summary>
[NeedsDynalite]
public sealed class DynamoScenarioTests
{
    private const int SampleStep = 67;

    private static readonly StoreFaultKind[] Kinds =
        [StoreFaultKind.CrashBefore, StoreFaultKind.CrashAfter, StoreFaultKind.TimeoutAfterEffect, StoreFaultKind.FailureBeforeEffect];

    public static TheoryData<string> Names => [.. HubScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_scenario_ends_as_on_sqlite_whatever_goes_wrong(string name)
    {
        var scenario = HubScenarios.Named(name);
        var clean = await ScenarioRun.RunAsync(scenario, HubStoreKind.DynamoDb, seed: 1);
        clean.Violations.Should().BeEmpty();
        ScenarioComparison.Of(await ScenarioRun.RunAsync(scenario, HubStoreKind.Sqlite, seed: 1), clean, mayRepeat: false).Should().BeEmpty();

        var failures = new List<string>();
        foreach (var fault in Sample(clean, name))
        {
            var problems = ScenarioComparison.Of(clean, await ScenarioRun.RunAsync(scenario, HubStoreKind.DynamoDb, seed: 1, fault), fault.IsCrash);
            var line = $"{name} | DynamoDb | {fault.Kind} at {fault.Call} {clean.Calls[fault.Call - 1]} | {(problems.Count == 0 ? "ok" : string.Join("; ", problems))}";
            CaseLog.For("hub-faults.txt").Append(line);
            if (problems.Count > 0)
            {
                failures.Add(line);
            }
        }

        failures.Should().BeEmpty();
    }

    private static IEnumerable<StoreFault> Sample(ScenarioOutcome clean, string name)
    {
        var faults =
            from call in Enumerable.Range(1, clean.Calls.Count)
            from kind in Kinds
            select new StoreFault(call, kind);
        return TestVolume.IsAll ? faults : faults.Where((_, i) => (i + name.Length) % SampleStep == 0);
    }
}
