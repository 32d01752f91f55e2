using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Recovery.Waves;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Recovery.Tests.Waves;

public sealed class WavePlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ExecutionSnapshot Diamond =
        new DrillPlan("e").Wave("Top", [1]).Wave("Left", [2], ["Top"]).Wave("Right", [3], ["Top"]).Wave("Foot", [4], ["Left", "Right"]).Build(Now);

    [Fact]
    public void Ready_AtTheStart_IsWhatDependsOnNothing() => Names(Diamond, Fresh(Diamond)).Should().Equal("Top");

    [Fact]
    public void Ready_StartedAndNotUp_StartsNothing() => Names(Diamond, With(Fresh(Diamond), 0, Started)).Should().BeEmpty();

    [Fact]
    public void Ready_Up_StartsBothSidesAlthoughTheWaveHasNotEnded() => Names(Diamond, With(Fresh(Diamond), 0, Up)).Should().Equal("Left", "Right");

    [Fact]
    public void Ready_OneSideUp_HoldsTheFoot() =>
        Names(Diamond, With(With(With(Fresh(Diamond), 0, Up), 1, Up), 2, Started)).Should().BeEmpty();

    [Fact]
    public void Ready_BothSidesUp_StartsTheFoot() => Names(Diamond, With(With(With(Fresh(Diamond), 0, Up), 1, Up), 2, Up)).Should().Equal("Foot");

    [Fact]
    public void Ready_AWaveThatStopsThePlanIsDown_StartsNothingNew()
    {
        var plan = new DrillPlan("e").Wave("A", [1], []).Wave("B", [2], []).Wave("C", [3], ["B"]).Build(Now);

        Names(plan, With(With(Fresh(plan), 0, Down), 1, Up)).Should().BeEmpty();
        WavePlan.CloseOff(plan, With(With(Fresh(plan), 0, Down), 1, Up), Now)[2].Status.Should().Be(WaveStatus.Skipped);
    }

    [Fact]
    public void CloseOff_BehindAFailedWave_BlocksAtAnyDistanceAndNothingBeside()
    {
        var plan = new DrillPlan("e")
            .Wave("A", [1], [], onFailure: WaveFailurePolicy.Continue).Wave("B", [2], ["A"]).Wave("C", [3], ["B"]).Wave("D", [4], []).Build(Now);

        var closed = WavePlan.CloseOff(plan, With(Fresh(plan), 0, Down), Now);

        closed.Select(wave => wave.Status).Should().Equal(WaveStatus.Started, WaveStatus.Blocked, WaveStatus.Blocked, WaveStatus.Pending);
        Names(plan, closed).Should().Equal(["D"], "a blocked wave does not stop the plan");
    }

    [Fact]
    public void Ready_AnyPlanAndProgress_NeverNamesAWaveWithADependencyThatIsNotUp()
    {
        var seed = TestSeed.Or(7);
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var builder = new DrillPlan("e");
            var count = random.Next(1, 9);
            for (var wave = 0; wave < count; wave++)
            {
                builder.Wave($"W{wave}", [wave + 1], [.. Enumerable.Range(0, wave).Where(_ => random.Next(3) == 0).Select(earlier => $"W{earlier}")], onFailure: (WaveFailurePolicy)random.Next(2));
            }

            var plan = builder.Build(Now);
            var progress = Fresh(plan);
            for (var wave = 0; wave < count; wave++)
            {
                progress = With(progress, wave, new[] { p => p, Started, Up, Down }[random.Next(4)]);
            }

            foreach (var ready in WavePlan.Ready(plan, progress))
            {
                progress[ready.Number].Status.Should().Be(WaveStatus.Pending, $"seed {seed} round {round}");
                ready.DependsOn.Should().NotContain(name => progress[plan.Waves.Single(wave => wave.WaveName == name).Number].UpAt == null, $"seed {seed} round {round}");
            }
        }
    }

    [Fact]
    public void Tally_IsUp_NeedsEveryCriticalServerAndNoOptionalOne()
    {
        new ServerTally(3, 2, 2, 0, 2, 0).IsUp.Should().BeTrue();
        new ServerTally(3, 2, 1, 0, 2, 0).IsUp.Should().BeFalse();
        new ServerTally(3, 2, 1, 1, 1, 1).Should().Match<ServerTally>(tally => tally.IsDown && !tally.IsUp);
        new ServerTally(2, 0, 0, 0, 1, 0).Should().Match<ServerTally>(tally => !tally.IsUp && !tally.IsDown, "a wave of optional servers is decided at its end");
        new ServerTally(2, 0, 0, 0, 1, 1).IsUp.Should().BeTrue();
        new ServerTally(2, 0, 0, 0, 0, 2).IsDown.Should().BeTrue();
    }

    [Fact]
    public void JobSplit_KeepsCellsApartAndJobsWithinAHundred()
    {
        ServerSnapshot[] servers =
        [
            .. Enumerable.Range(0, 150).Select(number => new ServerSnapshot($"a{number}", "1", "eu-west-1", number % 2 == 0 ? ServerImpact.Optional : ServerImpact.Critical)),
            .. Enumerable.Range(0, 3).Select(number => new ServerSnapshot($"b{number}", "1", "us-east-1", ServerImpact.Critical)),
        ];

        var shares = JobSplit.Of(Diamond.Waves[0] with { Servers = servers });

        shares.Select(share => (share.Number, share.Region, share.Servers.Count)).Should().Equal((0, "eu-west-1", 100), (1, "eu-west-1", 50), (2, "us-east-1", 3));
        shares.SelectMany(share => share.Servers).Should().BeEquivalentTo(servers);
        shares[1].Servers.Should().OnlyContain(server => server.Impact == ServerImpact.Optional, "critical servers share as few jobs as possible");
    }

    private static WaveProgress Started(WaveProgress wave) => wave with { Status = WaveStatus.Started, StartedAt = Now };

    private static WaveProgress Up(WaveProgress wave) => Started(wave) with { UpAt = Now };

    private static WaveProgress Down(WaveProgress wave) => Started(wave) with { DownAt = Now };

    private static WaveProgress[] Fresh(ExecutionSnapshot plan) => [.. plan.Waves.Select(wave => new WaveProgress(wave.Number))];

    private static WaveProgress[] With(IReadOnlyList<WaveProgress> progress, int wave, Func<WaveProgress, WaveProgress> change) =>
        [.. progress.Select(each => each.Number == wave ? change(each) : each)];

    private static IEnumerable<string> Names(ExecutionSnapshot plan, IReadOnlyList<WaveProgress> progress) => WavePlan.Ready(plan, progress).Select(wave => wave.WaveName);
}
