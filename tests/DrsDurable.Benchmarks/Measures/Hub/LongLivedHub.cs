using System.Diagnostics;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>A hub on an SQLite file on disk whose instances wait, grow old or never end; a worker and a client in this process.</summary>
internal sealed class LongLivedHub : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IHostedService[] hosted;
    private readonly List<long> received = [];
    private readonly SemaphoreSlim arrivals = new(0);

    private LongLivedHub(string databasePath, Action<TaskHubOptions>? configure, Action<DurableTaskWorkerOptions>? worker)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSqliteTaskHub(databasePath, options => configure?.Invoke(options));
        collection.AddDurableTaskWorker(builder =>
        {
            builder.AddTasks(Register);
            builder.Configure(options => worker?.Invoke(options));
        });
        collection.AddDurableTaskClient(client => client.UseTaskHub());
        services = collection.BuildServiceProvider();
        hosted = [.. services.GetServices<IHostedService>()];
        Client = services.GetRequiredService<DurableTaskClient>();
        Hub = services.GetRequiredService<TaskHub>();
    }

    public DurableTaskClient Client { get; }

    public TaskHub Hub { get; }

    /// <summary>When the listening orchestration received its events, as timestamps.</summary>
    public IReadOnlyList<long> Received => received;

    public static async Task<LongLivedHub> StartAsync(
        string databasePath, Action<TaskHubOptions>? configure = null, Action<DurableTaskWorkerOptions>? worker = null)
    {
        var hub = new LongLivedHub(databasePath, configure, worker);
        foreach (var service in hub.hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return hub;
    }

    /// <summary>Raises an event for a listening instance.</summary>
    /// <returns>Milliseconds until its orchestrator has received it.</returns>
    public async Task<double> SayAsync(string instanceId, string text)
    {
        var begin = Stopwatch.GetTimestamp();
        await Client.RaiseEventAsync(instanceId, "word", text);
        await arrivals.WaitAsync();
        return Stopwatch.GetElapsedTime(begin, received[^1]).TotalMilliseconds;
    }

    /// <summary>Rows of every table, and bytes of all pages in use. The hub must have been closed.</summary>
    public static (long Rows, long Bytes) SizeOf(string databasePath)
    {
        using var connection = new SqliteConnection($"Data Source={databasePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var rows = Strings("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Sum(table => Number($"SELECT count(*) FROM {table}"));
        return (rows, (Number("PRAGMA page_count") - Number("PRAGMA freelist_count")) * Number("PRAGMA page_size"));

        long Number(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        }

        List<string> Strings(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var values = new List<string>();
            while (reader.Read())
            {
                values.Add(reader.GetString(0));
            }

            return values;
        }
    }

    /// <summary>Ends as a killed process would: nothing is noted for the next start.</summary>
    public async Task KillAsync()
    {
        await Hub.DisposeAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in hosted.Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }

    private void Register(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<int, int>("Step", (_, number) => number);

        // First so many activities one after another, so that it has a history; then it listens for ever.
        tasks.AddOrchestratorFunc<int, string>("Listen", async (context, steps) =>
        {
            for (var number = 0; number < steps; number++)
            {
                await context.CallActivityAsync<int>("Step", number);
                Note(context);
            }

            while (true)
            {
                await context.WaitForExternalEvent<string>("word");
                Note(context);
            }
        });
        tasks.AddOrchestratorFunc<int, int>("Eternal", (context, left) =>
        {
            if (left > 0)
            {
                context.ContinueAsNew(left - 1);
            }

            return Task.FromResult(left);
        });
    }

    private void Note(TaskOrchestrationContext context)
    {
        if (!context.IsReplaying)
        {
            received.Add(Stopwatch.GetTimestamp());
            arrivals.Release();
        }
    }

    /// <summary>Waits until the listening orchestration has gone so many steps further.</summary>
    public async Task StepsAsync(int count)
    {
        for (var step = 0; step < count; step++)
        {
            await arrivals.WaitAsync();
        }
    }
}
