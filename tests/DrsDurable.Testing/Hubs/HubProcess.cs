using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Testing.Hubs;

/// <summary>
/// What one process is to a hub: the hub opened on a store, and a worker that takes its work. It can be stopped gracefully, or
/// killed: then nothing it has in memory survives and nothing it has begun goes on.
/// </summary>
public sealed class HubProcess : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IHostedService[] hosted;
    private bool ended;

    private HubProcess(ServiceProvider services)
    {
        this.services = services;
        hosted = [.. services.GetServices<IHostedService>()];
        Hub = services.GetRequiredService<TaskHub>();
    }

    public TaskHub Hub { get; }

    public ITaskHubClient Client => Hub;

    /// <param name="workers">Puts something between the hub and its workers.</param>
    /// <param name="tasks"><see langword="null"/> for no worker: the test brings its own.</param>
    public static async Task<HubProcess> StartAsync(
        IHubStore store,
        VirtualTimeProvider clock,
        Action<DurableTaskRegistry>? tasks,
        Action<TaskHubOptions>? configure = null,
        TaskHubClocks? clocks = null,
        Func<IWorkItemSource, IWorkItemSource>? workers = null)
    {
        var process = new HubProcess(Build(store, clocks ?? new TaskHubClocks(clock, clock), tasks, configure, workers));
        try
        {
            foreach (var service in process.hosted)
            {
                await service.StartAsync(CancellationToken.None);
            }

            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public T Service<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>As SIGTERM does.</summary>
    public async Task StopAsync()
    {
        if (!ended)
        {
            ended = true;
            foreach (var service in hosted.Reverse())
            {
                await service.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }
    }

    /// <summary>As SIGKILL does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!ended)
        {
            ended = true;
            await Hub.DisposeAsync();
            using var impatient = new CancellationTokenSource();
            await impatient.CancelAsync();
            foreach (var service in hosted.Reverse())
            {
                await service.StopAsync(impatient.Token);
            }

            await services.DisposeAsync();
        }
    }

    private static ServiceProvider Build(
        IHubStore store, TaskHubClocks clocks, Action<DurableTaskRegistry>? tasks, Action<TaskHubOptions>? configure, Func<IWorkItemSource, IWorkItemSource>? workers)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clocks);
        services.AddTaskHub(_ => store, options =>
        {
            // Only the test moves this clock: recurring checks would keep it from ever coming to rest.
            options.TimerRecheck = Timeout.InfiniteTimeSpan;
            options.SweepInterval = Timeout.InfiniteTimeSpan;
            options.TurnLock = Timeout.InfiniteTimeSpan;
            options.ParkAfter = Timeout.InfiniteTimeSpan;
            options.LeaseRenewal = Timeout.InfiniteTimeSpan;
            configure?.Invoke(options);
        });
        if (workers is not null)
        {
            services.AddSingleton(provider => workers(provider.GetRequiredService<TaskHub>()));
        }

        if (tasks is not null)
        {
            services.AddDurableTaskWorker(worker => worker.AddTasks(tasks));
        }

        services.AddDurableTaskClient(client => client.UseTaskHub());
        return services.BuildServiceProvider();
    }
}
