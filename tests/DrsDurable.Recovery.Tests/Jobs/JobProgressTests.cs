using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Tests.Jobs;

public sealed class JobProgressTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobState Watching = new(
        LaunchState.New,
        [new ServerProgress("s-1", ServerImpact.Critical), new ServerProgress("s-2", ServerImpact.Critical)],
        JobId: "drsjob-1");

    [Fact]
    public void After_OneLaunchedOneFailed_KeepsBothVerdictsAndTheReason()
    {
        var state = JobProgress.After(
            Watching,
            Poll("STARTED", new ServerObservation("s-1", "LAUNCHED", LaunchPhase.Launching, TargetInstanceId: "i-1", LaunchedAt: Now.AddSeconds(-3)), new ServerObservation("s-2", "FAILED", FailureEvent: "LAUNCH_FAILED", RawError: "DeleteVolume")),
            Now,
            new RecoveryTiming());

        state.Servers[0].Should().Match<ServerProgress>(server => server.Status == ServerStatus.Launched && server.Ec2InstanceId == "i-1" && server.LaunchedAt == Now.AddSeconds(-3) && server.EndedAt == Now);
        state.Servers[1].Should().Match<ServerProgress>(server => server.Status == ServerStatus.Failed && server.Error!.Code == "LAUNCH_FAILED" && server.Error.RawError == "DeleteVolume");
        state.IsEnded.Should().BeTrue();
    }

    [Fact]
    public void After_AVerdict_NothingTakesItBack()
    {
        var launched = new ServerProgress("s-1", ServerImpact.Critical).Ended(ServerStatus.Launched, Now);

        JobProgress.After(launched, new ServerObservation("s-1", "FAILED"), Now.AddMinutes(1)).Status.Should().Be(ServerStatus.Launched);
    }

    [Fact]
    public void After_AWordNobodyKnows_IsCarriedAndDecidesNothing()
    {
        var server = JobProgress.After(new ServerProgress("s-1", ServerImpact.Critical), new ServerObservation("s-1", "WARMING_UP", LaunchPhase.Conversion), Now);

        server.Should().Match<ServerProgress>(known => known.Status == ServerStatus.Conversion && known.LaunchStatus == "WARMING_UP" && !known.IsEnded);
    }

    [Fact]
    public void After_CompletedWithAPendingServer_FailsItAfterTheGraceTimeAndNotBefore()
    {
        var completed = Poll("COMPLETED", new ServerObservation("s-1", "LAUNCHED"), new ServerObservation("s-2", "PENDING"));
        var state = JobProgress.After(Watching, completed, Now, new RecoveryTiming());
        var unchanged = new JobObservation("x", IsUnchanged: true);

        var early = JobProgress.After(state, unchanged, Now.AddSeconds(59), new RecoveryTiming());
        var late = JobProgress.After(early, unchanged, Now.AddSeconds(60), new RecoveryTiming());

        early.Servers[1].IsEnded.Should().BeFalse();
        late.Servers[1].Should().Match<ServerProgress>(server => server.Status == ServerStatus.Failed && server.Error!.Code == ServerErrorCode.NoLaunchResult);
        late.Servers[0].Status.Should().Be(ServerStatus.Launched);
    }

    [Fact]
    public void After_ThrottlingOrAJobThatIsNotToBeSeen_WaitsAndFailsNothing()
    {
        var throttled = JobProgress.After(Watching, new JobObservation(null, Trouble: new DrsTrouble(WaitReason.Throttled, "slow down", 20)), Now, new RecoveryTiming());
        var vanished = JobProgress.After(throttled, new JobObservation(null, IsFound: false), Now, new RecoveryTiming());

        throttled.Waiting.Should().Be(new Waiting(WaitReason.Throttled, "slow down", "drsjob-1", Now.AddSeconds(20)));
        vanished.Waiting!.Reason.Should().Be(WaitReason.Outage);
        vanished.Servers.Should().OnlyContain(server => !server.IsEnded);
    }

    [Fact]
    public void Read_TheLog_KnowsPhasesInstancesAndReasons()
    {
        var logs = ServerLog.Read(
        [
            Line("JOB_START", null),
            Line("SNAPSHOT_START", "s-1"),
            Line("CONVERSION_START", "s-1"),
            Line("SNAPSHOT_START", "s-2"),
            Line("SOMETHING_NEW", "s-2"),
            Line("LAUNCH_START", "s-1"),
            Line("LAUNCH_END", "s-1", target: "i-1"),
            Line("CONVERSION_FAIL", "s-2", rawError: new string('x', 70_000)),
            Line("SNAPSHOT_END", "s-1"),
        ]);

        logs["s-1"].Should().Match<ServerLog>(log => log.Phase == LaunchPhase.Launching && log.TargetInstanceId == "i-1" && log.LaunchedAt == Now);
        logs["s-2"].Should().Match<ServerLog>(log => log.Phase == LaunchPhase.Snapshot && log.FailureEvent == "CONVERSION_FAIL" && log.RawError!.Length == 4_096);
    }

    private static JobLog Line(string @event, string? server, string? target = null, string? rawError = null) => new()
    {
        Event = @event,
        LogDateTime = "2030-01-01T12:00:00+00:00",
        EventData = new JobLogEventData { SourceServerID = server, TargetInstanceID = target, RawError = rawError },
    };

    private static JobObservation Poll(string status, params ServerObservation[] servers) => new("seen", JobStatus: status, CreatedAt: Now, Servers: servers);
}
