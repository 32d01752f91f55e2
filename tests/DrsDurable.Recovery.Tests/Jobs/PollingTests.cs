using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Tests.Executions;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class PollingTests
{
    [Theory]
    [InlineData(30, 5)]
    [InlineData(30, 30)]
    public async Task Two_drills_in_one_account_and_Region_share_their_calls(int slow, int fast)
    {
        await using var drill = await DrillHarness.StartAsync(servers: 6, timing: new RecoveryTiming(slow, fast));
        var began = drill.Clock.GetUtcNow();
        await drill.StartAsync(new DrillPlan("e1").Wave("A", [1]).Wave("B", [2]).Wave("C", [3]));
        await drill.StartAsync(new DrillPlan("e2").Wave("A", [4]).Wave("B", [5]).Wave("C", [6]));
        await drill.RunToEndAsync("e1");
        await drill.RunToEndAsync("e2");

        var duration = drill.Clock.GetUtcNow() - began;
        var calls = (await DrillTranscript.ReadAsync(drill)).Calls("DescribeJobs");
        calls.Should().BeLessOrEqualTo((int)(1.1 * duration.TotalSeconds / fast));
        calls.Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task Jobs_far_from_any_finish_are_looked_at_rarely()
    {
        await using var drill = await DrillHarness.StartAsync(servers: 1);
        await drill.StartAsync(new DrillPlan("e1").Wave("A", [1]));
        await drill.RunForAsync(TimeSpan.FromSeconds(170));

        (await DrillTranscript.ReadAsync(drill)).Calls("DescribeJobs").Should().BeLessOrEqualTo(6);
    }
}
