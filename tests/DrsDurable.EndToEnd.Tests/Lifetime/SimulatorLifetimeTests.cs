using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Lifetime;

/// <summary>Starting and ending of the simulator's own process.</summary>
public sealed class SimulatorLifetimeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Uri url = LoopbackPorts.TakeUrl();

    public SimulatorLifetimeTests() => FleetFile.Write(folder["fleet.yaml"], servers: 2);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Killed_ResumesClockJobsAndFaults()
    {
        using var drs = new SignedDrs(url);
        string job;
        DateTimeOffset before;
        await using (var first = await StartAsync())
        {
            await first.Administration.AddFaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(2), ["phase"] = "LAUNCH", ["rawError"] = "no capacity" });
            job = await drs.StartDrillAsync(FleetFile.ServerId(1), FleetFile.ServerId(2));
            await first.Administration.WaitForAsync(item => item.Event == "SNAPSHOT_END" && item.JobId == job, "a job under way");
            before = await first.Administration.NowAsync();
            await first.Process.KillAsync();
        }

        await using var second = await StartAsync();

        (await second.Administration.NowAsync()).Should().BeOnOrAfter(before, "time never runs backwards");
        await second.Administration.WaitForAsync(item => item.Event == "JOB_END" && item.JobId == job, "the end of the job");
        var transcript = await second.Administration.TranscriptAsync();
        transcript.Should().ContainSingle(item => item.Accepted("StartRecovery"));
        transcript.Should().ContainSingle(item => item.Event == "LAUNCH_END" && item.SourceServerId == FleetFile.ServerId(1));
        transcript.Should().ContainSingle(item => item.Event == "LAUNCH_FAILED" && item.SourceServerId == FleetFile.ServerId(2));
        (await drs.LiveRecoveryInstancesAsync()).Should().ContainSingle();
        (await drs.RunningJobsAsync()).Should().BeEmpty();
        (await second.Administration.ViolationsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task SigTerm_EndsWithZero()
    {
        await using var simulator = await StartAsync();

        simulator.Process.Send(ProcessSignal.Terminate);

        (await simulator.Process.WaitForExitAsync()).Should().Be(0, simulator.Process.Output.Tail(20));
    }

    [Fact]
    public async Task SecondProcess_OnTheSamePort_EndsWithThree()
    {
        await using var first = await StartAsync();

        await using var second = ProductProcess.Start("DrsDurable.Simulator", [$"--Simulator:Url={url}"], folder.Path);

        (await second.WaitForExitAsync()).Should().Be(3, second.Output.Tail(20));
    }

    private Task<SimulatorProcess> StartAsync() => SimulatorProcess.StartAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Simulator:Url"] = url.OriginalString,
            ["Simulator:Fleet"] = folder["fleet.yaml"],
            ["Simulator:TimeScale"] = DrillWorld.FastTimeScale.ToString(CultureInfo.InvariantCulture),
            ["Data:Path"] = folder["data"],
        },
        folder.Path);
}
