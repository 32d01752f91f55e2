using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Hosting;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Time;

namespace DrsDurable.Aws.Tests.Simulator.Bench;

/// <summary>A simulator in memory on virtual time, on a free port, with a caller that has its keys.</summary>
public sealed class SimulatorBench : IAsyncDisposable
{
    public const string Account = "111122223333";
    public const string Region = "us-east-1";

    private readonly TemporaryFolder? _folder;
    private readonly HttpClient _http;

    private SimulatorBench(DrsSimulator simulator, SimulatorServer server, VirtualTimeProvider time, TemporaryFolder? folder)
    {
        Simulator = simulator;
        Server = server;
        Time = time;
        _folder = folder;
        Drs = new DrsCaller(server.Url);
        _http = new HttpClient { BaseAddress = server.Url };
    }

    public DrsSimulator Simulator { get; }

    public SimulatorServer Server { get; }

    public VirtualTimeProvider Time { get; }

    public DrsCaller Drs { get; }

    /// <summary>The id of server <paramref name="number"/>, from 1.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"s-3{number:x16}");

    /// <summary>A bench whose fleet has that many healthy Linux servers.</summary>
    public static Task<SimulatorBench> StartAsync(int servers = 3, SimulatorOptions? options = null, VirtualTimeProvider? time = null) =>
        StartAsync(Fleet(Enumerable.Range(1, servers).Select(number => ServerLine(number))), options, time);

    public static async Task<SimulatorBench> StartAsync(string fleet, SimulatorOptions? options = null, VirtualTimeProvider? time = null)
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["fleet.yaml"], fleet);
        var clock = time ?? new VirtualTimeProvider();
        try
        {
            var simulator = DrsSimulator.Open((options ?? new SimulatorOptions()) with { Fleet = folder["fleet.yaml"] }, TimeProvider.System, clock);
            return new SimulatorBench(simulator, await SimulatorServer.StartAsync(simulator, "http://127.0.0.1:0"), clock, folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static string Fleet(IEnumerable<string> servers, string account = "") => new StringBuilder()
        .AppendLine("accounts:")
        .AppendLine(CultureInfo.InvariantCulture, $"  - id: \"{Account}\"")
        .AppendLine("    accessKeyId: simulator")
        .AppendLine("    secretAccessKey: simulator")
        .Append(account)
        .AppendLine("    regions:")
        .AppendLine("      eu-west-1: { initialized: false }")
        .AppendLine(CultureInfo.InvariantCulture, $"      {Region}:")
        .AppendLine("        sourceServers:")
        .AppendJoin('\n', servers.Select(server => $"          - {server}"))
        .AppendLine()
        .ToString();

    public static string ServerLine(int number, string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"{{ id: {Id(number)}, hostname: server{number:000}{more} }}");

    public static JsonObject Servers(params IEnumerable<int> numbers) => new()
    {
        ["sourceServers"] = new JsonArray([.. numbers.Select(number => (JsonNode)new JsonObject { ["sourceServerID"] = Id(number) })]),
        ["isDrill"] = true,
    };

    /// <summary>Starts a drill and returns its job's id.</summary>
    public async Task<string> StartDrillAsync(params int[] numbers)
    {
        var answer = await Drs.CallAsync("StartRecovery", Servers(numbers));
        answer.Status.Should().Be(202, answer.Text);
        return (string)answer["job"]["jobID"]!;
    }

    public async Task<JsonNode> JobAsync(string jobID) =>
        (await Drs.CallAsync("DescribeJobs", new JsonObject { ["filters"] = new JsonObject { ["jobIDs"] = new JsonArray(jobID) } })).Items[0]!;

    public async Task<IReadOnlyList<JsonNode>> LogAsync(string jobID) =>
        [.. (await Drs.CallAsync("DescribeJobLogItems", new JsonObject { ["jobID"] = jobID, ["maxResults"] = 5000 })).Items!];

    public async Task<IReadOnlyList<string>> EventsAsync(string jobID) => [.. (await LogAsync(jobID)).Select(item => (string)item["event"]!)];

    /// <summary>Moves virtual time from transition to transition until nothing is left to happen.</summary>
    public void RunToEnd()
    {
        while (Simulator.NextDue is { } due)
        {
            Time.SetUtcNow(due);
        }
    }

    public Task<HttpResponseMessage> AdministerAsync(HttpMethod method, string path, JsonNode? body = null) =>
        _http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) });

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _http.GetStringAsync(path))!;

    public async Task<string> FaultAsync(JsonObject fault)
    {
        using var response = await AdministerAsync(HttpMethod.Post, "/_sim/faults", fault);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(201, text);
        return (string)JsonNode.Parse(text)!["faultId"]!;
    }

    /// <summary>Waits until that many requests stand at a fault.</summary>
    public Task HeldAsync(string faultId, int count = 1) => JsonServer.UntilAsync(
        () => GetAsync($"/_sim/faults/{faultId}"), fault => fault["held"]!.AsArray().Count == count, $"{count} held at {faultId}", fault => fault.ToJsonString());

    public async ValueTask DisposeAsync()
    {
        Simulator.Violations.Should().BeEmpty("the simulator keeps DRS's invariants in every test");
        Drs.Dispose();
        _http.Dispose();
        await Server.DisposeAsync();
        Simulator.Dispose();
        _folder?.Dispose();
    }
}
