using System.Collections.Concurrent;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;
using Xunit.Abstractions;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>
/// A clean run of each scenario counts the calls to the store and the answers of the worker; then one run per call or answer and
/// kind of fault must end as the clean one did, with every invariant kept on the way. By default a seed chooses among the cases;
/// DRSDURABLE_FAULTS=all runs every one;
/// DRSDURABLE_FAULT_CASE="scenario | Weak | fault" those that contain this text, and logs all they did to the store.
/// </summary>
public sealed class FaultSweepTests(ITestOutputHelper output)
{
    private const int LeastCases = 2_000;
    private const int WeakSample = 100;
    private const int ParkedSample = 40;
    private const int SqliteSample = 6;

    private readonly ConcurrentBag<(string Scenario, HubStoreKind Store, string Kind, string? Problem)> results = [];

    [Fact]
    public async Task Faults_at_store_calls_and_in_workers_change_no_outcome_and_break_no_invariant()
    {
        var seed = TestSeed.Or(1);
        output.WriteLine($"DRSDURABLE_SEED={seed}");
        var runs = HubScenarios.All.SelectMany(scenario => new[]
        {
            (Scenario: scenario, Store: HubStoreKind.Weak, Sample: WeakSample),
            (Scenario: scenario.Parked(), Store: HubStoreKind.Weak, Sample: ParkedSample),
            (Scenario: scenario, Store: HubStoreKind.Sqlite, Sample: SqliteSample),
        });
        await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (run, _) =>
            await SweepAsync(run.Scenario, run.Store, run.Sample, seed));

        WriteSummary(seed);
        results.Where(result => result.Problem is not null).Select(result => result.Problem).Should().BeEmpty();
        if (TestVolume.Case is null)
        {
            results.Count.Should().BeGreaterThanOrEqualTo(LeastCases);
        }
    }

    private async Task SweepAsync(HubScenario scenario, HubStoreKind store, int sample, int seed)
    {
        var clean = await ScenarioRun.RunAsync(scenario, store, seed);
        FaultCase[] all = [.. FaultCase.Of(clean, store, seed)];
        if (!TestVolume.IsAll && sample < all.Length)
        {
            // Every kind of fault first, so that a sample leaves none out.
            var random = new Random(seed ^ scenario.Name.Length);
            random.Shuffle(all);
            all = [.. all.GroupBy(item => item.Kind).SelectMany(kind => kind.Select((item, rank) => (item, rank))).OrderBy(pair => pair.rank).Take(sample).Select(pair => pair.item)];
        }

        if (TestVolume.Case is { } wanted)
        {
            all = [.. FaultCase.Of(clean, store, seed).Where(item => $"{scenario.Name} | {store} | {item.Text}".Contains(wanted, StringComparison.Ordinal))];
        }

        foreach (var item in all)
        {
            List<string> problems;
            try
            {
                problems = ScenarioComparison.Of(clean, await ScenarioRun.RunAsync(scenario, store, seed, item.Faults), item.MayRepeat);
            }
#pragma warning disable CA1031 // a run that breaks off is a finding like any other, and the others go on
            catch (Exception exception)
#pragma warning restore CA1031
            {
                problems = [$"broke off: {exception.Message}"];
            }

            var line = $"{scenario.Name} | {store} | seed {seed} | {item.Text} | {(problems.Count == 0 ? "ok" : string.Join("; ", problems))}";
            CaseLog.For("hub-faults.txt").Append(line);
            results.Add((scenario.Name, store, item.Kind, problems.Count == 0 ? null : line));
        }
    }

    private void WriteSummary(int seed)
    {
        var log = CaseLog.For("hub-faults-summary.txt");
        log.Append($"seed {seed} | {(TestVolume.IsAll ? "all" : "sample")} | {results.Count} cases | {results.Count(result => result.Problem is not null)} failed");
        foreach (var kind in results.GroupBy(result => result.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            log.Append($"  kind {kind.Key} | {kind.Count()} cases | {kind.Count(result => result.Problem is not null)} failed");
        }

        foreach (var scenario in results.GroupBy(result => (result.Scenario, result.Store)).OrderBy(scenario => $"{scenario.Key}", StringComparer.Ordinal))
        {
            log.Append($"  scenario {scenario.Key.Scenario} | {scenario.Key.Store} | {scenario.Count()} cases | {scenario.Count(result => result.Problem is not null)} failed");
        }
    }
}
