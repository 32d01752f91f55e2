using System.Text.RegularExpressions;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Host.Tests.Processes;

/// <summary>The demo as an operator starts it, in a process of its own.</summary>
public sealed partial class DemoTests : IDisposable
{
    private const string Secret = "marked-secret-5f1c9e";
    private static readonly string[] Fast = ["demo", "--time-scale", "600", "--seed", "7"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Demo_RunsItsDrillToTheEnd_AndTakesNothingFromTheEnvironment()
    {
        WriteFleet("CONTINUOUS");
        await using var demo = Start(
            [.. Fast, "--fleet", folder["fleet.yaml"]],
            ("AWS_ACCESS_KEY_ID", "AKIDMARKED"), ("AWS_SECRET_ACCESS_KEY", Secret + "-environment"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"), ("TMPDIR", folder.Path));

        var exitCode = await demo.WaitForExitAsync();

        var lines = demo.Output.Lines;
        exitCode.Should().Be(0, demo.Output.Tail(40));
        lines.Should().Contain("AWS credentials are set (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY): the demo ignores them.");
        lines.Should().ContainSingle(line => SimulatorReady().IsMatch(line)).And.ContainSingle(line => HostReady().IsMatch(line));
        lines.Should().ContainSingle(line => line.StartsWith("clean-up verified: ", StringComparison.Ordinal));
        LastLine().IsMatch(LastLineOf(lines)).Should().BeTrue(LastLineOf(lines));
        string.Join('\n', lines).Should().NotContain(Secret).And.NotContain("AKIDMARKED");
        Directory.EnumerateDirectories(folder.Path, "drsdurable-demo-*").Should().BeEmpty("a demo without --keep leaves nothing");
        File.Exists(folder[".data"]).Should().BeFalse();
    }

    [Fact]
    public async Task DrillThatFails_ExitsWithOne_AndNamesTheReason()
    {
        WriteFleet("CONTINUOUS", denied: "drs:StartRecovery");
        await using var demo = Start([.. Fast, "--fleet", folder["fleet.yaml"]]);

        (await demo.WaitForExitAsync()).Should().Be(1, demo.Output.Tail(40));
        LastLineOf(demo.Output.Lines).Should().Contain(" FAILED in ");
        demo.Output.Lines.Should().Contain(line => line.Contains("AccessDenied", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Interrupted_CancelsAndCleansUp_AndExitsWithOne()
    {
        await using var demo = Start(["demo"]);
        await demo.WaitForLineAsync(line => line.Contains("db01 CONVERSION", StringComparison.Ordinal), "a server under conversion");

        demo.Send(ProcessSignal.Terminate);

        (await demo.WaitForExitAsync()).Should().Be(1, demo.Output.Tail(40));
        demo.Output.Lines.Should().Contain(line => line.StartsWith("Interrupted: cancelling drill ", StringComparison.Ordinal));
        demo.Output.Lines.Should().Contain(line => line.StartsWith("clean-up verified: ", StringComparison.Ordinal));
        LastLineOf(demo.Output.Lines).Should().Contain(" CANCELLED in ");
    }

    [Fact]
    public async Task Keep_StaysAfterTheDrill_AndFindsItsGroupsAgain()
    {
        string[] keep = [.. Fast, "--keep", "--Http:Url", "http://127.0.0.1:0", "--Simulator:Url", "http://127.0.0.1:0"];
        for (var run = 0; run < 2; run++)
        {
            await using var demo = Start(keep);
            await demo.WaitForLineAsync(line => LastLine().IsMatch(line), "the last line of the drill");
            demo.Output.Lines.Should().Contain(line => line.StartsWith("Serving until Ctrl-C", StringComparison.Ordinal));
            using (var api = new HostApi(await demo.WaitForReadyAsync("host")))
            {
                (await api.GetAsync("/protection-groups"))["items"]!.AsArray().Should().HaveCount(3);
                (await api.GetAsync("/executions"))["items"]!.AsArray().Should().HaveCount(run + 1);
            }

            demo.Send(ProcessSignal.Terminate);
            (await demo.WaitForExitAsync()).Should().Be(0, demo.Output.Tail(20));
        }

        File.Exists(folder[Path.Combine(".data", "hub.db")]).Should().BeTrue();
    }

    [Theory]
    [InlineData("missing.yaml: no such file", "--fleet", "missing.yaml")]
    [InlineData("contradicts the demo", "--Aws:Mode", "aws")]
    [InlineData("--timescale is not an option of demo. Did you mean --time-scale?", "--timescale", "60")]
    public async Task Misuse_ExitsWithTwo(string message, params string[] args)
    {
        await using var demo = Start(["demo", .. args]);

        (await demo.WaitForExitAsync()).Should().Be(2, demo.Output.Tail(20));
        demo.Output.Tail(20).Should().Contain(message);
    }

    [Fact]
    public async Task FleetWithoutTiers_ExitsWithTwo()
    {
        FleetFile.Write(folder["fleet.yaml"], servers: 2);
        await using var demo = Start([.. Fast, "--fleet", folder["fleet.yaml"]]);

        (await demo.WaitForExitAsync()).Should().Be(2, demo.Output.Tail(20));
        demo.Output.Tail(20).Should().Contain("tag some with Tier: Database");
    }

    private ProductProcess Start(IEnumerable<string> args, params (string Name, string Value)[] environment) =>
        ProductProcess.Start("DrsDurable.Host", args, folder.Path, environment.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal));

    private void WriteFleet(string replication, string? denied = null) => File.WriteAllText(folder["fleet.yaml"], $$"""
        accounts:
          - id: "444455556666"
            accessKeyId: own-key
            secretAccessKey: {{Secret}}
            deniedActions: [{{denied}}]
            regions:
              eu-west-1:
                initialized: true
                sourceServers:
                  - { hostname: db01, os: LINUX, replication: {{replication}}, tags: { Tier: Database } }
                  - { hostname: app01, os: LINUX, replication: {{replication}}, tags: { Tier: Application } }
                  - { hostname: web01, os: LINUX, replication: {{replication}}, tags: { Tier: Web } }
        """);

    /// <summary>Of standard output: the log goes to standard error, and two pipes have no common order.</summary>
    private static string LastLineOf(IReadOnlyList<string> lines) => lines.Last(line => !line.StartsWith('{'));

    [GeneratedRegex("^drill [0-9a-f-]{36} COMPLETED in [0-9]+:[0-9]{2}:[0-9]{2} simulated, [0-9]+:[0-9]{2} real$", RegexOptions.None, 1000)]
    private static partial Regex LastLine();

    [GeneratedRegex("^simulator http://127\\.0\\.0\\.1:[0-9]+ ready time-scale 600 seed 7$", RegexOptions.None, 1000)]
    private static partial Regex SimulatorReady();

    [GeneratedRegex("^host http://127\\.0\\.0\\.1:[0-9]+ ready$", RegexOptions.None, 1000)]
    private static partial Regex HostReady();
}
