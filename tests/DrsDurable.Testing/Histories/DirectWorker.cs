using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Testing.Histories;

/// <summary>The product's worker, given one work item at a time.</summary>
public sealed class DirectWorker : IWorkItemSource, IAsyncDisposable
{
    private readonly Channel<WorkItem> work = Channel.CreateUnbounded<WorkItem>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<object>> outcomes = new(StringComparer.Ordinal);
    private readonly ServiceProvider services;

    private DirectWorker(Action<DurableTaskRegistry> tasks, Action<DurableTaskWorkerOptions> options, Action<IServiceCollection> configure)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IWorkItemSource>(this);
        collection.AddDurableTaskWorker(worker => worker.AddTasks(tasks).Configure(options));
        configure(collection);
        services = collection.BuildServiceProvider();
    }

    public static async Task<DirectWorker> StartAsync(
        Action<DurableTaskRegistry> tasks, Action<DurableTaskWorkerOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var worker = new DirectWorker(tasks, options ?? (_ => { }), services ?? (_ => { }));
        foreach (var service in worker.services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return worker;
    }

    /// <exception cref="InvalidOperationException">The worker gave the turn back.</exception>
    public async Task<OrchestratorResult> TurnAsync(OrchestratorWorkItem turn) => (OrchestratorResult)await DoAsync(turn).ConfigureAwait(false);

    /// <exception cref="InvalidOperationException">The worker gave the activity back.</exception>
    public async Task<ActivityResult> ActivityAsync(ActivityWorkItem activity) => (ActivityResult)await DoAsync(activity).ConfigureAwait(false);

    public async IAsyncEnumerable<WorkItem> GetWorkItemsAsync(WorkerCapacity capacity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in work.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    public Task CompleteOrchestratorAsync(OrchestratorResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        outcomes[result.CompletionToken].TrySetResult(result);
        return Task.CompletedTask;
    }

    public Task CompleteActivityAsync(ActivityResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        outcomes[result.CompletionToken].TrySetResult(result);
        return Task.CompletedTask;
    }

    public Task AbandonAsync(string completionToken, string reason, CancellationToken cancellationToken)
    {
        outcomes[completionToken].TrySetException(new InvalidOperationException($"The worker gave the work back: {reason}"));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await services.DisposeAsync().ConfigureAwait(false);
    }

    private Task<object> DoAsync(WorkItem item)
    {
        var outcome = outcomes.GetOrAdd(item.CompletionToken, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        work.Writer.TryWrite(item);
        return outcome.Task;
    }
}
