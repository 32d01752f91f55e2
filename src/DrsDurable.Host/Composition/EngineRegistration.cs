using System.Data.Common;
using Amazon.DynamoDBv2;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.DynamoDB;
using DrsDurable.Host.Clocks;
using DrsDurable.Host.Configuration;
using DrsDurable.Host.Health;
using DrsDurable.Host.Schedules;
using DrsDurable.Recovery;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.DynamoDb;
using DrsDurable.Recovery.Storage.Sqlite;

namespace DrsDurable.Host.Composition;

internal static class EngineRegistration
{
    /// <summary>The task hub with a worker and a client in this process. Services stop in the reverse order: the worker before its hub.</summary>
    public static IServiceCollection AddDurableTasks(this IServiceCollection services, HostSettings settings, HostClocks clocks)
    {
        services.AddSingleton(new TaskHubClocks(clocks.Domain, clocks.Machine));
        if (settings.Table is { } table)
        {
            services.AddDynamoTaskHub(table, new DynamoHubOptions { Shards = settings.Hub.Shards, LeaseTime = settings.Hub.Lease }, Configure);
        }
        else
        {
            // Before anything opens a database: afterwards the library of the process can no longer be chosen.
            SqliteLibrary.Load();
            services.AddSqliteTaskHub(HubFile(settings), Configure);
        }

        services.AddDurableTaskWorker(worker => worker.AddTasks(tasks => tasks.AddRecoveryTasks().AddScheduleTasks()));
        services.AddDurableTaskClient(client => client.UseTaskHub());
        return services.AddSingleton<HubHealthSource>(provider =>
        {
            var hub = provider.GetRequiredService<TaskHub>();
            return () => new HubHealth(settings.Table is null ? "sqlite" : "dynamodb", ShardsOwned: 1, hub.ActiveInstances, hub.Backlog);
        });

        void Configure(TaskHubOptions hub)
        {
            hub.Name = settings.Hub.Name;

            // An execution whose history new code contradicts is a drill somebody has to look at, not one to call failed.
            hub.NonDeterminism = NonDeterminismPolicy.Hold;

            // The worker has stopped by then and brought its results: what is left cannot be finished without it.
            hub.DrainTimeout = TimeSpan.FromSeconds(1);
        }
    }

    /// <summary>Groups, plans, executions and schedules, and what carries them out.</summary>
    public static IServiceCollection AddRecovery(this IServiceCollection services, HostSettings settings, HostClocks clocks)
    {
        var recovery = settings.Recovery;
        if (settings.Table is { } table)
        {
            services.AddSingleton<IAmazonDynamoDB>(_ => table.CreateClient());
            services.AddSingleton(provider => new DynamoRecoveryStore(
                new DynamoTable(
                    provider.GetRequiredService<IAmazonDynamoDB>(), table.Table, clocks.Machine, provider.GetRequiredService<ILogger<DynamoRecoveryStore>>()),
                clocks.Machine));
            services.AddSingleton<IRecoveryStore>(provider => provider.GetRequiredService<DynamoRecoveryStore>());
            services.AddHostedService<CatalogueOpening>();
        }
        else
        {
            services.AddSingleton<IRecoveryStore>(_ => OpenRecoveryStore(Path.Combine(settings.Data.Path, "recovery.db")));
        }

        services.AddRecoveryCommands(clocks.Domain, new LaunchPolicy(recovery.AllowRecovery, (int)recovery.WaveDeadline.TotalMinutes));
        services.AddRecovery(new RecoveryTiming((int)recovery.PollSlow.TotalSeconds, (int)recovery.PollFast.TotalSeconds));

        // An activity that acts on the outside asks, immediately before, whether the hub may still act for whoever called it.
        services.AddScoped(provider => new LaunchPermission(provider.GetRequiredService<ActivityOwnership>().Lost));
        return services.AddHostedService<ExecutionSweepService>().AddHostedService<ScheduleSweepService>();
    }

    public static string HubFile(HostSettings settings) => Path.Combine(settings.Data.Path, "hub.db");

    private static SqliteRecoveryStore OpenRecoveryStore(string path)
    {
        try
        {
            return SqliteRecoveryStore.Open(path);
        }
        catch (DbException damaged)
        {
            throw StartException.StoreUnreadable(path, damaged);
        }
    }
}
