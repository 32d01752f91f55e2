using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Cases;

namespace DrsDurable.DurableTask.Tests.Worker.RandomFlows;

public class RandomFlowTests
{
    /// <summary>
    /// Every turn is decided by a living and by a replayed orchestrator (see <see cref="OrchestratorScript"/>), while results,
    /// timers, events, repeated results and suspensions arrive in random order.
    /// </summary>
    [Fact]
    public async Task Living_and_replayed_orchestrators_decide_the_same_and_no_event_is_lost_or_seen_twice()
    {
        foreach (var seed in TestSeed.Series(1, TestVolume.IsAll ? 5_000 : 150))
        {
            try
            {
                var turns = await RunAsync(new Random(seed));
                CaseLog.For("worker-random-flows.txt").Append($"seed {seed}: {turns} turns");
            }
            catch (Exception failure)
            {
                CaseLog.For("worker-random-flows.txt").Append($"seed {seed}: failed: {failure.Message}");
                throw new InvalidOperationException($"DRSDURABLE_SEED={seed.ToString(CultureInfo.InvariantCulture)} fails.", failure);
            }
        }
    }

    private static async Task<int> RunAsync(Random random)
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc<RandomFlow, List<string>>("Main", RandomFlow.RunAsync), RandomFlow.Create(random));
        var hub = new RandomArrivals(random, script);
        for (var turns = 1; turns < 2_000; turns++)
        {
            var result = await script.TurnAsync(hub.Next());
            hub.Take(result);
            if (result.Actions.OfType<CompleteOrchestrationAction>().SingleOrDefault() is { Status: not InstanceStatus.ContinuedAsNew })
            {
                ShouldHaveSeenEachEventOnce(result, hub);
                return turns;
            }
        }

        throw new InvalidOperationException("The flow does not come to its end.");
    }

    private static void ShouldHaveSeenEachEventOnce(OrchestratorResult result, RandomArrivals hub)
    {
        var trace = result.Output<List<string>>()!;
        var seen = trace.Where(line => line.Contains(" event ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToList();
        seen.Should().OnlyHaveUniqueItems();
        seen.Should().BeSubsetOf(hub.Raised);

        // Whoever waits gets the oldest event of the name: what nobody saw came after everything that was seen.
        foreach (var ofOneName in hub.Raised.GroupBy(name => name.Split(' ')[1]))
        {
            ofOneName.Take(ofOneName.Count(seen.Contains)).Should().BeSubsetOf(seen);
        }
    }
}
