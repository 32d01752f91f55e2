using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.HoldPoints;
using Xunit.Abstractions;

namespace DrsDurable.EndToEnd.Tests.Crashes;

/// <summary>The host is killed, twice, before or after whichever store or hub call the seed says.</summary>
public sealed class HostKilledBySeed(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. TestSeed.Series(1, TestVolume.IsAll ? 100 : 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task AnyMoment_OfATwoWaveDrill(int seed)
    {
        output.WriteLine($"DRSDURABLE_SEED={seed}");
        var random = new Random(seed);
        var place = seed % 2 == 0 ? SimulatorPlace.InHost : SimulatorPlace.OwnProcess;
        var first = AnyCall(random, upTo: 60);
        var second = AnyCall(random, upTo: 20);

        await using var world = await DrillWorld.StartAsync(place, servers: 2);
        var plan = await world.CreateChainAsync(2);
        await world.KillHostAsync();

        var firstReached = await RunUpToAsync(world, plan, first);
        var secondReached = await RunUpToAsync(world, plan, second);
        await world.StartHostAsync();

        var execution = (string)(await StartDrillAsync(world, plan)).Json["executionId"]!;
        await world.ShouldEndWellAsync(execution, plan);
        CaseLog.For("sigkill.txt").Append($"seed {seed}, simulator {place}: killed {Told(first, firstReached)}, then {Told(second, secondReached)}: completed");
    }

    private static async Task<bool> RunUpToAsync(DrillWorld world, string plan, HoldPoint point)
    {
        var reached = !await world.StartHostUnlessHeldAsync(point) || await world.ReachesHoldPointBeforeTheEndAsync(StartDrillAsync(world, plan));
        await world.KillHostAsync();
        return reached;
    }

    /// <summary>Always the same command: whichever process has accepted it first, the others answer with the same execution.</summary>
    private static Task<Testing.Processes.ServerReply> StartDrillAsync(DrillWorld world, string plan) =>
        world.Api.ExecuteAsync(plan, "AT_END", new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = "the-drill" });

    private static HoldPoint AnyCall(Random random, int upTo) => new(random.Next(2) == 0 ? "before" : "after", "*.*", random.Next(1, upTo + 1));

    private static string Told(HoldPoint point, bool reached) => reached ? point.ToString() : $"after the end ({point} was not reached)";
}
