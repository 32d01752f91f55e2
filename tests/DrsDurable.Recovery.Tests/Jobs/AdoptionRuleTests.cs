using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class AdoptionRuleTests
{
    private static readonly DateTimeOffset Intent = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LaunchAttempt Attempt = new("e:w0:j0:a1", 1, "e", Intent, Intent, ["s-1", "s-2"], true, ["drsjob-old"]);

    private static DrsJob Ours => Job("drsjob-new");

    public static TheoryData<string, DrsJob> Foreign => new()
    {
        { "another type", Ours with { Type = "TERMINATE" } },
        { "an unknown type", Ours with { Type = "SOMETHING_NEW" } },
        { "a recovery", Ours with { InitiatedBy = "START_RECOVERY" } },
        { "known before the call", Ours with { JobId = "drsjob-old" } },
        { "created before the intent", Ours with { CreatedAt = Intent - AdoptionRule.ClockMargin - TimeSpan.FromMilliseconds(1) } },
        { "of unknown age", Ours with { CreatedAt = null } },
        { "fewer servers", Ours with { Servers = [Server("s-1")] } },
        { "more servers", Ours with { Servers = [Server("s-1"), Server("s-2"), Server("s-3")] } },
        { "other servers", Ours with { Servers = [Server("s-1"), Server("s-3")] } },
    };

    [Fact]
    public void IsOurs_SameServersKindAndTime_IsOurs() => AdoptionRule.IsOurs(Attempt, Ours).Should().BeTrue();

    [Fact]
    public void IsOurs_TheJobHasEndedMeanwhile_IsStillOurs() => AdoptionRule.IsOurs(Attempt, Ours with { Status = "COMPLETED" }).Should().BeTrue();

    [Theory]
    [MemberData(nameof(Foreign))]
    public void IsOurs_OneThingDiffers_IsForeign(string what, DrsJob job) => AdoptionRule.IsOurs(Attempt, job).Should().BeFalse(what);

    [Fact]
    public void IsOurs_RecoveryAttempt_AdoptsNoDrill() => AdoptionRule.IsOurs(Attempt with { IsDrill = false }, Ours).Should().BeFalse();

    [Fact]
    public void Choose_SeveralFit_PrefersWhatTheServersName()
    {
        var later = Job("drsjob-later") with { CreatedAt = Intent.AddMinutes(1) };

        AdoptionRule.Choose(Attempt, [Ours, later], ["drsjob-new"])!.JobId.Should().Be("drsjob-new");
        AdoptionRule.Choose(Attempt, [Ours, later], [])!.JobId.Should().Be("drsjob-later");
        AdoptionRule.Choose(Attempt, [], ["drsjob-new"]).Should().BeNull();
    }

    private static DrsJob Job(string id) => new(id, "LAUNCH", "START_DRILL", "STARTED", Intent.AddSeconds(1), null, [Server("s-2"), Server("s-1")]);

    private static DrsJobServer Server(string id) => new(id, "PENDING", null);
}
