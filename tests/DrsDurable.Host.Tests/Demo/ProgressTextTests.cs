using DrsDurable.Host.Demo;

namespace DrsDurable.Host.Tests.Demo;

public sealed class ProgressTextTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Screen_ShowsWavesServersAndWhatTheyWaitFor()
    {
        var lines = ProgressText.Screen(Running(), TimeSpan.FromMinutes(10.5), TimeSpan.FromSeconds(10));

        lines.Should().Equal(
            "drill 3TierTest  RUNNING  0:10:30 simulated, 0:10 real",
            "  Database     COMPLETED  up after 0:09:35",
            "    db01       LAUNCHED",
            "  Application  LAUNCHING  waits: CONFLICT (drsjob-9)",
            "    app01      PENDING",
            "  Web          PENDING  after Application",
            "    web01      PENDING",
            "  clean-up     PENDING");
    }

    [Fact]
    public void Changes_FirstLook_TellsOnlyWhatHasHappened() =>
        ProgressText.Changes(null, Running(), TimeSpan.FromMinutes(10.5)).Should().Equal(
            "0:10:30  Database: db01 LAUNCHED",
            "0:10:30  Database: COMPLETED",
            "0:10:30  Application: LAUNCHING",
            "0:10:30  Application: waits, CONFLICT (drsjob-9)",
            "0:10:30  drill: RUNNING");

    [Fact]
    public void Changes_WithoutAny_IsSilent() =>
        ProgressText.Changes(Running(), Running(), TimeSpan.FromMinutes(11)).Should().BeEmpty();

    [Fact]
    public void Changes_OfALargeWave_AreCounted()
    {
        var servers = Enumerable.Range(1, 40).Select(i => Server($"web{i}", i <= 30 ? "LAUNCHED" : "CONVERSION")).ToList();
        var before = One("LAUNCHING", [.. servers.Select(server => server with { Status = "PENDING" })]);

        ProgressText.Changes(before, One("LAUNCHING", servers), TimeSpan.Zero).Should().Equal("0:00:00  Web: 30 LAUNCHED, 10 CONVERSION");
    }

    [Fact]
    public void ClosingTable_AlignsItsColumns_AndGivesTheReasonOfAFailure()
    {
        var drill = One("PARTIAL",
        [
            Server("web01", "LAUNCHED") with { LaunchedAt = Start.AddMinutes(31), Ec2InstanceId = "i-0abc" },
            Server("long-name", "FAILED") with { Error = new DrillServerError("LAUNCH_FAILED", "no DeleteVolume permission") },
        ]);

        ProgressText.ClosingTable(drill).Should().Equal(
            "WAVE  SERVER     STATUS    UP AFTER  EC2 INSTANCE",
            "Web   web01      LAUNCHED  0:31:00   i-0abc",
            "Web   long-name  FAILED    -         LAUNCH_FAILED: no DeleteVolume permission");
    }

    [Fact]
    public void LastLine_IsTheFixedOne() =>
        ProgressText.LastLine(Running() with { Status = "COMPLETED" }, new TimeSpan(26, 3, 9), TimeSpan.FromSeconds(61))
            .Should().Be("drill exec-1 COMPLETED in 26:03:09 simulated, 1:01 real");

    private static DrillView Running() => new(
        "exec-1",
        "3TierTest",
        "RUNNING",
        Start,
        null,
        [
            new DrillWave("Database", "COMPLETED", [], Start.AddSeconds(575), null, [Server("db01", "LAUNCHED")]),
            new DrillWave("Application", "LAUNCHING", ["Database"], null, new DrillWaiting("CONFLICT", "drsjob-9"), [Server("app01", "PENDING")]),
            new DrillWave("Web", "PENDING", ["Application"], null, null, [Server("web01", "PENDING")]),
        ],
        new DrillCleanup("PENDING", []));

    private static DrillView One(string status, IReadOnlyList<DrillServer> servers) => new(
        "exec-1", "3TierTest", "RUNNING", Start, null, [new DrillWave("Web", status, [], null, null, servers)], new DrillCleanup("NONE", []));

    private static DrillServer Server(string hostname, string status) => new("s-" + hostname, hostname, status, null, null, null, null, null);
}
