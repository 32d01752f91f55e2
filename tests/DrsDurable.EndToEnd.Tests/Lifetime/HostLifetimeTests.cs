using DrsDurable.EndToEnd.Tests.Drills;
using DrsDurable.Testing.Drills;
using DrsDurable.Testing.Processes;

namespace DrsDurable.EndToEnd.Tests.Lifetime;

/// <summary>Starting and ending of the real process.</summary>
public sealed class HostLifetimeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task SigTerm_EndsWithZero()
    {
        await using var host = await HostProcess.StartAsync(Settings("a"), folder.Path);
        ((string?)(await host.Api.GetAsync("/health"))["status"]).Should().NotBeNullOrEmpty();

        host.Process.Send(ProcessSignal.Terminate);

        (await host.Process.WaitForExitAsync()).Should().Be(0, host.Process.Output.Tail(20));
    }

    [Fact]
    public async Task SigTerm_WithALaunchOnItsWay_EndsWithZero_AndTheDrillGoesOnLater()
    {
        await using var world = await DrillWorld.StartAsync(SimulatorPlace.OwnProcess, servers: 1);
        var plan = await world.CreateChainAsync(1);
        var hold = await world.Simulator.HoldAsync("StartRecovery", "after");
        var execution = await world.Api.StartDrillAsync(plan, "AT_END");
        await world.Simulator.WaitForHeldAsync(hold);

        world.Host.Process.Send(ProcessSignal.Terminate);
        (await world.Host.Process.WaitForExitAsync()).Should().Be(0, world.Host.Process.Output.Tail(20));
        await world.Simulator.ReleaseAsync(hold);
        await world.StartHostAsync();

        await world.ShouldEndWellAsync(execution, plan);
    }

    [Fact]
    public async Task SecondProcess_OnTheSameData_EndsWithThree()
    {
        await using var first = await HostProcess.StartAsync(Settings("a"), folder.Path);

        await using var second = HostProcess.Start(Settings("a"), folder.Path);

        (await second.Process.WaitForExitAsync()).Should().Be(3, second.Process.Output.Tail(20));
        second.Process.Output.Tail(20).Should().Contain(folder["a"], "the operator must learn which folder is taken");
    }

    [Fact]
    public async Task SecondProcess_OnTheSamePort_EndsWithThree()
    {
        await using var first = await HostProcess.StartAsync(Settings("a"), folder.Path);
        var settings = Settings("b");
        settings["Http:Url"] = first.Api.Url.OriginalString;

        await using var second = HostProcess.Start(settings, folder.Path);

        (await second.Process.WaitForExitAsync()).Should().Be(3, second.Process.Output.Tail(20));
    }

    [Theory]
    [InlineData("hub.db")]
    [InlineData("recovery.db")]
    public async Task DamagedDatabase_EndsWithTwo_AndIsNamed(string file)
    {
        Directory.CreateDirectory(folder["a"]);
        await File.WriteAllTextAsync(Path.Combine(folder["a"], file), new string('x', 8192));

        await using var host = HostProcess.Start(Settings("a"), folder.Path);

        (await host.Process.WaitForExitAsync()).Should().Be(2, host.Process.Output.Tail(20));
        host.Process.Output.Lines.Should().Contain(
            line => line.Contains(Path.Combine(folder["a"], file), StringComparison.Ordinal) && line.Contains("--Data:Path", StringComparison.Ordinal),
            "the operator must learn which file it is and what to do");
    }

    private Dictionary<string, string> Settings(string data) => new(StringComparer.Ordinal)
    {
        ["Data:Path"] = folder[data],
        ["Http:Url"] = LoopbackPorts.TakeUrl().OriginalString,
        ["Simulator:Url"] = LoopbackPorts.TakeUrl().OriginalString,
    };
}
