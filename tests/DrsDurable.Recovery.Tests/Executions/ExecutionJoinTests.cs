using System.Text.Json;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Tests.Executions;

public sealed class ExecutionJoinTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ExecutionSnapshot Plan = new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [1, 2], optional: [2]).Wave("Web", [3]).Build(Start);

    [Fact]
    public void Of_NothingPublishedYet_IsPendingAndMayBeCancelled()
    {
        var view = ExecutionJoin.Of(Plan, Levels());

        view.Status.Should().Be(ExecutionStatus.Pending);
        view.Waves.SelectMany(wave => wave.Servers).Should().OnlyContain(server => server.Status == ServerStatus.Pending);
        view.Cleanup.Status.Should().Be(CleanupStatus.Pending);
        view.AllowedActions.Should().Equal(new AllowedAction("CANCEL", true, null));
    }

    [Fact]
    public void Of_ARunningExecution_JoinsEveryLevel()
    {
        var launching = Server(Plan.Waves[0].Servers[0].SourceServerId, ServerStatus.Launching);
        var view = ExecutionJoin.Of(Plan, Levels(
            Level(ExecutionStatus.Running, new WaveProgress(0, WaveStatus.Started, Start), new WaveProgress(1)),
            waves: new() { [0] = new WaveLevel(0, WaveStatus.Launching, Start, Start.AddHours(2), null, null, []) },
            jobs: new() { [(0, 0)] = new JobLevel(0, "111122223333", "us-east-1", "drsjob-1", "STARTED", new Waiting(WaitReason.Throttled, "slow", null, null), [launching]) }));

        view.Waves[0].Status.Should().Be(WaveStatus.Launching);
        view.Waves[0].Jobs.Should().Equal(new JobView("drsjob-1", "STARTED", "111122223333", "us-east-1"));
        view.Waves[0].Servers[0].Should().Match<ServerView>(server => server.Status == ServerStatus.Launching && server.JobId == "drsjob-1");
        view.Waves[0].Waiting!.Reason.Should().Be(WaitReason.Throttled);
        view.Waves[1].Waiting.Should().Be(new Waiting(WaitReason.Dependency, "Starts when Database is up.", null, null));
        view.RtoSeconds.Should().BeNull();
    }

    [Fact]
    public void Of_ACleanedUpExecution_ShowsItsServersTerminatedAndItsRto()
    {
        var first = Server(Plan.Waves[0].Servers[0].SourceServerId, ServerStatus.Launched);
        var optional = Server(Plan.Waves[0].Servers[1].SourceServerId, ServerStatus.Failed) with { Impact = ServerImpact.Optional, Error = new ServerError("LAUNCH_FAILED", "raw") };
        var view = ExecutionJoin.Of(Plan, Levels(
            Level(ExecutionStatus.Completed, Up(0, 600), Up(1, 1_200)),
            hasEnded: true,
            jobs: new() { [(0, 0)] = new JobLevel(0, "111122223333", "us-east-1", "drsjob-1", "COMPLETED", null, [first, optional]) },
            cleanup: new CleanupLevel(CleanupStatus.Done, [new DrillInstance("i-1", first.SourceServerId, "drsjob-1", null)], [])));

        view.Status.Should().Be(ExecutionStatus.Completed);
        view.RtoSeconds.Should().Be(1_200);
        view.Waves[0].Servers[0].Status.Should().Be(ServerStatus.Terminated);
        view.Summary.Should().Be($"Not launched: {optional.SourceServerId} (optional): LAUNCH_FAILED.");
        view.AllowedActions[0].Should().Match<AllowedAction>(action => !action.Allowed && action.Reason!.Contains("COMPLETED"));
    }

    [Fact]
    public void Of_AnOrchestrationThatWasEndedFromOutside_IsFailedAndSaysSo()
    {
        var view = ExecutionJoin.Of(Plan, Levels(Level(ExecutionStatus.Running, new WaveProgress(0), new WaveProgress(1)), hasEnded: true));

        view.Status.Should().Be(ExecutionStatus.Failed);
        view.Summary.Should().Contain("ended before the execution did");
    }

    [Fact]
    public void Of_AnyExecution_IsWrittenWithTheNamesOfTheInterface()
    {
        var json = JsonSerializer.SerializeToElement(ExecutionJoin.Of(Plan, Levels()), new JsonSerializerOptions(JsonSerializerDefaults.Web));

        string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
        Members(json).Should().Contain([
            "executionId", "planId", "planName", "planVersion", "executionType", "status", "requestedAction", "initiatedBy", "startedAt", "endedAt", "rtoSeconds", "waves", "cleanup", "allowedActions",
        ]);
        Members(json.GetProperty("waves")[0]).Should().Contain(["waveName", "status", "dependsOn", "startedAt", "upAt", "endedAt", "waiting", "jobs", "servers"]);
        Members(json.GetProperty("waves")[0].GetProperty("servers")[0]).Should().Contain([
            "sourceServerId", "hostname", "impact", "status", "jobId", "recoveryInstanceId", "ec2InstanceId", "launchedAt", "error",
        ]);
        Members(json.GetProperty("cleanup")).Should().Equal("status", "leftovers");
        Members(json.GetProperty("allowedActions")[0]).Should().Equal("action", "allowed", "reason");
        json.GetProperty("status").GetString().Should().Be("PENDING");
    }

    private static WaveProgress Up(int number, int seconds) => new(number, WaveStatus.Completed, Start, Start.AddSeconds(seconds), null, Start.AddSeconds(seconds));

    private static ServerProgress Server(string id, ServerStatus status) => new(id, ServerImpact.Critical, status);

    private static ExecutionLevel Level(ExecutionStatus status, params WaveProgress[] waves) => new(status, Start, null, null, null, null, CleanupPolicy.AtEnd, waves, null);

    private static ExecutionLevels Levels(
        ExecutionLevel? execution = null,
        bool hasEnded = false,
        Dictionary<int, WaveLevel>? waves = null,
        Dictionary<(int Wave, int Job), JobLevel>? jobs = null,
        CleanupLevel? cleanup = null) => new(execution, hasEnded, null, waves ?? [], jobs ?? [], cleanup);
}
