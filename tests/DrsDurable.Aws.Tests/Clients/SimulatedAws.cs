using System.Net.Http.Json;
using DrsDurable.Aws.Drs;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Hosting;
using DrsDurable.Simulator.Jobs;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>The simulator on the network, its clock standing still, and the product's own clients in front of it.</summary>
internal sealed class SimulatedAws : IAsyncDisposable
{
    public const string Account = "111122223333";
    public const string Database = "s-3000000000000db01";
    public const string Application = "s-3000000000000ab01";

    private const string Fleet =
        """
        accounts:
          - id: "111122223333"
            accessKeyId: simulator
            secretAccessKey: the right secret
            regions:
              us-east-1:
                initialized: true
                sourceServers:
                  - { id: s-3000000000000db01, hostname: db01, os: LINUX, replication: CONTINUOUS, tags: { Tier: Database } }
                  - { id: s-3000000000000ab01, hostname: app01, os: WINDOWS, replication: CONTINUOUS, tags: { Tier: Application } }
              eu-west-1: { initialized: false, sourceServers: [] }
        """;

    /// <summary>An account with a staging account that has one server.</summary>
    public const string StagingFleet =
        """
        accounts:
          - { id: "111122223333", accessKeyId: simulator, secretAccessKey: the right secret, regions: { us-east-1: { stagingAccounts: ["444455556666"] } } }
          - { id: "444455556666", accessKeyId: staging, secretAccessKey: staging, regions: { us-east-1: { sourceServers: [ { hostname: staged } ] } } }
        """;

    private readonly string fleetFile;
    private readonly SimulatorServer server;
    private readonly AwsClientFactory factory;

    private SimulatedAws(string fleetFile, SimulatorServer server, AwsClientFactory factory)
    {
        this.fleetFile = fleetFile;
        this.server = server;
        this.factory = factory;
    }

    public DrsSimulator Simulator => server.Simulator;

    public IAmazonDrs Drs => factory.Drs(new AwsTarget(Account, "us-east-1"));

    public IAmazonDrs DrsIn(string region) => factory.Drs(new AwsTarget(Account, region));

    public static async Task<SimulatedAws> StartAsync(Quotas? quotas = null, string secret = "the right secret", TimeSpan? actTimeout = null, string fleet = Fleet)
    {
        var fleetFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(fleetFile, fleet);
        var simulator = DrsSimulator.Open(new SimulatorOptions { Fleet = fleetFile, Step = true, Quotas = quotas ?? new Quotas() }, TimeProvider.System);
        var server = await SimulatorServer.StartAsync(simulator, "http://127.0.0.1:0");
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [Account] = new("simulator", secret) };
        var options = AwsClientOptions.Simulator(server.Url, keys);
        return new SimulatedAws(fleetFile, server, new AwsClientFactory(options with { ActTimeout = actTimeout ?? options.ActTimeout }, TimeProvider.System));
    }

    public async Task AddFaultAsync(object fault)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(server.Url, "/_sim/faults"), fault);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Lets simulated time pass until no job has anything left to do.</summary>
    public void FinishJobs()
    {
        while (Simulator.NextDue is { } due)
        {
            Simulator.Clock!.Advance(due - Simulator.Clock.GetUtcNow());
        }
    }

    public async ValueTask DisposeAsync()
    {
        factory.Dispose();
        await server.DisposeAsync();
        Simulator.Dispose();
        File.Delete(fleetFile);
    }
}
