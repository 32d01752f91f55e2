using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.HoldPoints;
using Xunit.Abstractions;

namespace DrsDurable.EndToEnd.Tests.Crashes;

/// <summary>The host is killed, twice, before or after whichever commit, result or mark the seed says.</summary>
public sealed class HostKilledBySeed(ITestOutputHelper output)
{
    /// <summary>The calls that change something, and about how many of each such a drill makes.</summary>
    private static readonly (string Call, int Times)[] Effects =
    [
        ("IHubStore.AppendAsync", 160),
        ("IWorkItemSource.CompleteOrchestratorAsync", 150),
        ("IWorkItemSource.CompleteActivityAsync", 80),
        ("IRecoveryStore.UpdateExecutionRowAsync", 5),
        ("IRecoveryStore.MarkLaunchAttemptAsync", 2),
    ];

    public static TheoryData<int> Seeds => [.. TestSeed.Series(1, TestVolume.IsAll ? 100 : 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task AnyMoment_OfATwoWaveDrill(int seed)
    {
        output.WriteLine($"DRSDURABLE_SEED={seed}");
        var random = new Random(seed);
        var place = seed % 2 == 0 ? SimulatorPlace.InHost : SimulatorPlace.OwnProcess;
        var first = AnyEffect(random);
        var second = AnyEffect(random);

        await using var world = await DrillWorld.StartAsync(place, servers: 2);
        var plan = await world.CreateChainAsync(2);
        await world.KillHostAsync();

        var firstCall = await RunUpToAsync(world, plan, first);
        var secondCall = await RunUpToAsync(world, plan, second);
        await world.StartHostAsync();

        var execution = (string)(await StartDrillAsync(world, plan)).Json["executionId"]!;
        await world.ShouldEndWellAsync(execution, plan);
        CaseLog.For("sigkill.txt").Append($"seed {seed}, simulator {place}: killed {Told(first, firstCall)}, then {Told(second, secondCall)}: completed");
    }

    /// <summary>The call the host was killed at; null when the drill had ended before.</summary>
    private static async Task<string?> RunUpToAsync(DrillWorld world, string plan, HoldPoint point)
    {
        var call = await world.StartHostUnlessHeldAsync(point) ?? await world.ReachesHoldPointBeforeTheEndAsync(StartDrillAsync(world, plan));
        await world.KillHostAsync();
        return call;
    }

    /// <summary>Always the same command: whichever process has accepted it first, the others answer with the same execution.</summary>
    private static Task<Testing.Processes.ServerReply> StartDrillAsync(DrillWorld world, string plan) =>
        world.Api.ExecuteAsync(plan, "AT_END", new Dictionary<string, string>(StringComparer.Ordinal) { ["Idempotency-Key"] = "the-drill" });

    private static HoldPoint AnyEffect(Random random)
    {
        var (call, times) = Effects[random.Next(Effects.Length)];
        return new HoldPoint(random.Next(2) == 0 ? "before" : "after", call, random.Next(1, times + 1));
    }

    private static string Told(HoldPoint point, string? call) => call is null ? $"after the end (no {point})" : point.ToString();
}
