using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class LaunchRuleTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RecoveryTiming Timing = new();
    private static readonly JobState Starting = new(
        LaunchState.New with { Step = LaunchStep.Start, Intent = new LaunchIntent(Now, ["s-1"], true, []) },
        [new ServerProgress("s-1", ServerImpact.Critical)]);

    [Fact]
    public void After_Conflicts_WaitsThirtySixtyThenAHundredAndTwentySeconds()
    {
        var state = Starting;
        var waits = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            state = After(state, new LaunchOutcome(LaunchVerdict.Conflict, "drsjob-foreign", "held"));
            waits.Add((state.Launch.NextActAt - Now).TotalSeconds);
        }

        waits.Should().Equal(30, 60, 120, 120, 120);
        state.Waiting.Should().Be(new Waiting(WaitReason.Conflict, "held", "drsjob-foreign", Now.AddSeconds(120)));
        state.Launch.Should().Match<LaunchState>(launch => launch.Attempt == 6 && launch.FirstUnknownAttempt == null && launch.Step == LaunchStep.Start);
    }

    [Fact]
    public void After_AnotherReason_BeginsItsWaitsAnew()
    {
        var state = After(After(Starting, new LaunchOutcome(LaunchVerdict.Conflict)), new LaunchOutcome(LaunchVerdict.Conflict));

        After(state, new LaunchOutcome(LaunchVerdict.Quota)).Launch.NextActAt.Should().Be(Now.AddSeconds(30));
    }

    [Fact]
    public void After_Throttled_NeverUndercutsWhatWasAskedFor() =>
        After(Starting, new LaunchOutcome(LaunchVerdict.Throttled, RetryAfterSeconds: 300)).Launch.NextActAt.Should().Be(Now.AddSeconds(300));

    [Fact]
    public void After_Unknown_LooksBeforeItSendsAndRemembersTheAttempt()
    {
        var state = After(Starting, new LaunchOutcome(LaunchVerdict.Unknown));

        state.Launch.Should().Match<LaunchState>(launch =>
            launch.Step == LaunchStep.Reconcile && launch.FirstUnknownAttempt == 1 && launch.Attempt == 1 && launch.SettledAt == Now.AddSeconds(60) && launch.NextActAt == Now.AddSeconds(5));
        state.Waiting!.Reason.Should().Be(WaitReason.Outage);
    }

    [Fact]
    public void After_NotFoundTooEarly_LooksAgainAndSendsNothing()
    {
        var state = LaunchRule.After(After(Starting, new LaunchOutcome(LaunchVerdict.Unknown)), new LaunchOutcome(LaunchVerdict.NotFound), Now.AddSeconds(59), Timing);

        state.Launch.Should().Match<LaunchState>(launch => launch.Step == LaunchStep.Reconcile && launch.NextActAt == Now.AddSeconds(60));
    }

    [Fact]
    public void After_NotFoundOnceSettled_SendsTheNextAttemptAndKeepsTheUnknownOne()
    {
        var state = LaunchRule.After(After(Starting, new LaunchOutcome(LaunchVerdict.Unknown)), new LaunchOutcome(LaunchVerdict.NotFound), Now.AddSeconds(60), Timing);

        state.Launch.Should().Match<LaunchState>(launch => launch.Step == LaunchStep.Start && launch.Attempt == 2 && launch.FirstUnknownAttempt == 1 && launch.SettledAt == null);
    }

    [Fact]
    public void After_AReadThatFailsWhileLooking_NeverSends()
    {
        var state = After(Starting, new LaunchOutcome(LaunchVerdict.Unknown));
        foreach (var verdict in new[] { LaunchVerdict.NotSent, LaunchVerdict.Throttled })
        {
            LaunchRule.After(state, new LaunchOutcome(verdict), Now.AddHours(1), Timing).Launch.Step.Should().Be(LaunchStep.Reconcile);
        }
    }

    [Theory]
    [InlineData(LaunchVerdict.Accepted)]
    [InlineData(LaunchVerdict.Adopted)]
    public void After_AJob_HasIt(LaunchVerdict verdict) =>
        After(Starting with { Waiting = new Waiting(WaitReason.Conflict, "held", null, null) }, new LaunchOutcome(verdict, "drsjob-1"))
            .Should().Match<JobState>(state => state.JobId == "drsjob-1" && state.Waiting == null);

    private static JobState After(JobState state, LaunchOutcome outcome) => LaunchRule.After(state, outcome, Now, Timing);
}
