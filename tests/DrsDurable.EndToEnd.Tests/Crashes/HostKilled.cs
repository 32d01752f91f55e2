using System.Text.Json.Nodes;
using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.HoldPoints;

namespace DrsDurable.EndToEnd.Tests.Crashes;

public sealed class HostKilledBesideSimulator() : HostKilled(SimulatorPlace.OwnProcess);

public sealed class HostKilledWithSimulatorInIt() : HostKilled(SimulatorPlace.InHost);

/// <summary>
/// The real host is killed (SIGKILL) at a moment named by its effect, and started again. Each time the drill must complete,
/// each server started exactly once, the claims released and nothing left running.
/// </summary>
public abstract class HostKilled
{
    /// <summary>A time scale at which even a slow machine keeps pace with the polls of a launch, so that a job's orchestration outgrows its generation.</summary>
    private const int PollsEnough = 100;

    private readonly SimulatorPlace place;

    /// <param name="place">Where the simulator runs.</param>
    private protected HostKilled(SimulatorPlace place) => this.place = place;

    [Fact]
    public async Task Accepted_NotYetScheduled_IsScheduledAfterRestart()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 1, HoldPoint.Before("ITaskHubClient.CreateInstanceAsync"));
        var plan = await world.CreateChainAsync(1);

        var request = world.Api.ExecuteAsync(plan, "AT_END");
        await world.WaitForHoldPointAsync();
        await world.KillAndRestartHostAsync();
        await FluentActions.Awaiting(() => request).Should().ThrowAsync<HttpRequestException>("the answer never left the killed host");

        var listed = (JsonArray)(await world.Api.GetAsync("/executions"))["items"]!;
        listed.Should().ContainSingle("the command was accepted before the kill");
        await ShouldEndWellAsync(world, (string)listed[0]!["executionId"]!, plan);
    }

    [Fact]
    public async Task After202_BeforeTheFirstTurn()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 1, HoldPoint.Before("IWorkItemSource.CompleteOrchestratorAsync"));
        var plan = await world.CreateChainAsync(1);

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await KillAtHoldPointAsync(world, execution, plan);
    }

    [Fact]
    public Task IntentWritten_CallNotSent() => AtHoldPointAsync(HoldPoint.After("IRecoveryStore.MarkLaunchAttemptAsync"), waves: 1);

    [Fact]
    public async Task JobAccepted_AnswerHeld()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 1);
        var plan = await world.CreateChainAsync(1);
        await world.Simulator.HoldAsync("StartRecovery", "after");

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForAsync(item => item.Accepted("StartRecovery"), "an accepted StartRecovery");
        await world.KillAndRestartHostAsync();

        await ShouldEndWellAsync(world, execution, plan);
    }

    [Fact]
    public Task AnswerReceived_NotAppended() => AtHoldPointAsync(HoldPoint.Before("IWorkItemSource.CompleteActivityAsync", argument: "ACCEPTED"), waves: 1);

    [Fact]
    public async Task FirstServerLaunched()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 2);
        var plan = await world.CreatePlanAsync([1, 2]);

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForAsync(item => item.Event == "LAUNCH_END", "a launched server");
        await world.KillAndRestartHostAsync();

        await ShouldEndWellAsync(world, execution, plan);
    }

    [Fact]
    public Task BetweenWaves() => AtHoldPointAsync(HoldPoint.Before("IRecoveryStore.MarkLaunchAttemptAsync", count: 2), waves: 2);

    [Fact]
    public async Task WhileAConflictWaits()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 1);
        var plan = await world.CreateChainAsync(1);
        await world.Simulator.AddFaultAsync(new JsonObject { ["kind"] = "conflict", ["sourceServerID"] = Testing.Processes.FleetFile.ServerId(1), ["count"] = 1_000_000 });

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Api.WaitForExecutionAsync(execution, view => (string?)view["waves"]![0]!["waiting"]?["reason"] == "CONFLICT", "a wait for a conflict");
        await world.KillAndRestartHostAsync();

        await ShouldEndWellAsync(world, execution, plan);
    }

    [Fact]
    public Task ContinueAsNew_DecidedNotCommitted() => AtHoldPointAsync(HoldPoint.Before("IWorkItemSource.CompleteOrchestratorAsync", argument: "ContinuedAsNew"), waves: 1, PollsEnough);

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public Task ContinueAsNew_GenerationClosed_AroundTheFirstBatchOfTheNext(string when) => AtHoldPointAsync(new HoldPoint(when, "IHubStore.AppendAsync", 1, "Generation=[1-9][0-9]* Sequence=0"), waves: 1, PollsEnough);

    [Fact]
    public async Task TerminateAccepted_AnswerHeld()
    {
        await using var world = await DrillWorld.StartAsync(place, servers: 1);
        var plan = await world.CreateChainAsync(1);
        await world.Simulator.HoldAsync("TerminateRecoveryInstances", "after");

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForAsync(item => item.Accepted("TerminateRecoveryInstances"), "an accepted TerminateRecoveryInstances");
        await world.KillAndRestartHostAsync();

        await ShouldEndWellAsync(world, execution, plan);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public Task ReleasingTheClaims(string when) => AtHoldPointAsync(new HoldPoint(when, "IRecoveryStore.ReleaseAsync"), waves: 1);

    private async Task AtHoldPointAsync(HoldPoint point, int waves, int timeScale = DrillWorld.FastTimeScale)
    {
        await using var world = await DrillWorld.StartAsync(place, servers: waves, point, timeScale);
        var plan = await world.CreateChainAsync(waves);

        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await KillAtHoldPointAsync(world, execution, plan);
        CaseLog.For("sigkill.txt").Append($"simulator {place}: killed {point}: completed");
    }

    private static async Task KillAtHoldPointAsync(DrillWorld world, string execution, string plan)
    {
        await world.WaitForHoldPointAsync();
        await world.KillAndRestartHostAsync();
        await world.ShouldEndWellAsync(execution, plan);
    }

    private async Task ShouldEndWellAsync(DrillWorld world, string execution, string plan, [System.Runtime.CompilerServices.CallerMemberName] string moment = "")
    {
        await world.ShouldEndWellAsync(execution, plan);
        CaseLog.For("sigkill.txt").Append($"simulator {place}: killed {moment}: completed");
    }
}
