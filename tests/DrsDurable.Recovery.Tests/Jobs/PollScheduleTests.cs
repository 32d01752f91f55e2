using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class PollScheduleTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 1, TimeSpan.Zero);

    [Theory]
    [InlineData(30, 5)]
    [InlineData(30, 30)]
    [InlineData(30, 7)]
    [InlineData(10, 20)]
    public void NextTick_EverySlowTick_IsAFastTickToo(int slow, int fast)
    {
        var timing = new RecoveryTiming(slow, fast);
        var fastTicks = new HashSet<DateTimeOffset>();
        for (var tick = Now; tick < Now.AddHours(1);)
        {
            fastTicks.Add(tick = PollSchedule.NextTick(tick, fast: true, timing));
        }

        for (var tick = PollSchedule.NextTick(Now, fast: false, timing); tick < Now.AddMinutes(59); tick = PollSchedule.NextTick(tick, fast: false, timing))
        {
            fastTicks.Should().Contain(tick);
            PollSchedule.IsSlowTick(tick, timing).Should().BeTrue();
        }
    }

    [Fact]
    public void NextTick_TwoJobsThatBeganApart_MeetOnTheSameGrid() =>
        PollSchedule.NextTick(Now, false, new RecoveryTiming()).Should().Be(PollSchedule.NextTick(Now.AddSeconds(20), false, new RecoveryTiming()));

    [Fact]
    public void NextTick_OnATick_IsTheOneAfter() =>
        PollSchedule.NextTick(Now.AddSeconds(-1), true, new RecoveryTiming()).Should().Be(Now.AddSeconds(4));

    [Theory]
    [InlineData(ServerImpact.Critical, ServerStatus.Snapshot, 1, false)]
    [InlineData(ServerImpact.Critical, ServerStatus.Conversion, 60, false)]
    [InlineData(ServerImpact.Critical, ServerStatus.Launching, 1, true)]
    [InlineData(ServerImpact.Critical, ServerStatus.Launched, 20, false)]
    [InlineData(ServerImpact.Critical, ServerStatus.Pending, 7, false)]
    [InlineData(ServerImpact.Critical, ServerStatus.Pending, 8, true)]
    [InlineData(ServerImpact.Optional, ServerStatus.Launching, 5, false)]
    public void IsFast_FollowsTheServersOthersWaitFor(ServerImpact impact, ServerStatus status, int minutes, bool expected) =>
        PollSchedule.IsFast([new ServerProgress("s-1", impact, status)], Now.AddMinutes(-minutes), Now).Should().Be(expected);
}
