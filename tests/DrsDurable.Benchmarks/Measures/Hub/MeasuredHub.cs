using System.Diagnostics;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>A hub on an SQLite file on disk, a worker and a client in this process, all with their default options.</summary>
internal sealed class MeasuredHub : IAsyncDisposable
{
    private static readonly string[] Cities = ["Tokyo", "Seattle", "London", "Amsterdam", "Mumbai"];

    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services;
    private readonly IHostedService[] hosted;

    private MeasuredHub()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSqliteTaskHub(DatabasePath);
        collection.AddDurableTaskWorker(worker => worker.AddTasks(Register));
        collection.AddDurableTaskClient(client => client.UseTaskHub());
        services = collection.BuildServiceProvider();
        hosted = [.. services.GetServices<IHostedService>()];
        Client = services.GetRequiredService<DurableTaskClient>();
    }

    /// <summary>Orchestrations run before those that are measured: long enough for the compiler, too.</summary>
    public const int Warmups = 2_000;

    public DurableTaskClient Client { get; }

    public SqliteHubStore Store => (SqliteHubStore)services.GetRequiredService<IHubStore>();

    public string DatabasePath => folder["hub.db"];

    public static async Task<MeasuredHub> StartAsync()
    {
        var hub = new MeasuredHub();
        foreach (var service in hub.hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return hub;
    }

    /// <summary>Runs that many orchestrations of five sequential activities, all scheduled at once.</summary>
    /// <returns>Orchestrations per second, from the first request to the last result read by the client.</returns>
    public async Task<double> HelloSequencesAsync(int count)
    {
        var begin = Stopwatch.GetTimestamp();
        var ids = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Client.ScheduleNewOrchestrationInstanceAsync("HelloSequence")));
        var ended = await Task.WhenAll(ids.Select(id => Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)));
        var elapsed = Stopwatch.GetElapsedTime(begin);
        foreach (var instance in ended)
        {
            if (instance.ReadOutputAs<string[]>() is not { Length: 5 })
            {
                throw new InvalidOperationException($"Instance '{instance.InstanceId}' did not complete: {instance.RuntimeStatus}.");
            }
        }

        return count / elapsed.TotalSeconds;
    }

    /// <summary>Runs one orchestration that starts that many activities at once and waits for all of them.</summary>
    /// <returns>Activities per second.</returns>
    public async Task<double> FanOutAsync(int activities)
    {
        var begin = Stopwatch.GetTimestamp();
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("FanOut", activities);
        var ended = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return ended.ReadOutputAs<int>() == activities
            ? activities / elapsed.TotalSeconds
            : throw new InvalidOperationException($"The fan-out did not complete: {ended.RuntimeStatus}.");
    }

    /// <summary>One orchestration alone in the hub, one activity after another.</summary>
    /// <returns>Milliseconds from one activity's beginning to the next one's: result, turn, commit, start.</returns>
    public async Task<IReadOnlyList<double>> StepsAsync(int steps)
    {
        var begins = new List<long>(steps);
        stepBegins = begins;
        var id = await Client.ScheduleNewOrchestrationInstanceAsync("Steps", steps);
        var ended = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        return ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed
            ? [.. begins.Zip(begins.Skip(1), (from, to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds)]
            : throw new InvalidOperationException($"The sequence did not complete: {ended.RuntimeStatus}.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    /// <summary>Stops the hub and closes its database, which stays until this object is disposed of.</summary>
    public async Task StopAsync()
    {
        foreach (var service in hosted.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }

    private List<long> stepBegins = [];

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<string, string>("Hello", (_, name) => $"Hello, {name}!");
        tasks.AddOrchestratorFunc("HelloSequence", async context =>
        {
            var greetings = new List<string>();
            foreach (var city in Cities)
            {
                greetings.Add(await context.CallActivityAsync<string>("Hello", city));
            }

            return greetings;
        });
        tasks.AddOrchestratorFunc<int, int>("FanOut", async (context, count) =>
        {
            var greetings = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => context.CallActivityAsync<string>("Hello", "Tokyo")));
            return greetings.Length;
        });
        tasks.AddActivityFunc<int, int>("Step", (_, number) =>
        {
            stepBegins.Add(Stopwatch.GetTimestamp());
            return number;
        });
        tasks.AddOrchestratorFunc<int, int>("Steps", async (context, count) =>
        {
            for (var number = 0; number < count; number++)
            {
                await context.CallActivityAsync<int>("Step", number);
            }

            return count;
        });
    }
}
