using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub;

public sealed class ScenarioTests
{
    public static TheoryData<string, HubStoreKind, string> Endings()
    {
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sequence"] = "a: Completed 40 status=\"step 2\"",
            ["fan-out"] = "a: Completed 55 status=",
            ["timer"] = "a: Completed \"in time\" status=",
            ["sub-orchestration"] = "p: Completed \"hello x, hello y\" status=; p:x: Completed \"hello x\" status=; p:y: Completed \"hello y\" status=",
            ["retried child"] = "p: Completed \"done\" status=; p:child: Completed \"done\" status=",
            ["retried activity"] = "a: Completed \"done\" status=",
            ["external events"] = "a: Completed \"123\" status=",
            ["events between instances"] = "receiver: Completed \"012\" status=; sender: Completed  status=",
            ["generations"] = "a: Completed \"1234\" status=\"1234\"",
            ["cancelled timer across generations"] = "a: Completed \"in time\" status=",
            ["recursive termination"] = "leaf: Terminated  status=; middle: Terminated  status=; top: Terminated \"stopped\" status=",
            ["suspension"] = "a: Completed \"x\" status=",
            ["purge and re-create"] = "a: Completed \"second\" status=",
            ["delayed start"] = "a: Completed \"heard\" status=",
            ["taken child id"] = "p: Completed \"named\" status=; taken: Terminated  status=",
            ["restart"] = "a: Completed \"late\" status=",
            ["restart under a new id"] = "99f6eb65a89c8fbcbe4682911ce9d95d: Completed \"noted\" status=; a: Completed \"noted\" status=",
            ["rewind of a leaf"] = "a: Completed \"firstsecondthird\" status=\"second\"",
            ["rewind of a family"] = "good: Completed \"good\" status=; leaf: Completed \"leaflate\" status=; middle: Completed \"leaflate\" status=; top: Completed \"goodleaflate\" status=",
            ["rewind over a running child"] = "child: Completed \"child!\" status=; p: Completed \"child!\" status=",
            ["rewind over an ended child"] = "child: Completed \"child!\" status=; p: Completed \"child!\" status=",
            ["recursive purge"] = "other: Completed \"other\" status=",
        };
        var cases = new TheoryData<string, HubStoreKind, string>();
        foreach (var scenario in HubScenarios.All)
        {
            cases.Add(scenario.Name, HubStoreKind.Sqlite, scenario.Ending ?? expected[scenario.Name]);
            cases.Add(scenario.Name, HubStoreKind.Weak, scenario.Ending ?? expected[scenario.Name]);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_scenario_without_faults_ends_as_expected(string scenario, HubStoreKind store, string expected)
    {
        var outcome = await ScenarioRun.RunAsync(HubScenarios.Named(scenario), store, seed: 1);

        string.Join("; ", outcome.Instances.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"))
            .Should().Be(expected);
        outcome.Violations.Should().BeEmpty();
        outcome.Runs.Where(run => run.Value != 1).Should().BeEmpty();
    }
}
