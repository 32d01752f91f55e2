using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Tests.Worker;

/// <summary>A worker as an application has it, on a hub that follows a script.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly IHostedService worker;

    private WorkerUnderTest(ScriptedSource source, ServiceProvider services)
    {
        Source = source;
        this.services = services;
        worker = services.GetServices<IHostedService>().OfType<TaskHubWorker>().Single();
    }

    public ScriptedSource Source { get; }

    public static async Task<WorkerUnderTest> StartAsync(
        Action<DurableTaskRegistry> tasks,
        Action<DurableTaskWorkerOptions>? options = null,
        Action<IServiceCollection>? services = null)
    {
        var source = new ScriptedSource();
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug));
        collection.AddSingleton<IWorkItemSource>(source);
        collection.AddDurableTaskWorker(builder => builder.AddTasks(tasks).Configure(options ?? (_ => { })));
        services?.Invoke(collection);
        var started = new WorkerUnderTest(source, collection.BuildServiceProvider(validateScopes: true));
        await started.worker.StartAsync(CancellationToken.None);
        return started;
    }

    /// <param name="patience">Cancelled when the host no longer waits.</param>
    public Task StopAsync(CancellationToken patience) => worker.StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await worker.StopAsync(patience.Token);
        await services.DisposeAsync();
    }
}
