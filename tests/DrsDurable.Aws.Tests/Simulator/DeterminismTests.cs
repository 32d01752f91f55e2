using System.Text.Json;
using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class DeterminismTests
{
    [Fact]
    public async Task The_same_seed_and_input_give_the_same_transcript_and_another_seed_another()
    {
        var first = await ScenarioAsync(1, 7);

        (await ScenarioAsync(1, 7)).Should().Equal(first);
        (await ScenarioAsync(2, 7)).Should().NotEqual(first);
    }

    [Fact]
    public async Task A_jobs_life_does_not_depend_on_the_order_in_which_jobs_arrive()
    {
        var forwards = await LivesAsync(1, 2, 3);

        (await LivesAsync(3, 1, 2)).Should().BeEquivalentTo(forwards);
    }

    [Fact]
    public async Task Random_scenarios_keep_every_invariant()
    {
        foreach (var seed in TestSeed.Series(1, TestVolume.IsAll ? 200 : 15))
        {
            var transcript = await ScenarioAsync(seed, seed);
            CaseLog.For("simulator-scenarios.txt").Append($"seed {seed}: {transcript.Count} transcript lines, no violation");
        }
    }

    private static async Task<IReadOnlyList<string>> LivesAsync(params int[] order)
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobs = new List<string>();
        foreach (var server in order)
        {
            jobs.Add(await bench.StartDrillAsync(server));
        }

        bench.RunToEnd();
        var lives = new List<string>();
        foreach (var job in jobs)
        {
            lives.AddRange((await bench.LogAsync(job)).Select(item => $"{job} {item.ToJsonString()}"));
        }

        return lives;
    }

    /// <summary>Forty random requests and faults; the bench asserts the invariants when it is disposed of.</summary>
    private static async Task<IReadOnlyList<string>> ScenarioAsync(long seed, int actions)
    {
        var random = new Random(actions);
        await using var bench = await SimulatorBench.StartAsync(12, new SimulatorOptions { Seed = seed });
        foreach (var _ in Enumerable.Range(0, 40))
        {
            await ActAsync(bench, random);
        }

        bench.RunToEnd();
        bench.Simulator.Violations.Should().BeEmpty("seed {0}", seed);
        return [.. bench.Simulator.ReadTranscript().Select(entry => JsonSerializer.Serialize(entry))];
    }

    private static async Task ActAsync(SimulatorBench bench, Random random)
    {
        switch (random.Next(6))
        {
            case 0 or 1:
                var servers = Enumerable.Range(1, 12).Where(_ => random.Next(4) == 0).ToArray();
                await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(servers));
                break;
            case 2:
                var instances = (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.Where(_ => random.Next(2) == 0).Select(item => (JsonNode)(string)item!["recoveryInstanceID"]!);
                await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray([.. instances]) });
                break;
            case 3:
                await bench.FaultAsync(FaultOf(random));
                break;
            default:
                bench.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 600)));
                break;
        }
    }

    private static JsonObject FaultOf(Random random)
    {
        var fault = random.Next(5) switch
        {
            0 => new JsonObject { ["kind"] = "throttle", ["operation"] = "StartRecovery" },
            1 => new JsonObject { ["kind"] = "conflict" },
            2 => new JsonObject { ["kind"] = "launchFail", ["phase"] = ((string[])["SNAPSHOT", "CONVERSION", "LAUNCH"])[random.Next(3)], ["delaySeconds"] = random.Next(1000) },
            3 => new JsonObject { ["kind"] = "slowConversion", ["factor"] = 1 + random.Next(5) },
            _ => new JsonObject { ["kind"] = "recoveryInstanceIdMode", ["mode"] = "transient" },
        };
        fault["count"] = 1 + random.Next(3);
        return fault;
    }
}
