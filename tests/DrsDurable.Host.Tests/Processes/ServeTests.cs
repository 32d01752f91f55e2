using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Host.Tests.Processes;

/// <summary>serve as a process: what it reads, what it writes, how it ends.</summary>
public sealed class ServeTests : IDisposable
{
    private const string Secret = "marked-secret-2b7d04";

    /// <summary>What the interfaces promise a supervisor.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Http:Ulr is not a configuration key. Did you mean Http:Url?", "--Http:Ulr", "x")]
    [InlineData("Hub:LeaseSeconds=1 is not usable: use a whole number from 5 to 600.", "serve", "--Hub:LeaseSeconds=1")]
    [InlineData("only loopback addresses are served", "--Http:Url", "http://0.0.0.0:5080")]
    [InlineData("'drill' is not a verb", "drill")]
    [InlineData("no such file", "--Simulator:Fleet", "missing.yaml", "--Http:Url", "http://127.0.0.1:0", "--Simulator:Url", "http://127.0.0.1:0")]
    [InlineData("cannot be used", "--Data:Path", "/proc/nowhere", "--Http:Url", "http://127.0.0.1:0", "--Simulator:Url", "http://127.0.0.1:0")]
    public async Task UnusableConfiguration_ExitsWithTwo_AndSaysWhatToDo(string message, params string[] args)
    {
        await using var host = ProductProcess.Start("DrsDurable.Host", args, folder.Path);

        (await host.WaitForExitAsync()).Should().Be(2, host.Output.Tail(20));
        host.Output.Tail(20).Should().Contain(message);
    }

    [Theory]
    [InlineData("--help", "Usage:")]
    [InlineData("--version", "0.")]
    public async Task Questions_AreAnswered_WithZero(string question, string answer)
    {
        await using var host = ProductProcess.Start("DrsDurable.Host", [question], folder.Path);

        (await host.WaitForExitAsync()).Should().Be(0);
        host.Output.Lines.Should().Contain(line => line.StartsWith(answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Environment_IsConfiguration_BelowTheCommandLine()
    {
        await using var host = await HostProcess.StartAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Http:Url"] = "http://127.0.0.1:0", ["Simulator:Url"] = "http://127.0.0.1:0", ["Simulator:Seed"] = "5" },
            folder.Path,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Data__Path"] = folder["elsewhere"], ["Simulator__TimeScale"] = "30", ["Simulator__Seed"] = "4", ["ASPNETCORE_URLS"] = "http://0.0.0.0:1" });

        host.Process.Output.Lines.Should().Contain(line => line.EndsWith(" ready time-scale 30 seed 5", StringComparison.Ordinal));
        Directory.Exists(folder[".data"]).Should().BeFalse();

        host.Process.Send(ProcessSignal.Terminate);
        await host.Process.WaitForExitAsync();
        File.ReadAllText(folder[Path.Combine("elsewhere", "host.lock")]).Should().Be(host.Process.Id.ToString(CultureInfo.InvariantCulture) + "\n");
    }

    [Fact]
    public async Task TakenSimulatorPort_ExitsWithThree()
    {
        await using var first = await HostProcess.StartAsync(Settings("a", 1), folder.Path);
        var settings = Settings("b", 1);
        settings["Simulator:Url"] = first.Simulator.Url.GetLeftPart(UriPartial.Authority);

        await using var second = HostProcess.Start(settings, folder.Path);

        (await second.Process.WaitForExitAsync()).Should().Be(3, second.Process.Output.Tail(20));
        second.Process.Output.Tail(20).Should().Contain("--Simulator:Url");
    }

    [Fact]
    public async Task Logs_AreJsonLinesWithTheirFacts_AndHoldNoSecret()
    {
        WriteFleet();
        await using var host = await HostProcess.StartAsync(Settings("a", 600), folder.Path, new Dictionary<string, string>(StringComparer.Ordinal) { ["AWS_SECRET_ACCESS_KEY"] = Secret + "-environment", ["AWS_ACCESS_KEY_ID"] = "AKIDMARKED" });
        var executionId = await StartDrillAsync(host.Api);
        var ended = await host.Api.WaitForEndAsync(executionId);
        await host.Api.SendAsync(HttpMethod.Post, "/recovery-plans", new JsonObject { ["planName"] = 5 });
        host.Process.Send(ProcessSignal.Terminate);
        await host.Process.WaitForExitAsync();

        ((string?)ended["status"]).Should().Be("COMPLETED", ended.ToJsonString());
        var output = host.Process.Output.Lines;
        var logs = output.Where(line => !line.EndsWith(" ready", StringComparison.Ordinal) && !line.Contains(" ready time-scale ", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        logs.Should().OnlyContain(log => log.ContainsKey("time") && log.ContainsKey("level") && log.ContainsKey("category") && log.ContainsKey("message"));
        logs.Should().Contain(log => (string?)log["executionId"] == executionId);
        logs.Should().Contain(log => log.ContainsKey("jobID"));
        string.Join('\n', output).Should().NotContain(Secret).And.NotContain("AKIDMARKED");
        foreach (var file in Directory.EnumerateFiles(folder["a"], "*.db*"))
        {
            System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContain(Secret, file);
        }
    }

    [Fact]
    public async Task SigTerm_WhileADrillRunsAndDrsHoldsAnAnswer_EndsInTimeWithZero()
    {
        WriteFleet();
        await using var host = await HostProcess.StartAsync(Settings("a", 60), folder.Path);
        await host.Simulator.HoldAsync("StartRecovery", "after");
        await StartDrillAsync(host.Api);
        await host.Simulator.WaitForAsync(item => item.Accepted("StartRecovery"), "an accepted StartRecovery");

        host.Process.Send(ProcessSignal.Terminate);

        (await host.Process.WaitForExitAsync().WaitAsync(StopLimit)).Should().Be(0, host.Process.Output.Tail(20));
    }

    [Fact]
    public async Task ExternalSimulatorThatIsNotThere_ExitsWithTwo_AndSaysHowToStartOne()
    {
        var settings = Settings("a", 1);
        settings["Simulator:Mode"] = "external";
        settings["Simulator:Url"] = LoopbackPorts.TakeUrl().OriginalString;
        await using var host = HostProcess.Start(settings, folder.Path);

        (await host.Process.WaitForExitAsync()).Should().Be(2, host.Process.Output.Tail(20));
        host.Process.Output.Tail(20).Should().Contain("No simulator answers at").And.Contain("dotnet run --project src/DrsDurable.Simulator");
    }

    [Fact]
    public async Task HostAndOriginOfStrangers_AreRefused()
    {
        await using var host = await HostProcess.StartAsync(Settings("a", 1), folder.Path);

        var rebound = await host.Api.SendAsync(HttpMethod.Get, "/executions", headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["Host"] = "drs.evil.example" });
        var foreign = await host.Api.SendAsync(HttpMethod.Get, "/executions", headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["Origin"] = "https://evil.example" });

        ((int)rebound.Status, rebound.Code).Should().Be((421, "HOST_NOT_ALLOWED"));
        ((int)foreign.Status, foreign.Code).Should().Be((403, "ORIGIN_NOT_ALLOWED"));
    }

    private static async Task<string> StartDrillAsync(HostApi api)
    {
        var group = await api.CreateGroupAsync("group", FleetFile.AccountId, FleetFile.Region, [FleetFile.ServerId(1)]);
        var plan = await api.CreatePlanAsync("plan", [new JsonObject { ["waveName"] = "only", ["protectionGroupIds"] = new JsonArray(group) }]);
        return await api.StartDrillAsync(plan, "AT_END");
    }

    private void WriteFleet()
    {
        FleetFile.Write(folder["fleet.yaml"], servers: 1);
        File.WriteAllText(folder["fleet.yaml"], File.ReadAllText(folder["fleet.yaml"]).Replace($"secretAccessKey: {FleetFile.AccessKey}", $"secretAccessKey: {Secret}", StringComparison.Ordinal));
    }

    private Dictionary<string, string> Settings(string data, int timeScale)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Data:Path"] = folder[data],
            ["Http:Url"] = "http://127.0.0.1:0",
            ["Simulator:Url"] = "http://127.0.0.1:0",
            ["Simulator:TimeScale"] = timeScale.ToString(CultureInfo.InvariantCulture),
        };
        if (File.Exists(folder["fleet.yaml"]))
        {
            settings["Simulator:Fleet"] = folder["fleet.yaml"];
        }

        return settings;
    }
}
