using System.Text.Json.Nodes;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.AwsCli;

/// <summary>The AWS CLI beside the product, in the same account: it sees what the product does, and the product sees what it does.</summary>
public sealed class ProductJobsTests
{
    [AwsCliFact]
    public async Task DescribeJobs_DuringADrill_ShowsTheProductsJob()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.InHost, servers: 2);
        var execution = await world.Api.StartDrillAsync(await world.CreatePlanAsync([1, 2]));
        var running = await world.Api.WaitForExecutionAsync(execution, view => JobOf(view) is not null, "a job");
        var job = JobOf(running)!;
        var aws = new AwsCommandLine(world.Simulator.Url);

        var shown = (JsonArray)(await aws.DrsAsync("describe-jobs", "--filters", $"jobIDs={job}")).Json["items"]!;

        shown.Should().ContainSingle();
        ((string?)shown[0]!["type"]).Should().Be("LAUNCH");
        ((string?)shown[0]!["initiatedBy"]).Should().Be("START_DRILL");
        ((JsonArray)shown[0]!["participatingServers"]!).Select(server => (string?)server!["sourceServerID"])
            .Should().BeEquivalentTo(FleetFile.ServerId(1), FleetFile.ServerId(2));

        await world.Api.WaitForEndAsync(execution);
        var log = (JsonArray)(await aws.DrsAsync("describe-job-log-items", "--job-id", job)).Json["items"]!;
        log.Select(item => (string?)item!["event"]).Should().Contain(["JOB_START", "LAUNCH_END", "JOB_END"]);
    }

    [AwsCliFact]
    public async Task StartRecovery_OfAServerTheProductDrills_IsRefusedWithConflict()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.InHost, servers: 1);
        await world.Simulator.AddFaultAsync(new JsonObject { ["kind"] = "stuckJob", ["phase"] = "LAUNCH" });
        var execution = await world.Api.StartDrillAsync(await world.CreateChainAsync(1));
        await world.Api.WaitForExecutionAsync(execution, view => JobOf(view) is not null, "a job");

        var result = await new AwsCommandLine(world.Simulator.Url).DrsAsync(StartDrill);

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain("ConflictException").And.Contain("currently being processed by a Job");
    }

    [AwsCliFact]
    public async Task IdenticalDrillOfTheCli_IsWaitedOutAndLeftAlone()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.InHost, servers: 1);
        var plan = await world.CreateChainAsync(1);
        await world.Simulator.SetClockAsync(timeScale: 1);
        var started = (await new AwsCommandLine(world.Simulator.Url).DrsAsync(StartDrill)).Json;
        var foreign = (string?)started["job"]!["jobID"];

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Api.WaitForExecutionAsync(execution, view => (string?)view["waves"]![0]!["waiting"]?["reason"] == "CONFLICT", "a wait for a conflict");
        await world.Simulator.SetClockAsync(timeScale: DrillWorld.FastTimeScale);
        var view = await world.Api.WaitForEndAsync(execution);

        ((string?)view["status"]).Should().Be("COMPLETED", view.ToJsonString());
        JobOf(view).Should().NotBeNull().And.NotBe(foreign, "a job of someone else is never adopted");
        (await world.Simulator.LaunchesAsync()).Should().Contain(FleetFile.ServerId(1), 2, "theirs and ours");
        (await world.Simulator.ViolationsAsync()).Should().BeEmpty();
    }

    private static string[] StartDrill => ["start-recovery", "--is-drill", "--source-servers", $"sourceServerID={FleetFile.ServerId(1)}"];

    private static string? JobOf(JsonNode view) => (string?)((JsonArray)view["waves"]![0]!["jobs"]!).FirstOrDefault()?["jobId"];
}
