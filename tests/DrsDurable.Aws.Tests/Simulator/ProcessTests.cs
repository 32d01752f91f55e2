using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>The simulator as a process of its own.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_when_it_is_ready_and_SIGTERM_ends_it_well()
    {
        await using var process = Start("--Simulator:Url", "http://127.0.0.1:0", "--Simulator:TimeScale", "60", "--Simulator:Step");

        var line = await process.WaitForLineAsync(_ => true, "a first line");
        process.Send(ProcessSignal.Terminate);

        line.Should().MatchRegex("^simulator http://127\\.0\\.0\\.1:[0-9]+ ready time-scale 60 seed 1$");
        (await process.WaitForExitAsync()).Should().Be(0);
        process.Output.Lines.Should().ContainSingle("nothing else is written");
    }

    [Fact]
    public async Task SIGTERM_ends_it_while_requests_are_held()
    {
        await using var process = Start("--Simulator:Url", "http://127.0.0.1:0");
        using var administration = new SimulatorAdministration(await process.WaitForReadyAsync("simulator"));
        var fault = await administration.HoldAsync("DescribeJobs", "before");
        using var drs = new DrsCaller(administration.Url);
        var call = drs.CallAsync("DescribeJobs");
        await administration.WaitForHeldAsync(fault);

        process.Send(ProcessSignal.Terminate);

        (await process.WaitForExitAsync()).Should().Be(0);
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task SIGKILL_loses_nothing_that_was_answered()
    {
        var arguments = new[] { "--Simulator:Url", "http://127.0.0.1:0", "--Simulator:Step", "--Data:Path", _folder["data"] };
        string job;
        await using (var process = Start(arguments))
        {
            using var drs = new DrsCaller(await process.WaitForReadyAsync("simulator"));
            using var administration = new SimulatorAdministration(drs.Url);
            var answer = await drs.CallAsync("StartRecovery", System.Text.Json.Nodes.JsonNode.Parse("""{"isDrill":true,"sourceServers":[{"sourceServerID":"s-3000000000000db01"}]}"""));
            job = (string)answer["job"]["jobID"]!;
            await administration.AdvanceAsync(3600);
            await process.KillAsync();
        }

        await using (var process = Start(arguments))
        {
            using var drs = new DrsCaller(await process.WaitForReadyAsync("simulator"));
            var found = (await drs.CallAsync("DescribeJobs")).Items.Should().ContainSingle().Subject!;
            ((string)found["jobID"]!).Should().Be(job);
            ((string)found["status"]!).Should().Be("COMPLETED", "the stepped clock kept its hour");
        }
    }

    [Theory]
    [InlineData("--Simulator:Url http://0.0.0.0:5081", "loopback")]
    [InlineData("--Simulator:Fleet nowhere.yaml", "no such file")]
    [InlineData("--Simulator:TimeScale fast", "not a number")]
    [InlineData("--Simulator:TimeScale 0", "time scale")]
    [InlineData("--Simulator:Seeds 1", "no option")]
    [InlineData("--Simulator:Seed", "needs a value")]
    [InlineData("run", "not understood")]
    public async Task A_wrong_configuration_ends_with_2_and_says_why(string arguments, string reason)
    {
        await using var process = Start(arguments.Split(' '));

        (await process.WaitForExitAsync()).Should().Be(2);
        process.Output.Tail(10).Should().Contain(reason);
    }

    [Fact]
    public async Task A_port_or_a_directory_in_use_ends_with_3()
    {
        await using var first = Start("--Simulator:Url", "http://127.0.0.1:0", "--Data:Path", _folder["data"]);
        var url = await first.WaitForReadyAsync("simulator");
        await using var samePort = Start("--Simulator:Url", url.ToString());
        await using var sameDirectory = Start("--Simulator:Url", "http://127.0.0.1:0", "--Data:Path", _folder["data"]);

        (await samePort.WaitForExitAsync()).Should().Be(3);
        (await sameDirectory.WaitForExitAsync()).Should().Be(3);
        sameDirectory.Output.Tail(10).Should().Contain("in use by another simulator");
    }

    private ProductProcess Start(params string[] arguments) => ProductProcess.Start("DrsDurable.Simulator", arguments, _folder.Path);
}
