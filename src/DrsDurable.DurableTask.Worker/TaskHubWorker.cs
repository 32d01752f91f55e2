using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker.Activities;
using DrsDurable.DurableTask.Worker.Filters;
using DrsDurable.DurableTask.Worker.Hosting;
using DrsDurable.DurableTask.Worker.Metrics;
using DrsDurable.DurableTask.Worker.Orchestrators;
using DrsDurable.DurableTask.Worker.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker;

/// <summary>
/// Takes work from a hub in the same process. When it stops it takes nothing new and finishes what it has; what is not finished
/// when the host's patience ends goes back to the hub.
/// </summary>
public sealed class TaskHubWorker : DurableTaskWorker
{
    private readonly IWorkItemSource source;
    private readonly WorkerMetrics metrics;
    private readonly OrchestratorRunner orchestrators;
    private readonly ActivityRunner activities;
    private readonly WorkerCapacity capacity;
    private readonly IDisposable? announced;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<string, WorkUnderWay> running = new(StringComparer.Ordinal);
    private volatile bool givenBack;

    /// <param name="factory">As the builder makes it, from what was registered.</param>
    public TaskHubWorker(
        string name,
        IDurableTaskFactory factory,
        IWorkItemSource source,
        IServiceScopeFactory scopes,
        IOptionsMonitor<DurableTaskWorkerOptions> options,
        IOptionsMonitor<DurableTaskWorkerWorkItemFilters> filters,
        ILoggerFactory loggerFactory)
        : base(name, factory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(filters);
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        var settings = options.Get(name);
        var tasks = factory as TaskDirectory
            ?? throw new ArgumentException($"'{factory.GetType()}' does not tell tasks by their versions. Let the builder make the worker.", nameof(factory));
        ExceptionPropertiesProvider = settings.ExceptionProperties;
        metrics = new WorkerMetrics(name);
        orchestrators = new OrchestratorRunner(tasks, scopes, settings, metrics, loggerFactory);
        activities = new ActivityRunner(tasks, scopes, settings, metrics);
        capacity = WorkItemFilterMapping.Capacity(settings, filters.Get(name), tasks);

        // A host makes all its services before it starts the first: no worker of it is asked for what another one has.
        announced = source.Announce(capacity);
        logger = loggerFactory.CreateLogger<TaskHubWorker>();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        announced?.Dispose();
        try
        {
            await Task.WhenAll(running.Values.Select(work => work.Done)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await GiveBackAsync().ConfigureAwait(false);
        }

        await orchestrators.DisposeAsync().ConfigureAwait(false);
    }

    public override void Dispose()
    {
        metrics.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var item in source.GetWorkItemsAsync(capacity, stoppingToken).ConfigureAwait(false))
            {
                Begin(item);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Leaving is how this ends.
        }
        finally
        {
            announced?.Dispose();
        }
    }

    private void Begin(WorkItem item)
    {
        var work = new WorkUnderWay(item);
        running[item.CompletionToken] = work;
        work.Done = RunAsync(work);
    }

    private async Task RunAsync(WorkUnderWay work)
    {
        var item = work.Item;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await (item switch
            {
                OrchestratorWorkItem turn => TurnAsync(turn),
                ActivityWorkItem activity => ActivityAsync(work, activity),
                _ => AbandonAsync(item, $"This worker does not know work of the kind {item.GetType().Name}."),
            }).ConfigureAwait(false);
        }
        catch (WorkItemRefusedException refused)
        {
            logger.LogWarning("Work for instance '{InstanceId}' goes back to the hub: {Reason}", item.InstanceId, refused.Message);
            await AbandonAsync(item, refused.Message).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Work for instance '{InstanceId}' goes back to the hub: it could not be run or its outcome not be recorded", item.InstanceId);
            await AbandonAsync(item, failure.Message).ConfigureAwait(false);
        }
        finally
        {
            running.TryRemove(item.CompletionToken, out _);
        }
    }

    private async Task TurnAsync(OrchestratorWorkItem item)
    {
        var result = await orchestrators.RunAsync(item).ConfigureAwait(false);
        await source.CompleteOrchestratorAsync(result, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ActivityAsync(WorkUnderWay work, ActivityWorkItem item)
    {
        await using var ownership = item.OwnershipLost.UnsafeRegister(static state => ((WorkUnderWay)state!).Lost.Cancel(), work).ConfigureAwait(false);
        if (givenBack)
        {
            await work.Lost.CancelAsync().ConfigureAwait(false);
        }

        var result = await activities.RunAsync(item, work.Lost.Token).ConfigureAwait(false);
        await source.CompleteActivityAsync(result, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task GiveBackAsync()
    {
        // First the activities learn that they must not act any more, then the hub that others may.
        givenBack = true;
        var left = running.Values;
        foreach (var work in left)
        {
            await work.Lost.CancelAsync().ConfigureAwait(false);
        }

        foreach (var item in left.Select(work => work.Item))
        {
            logger.LogWarning("Work for instance '{InstanceId}' was not finished in the time the host gives to stop: it goes back to the hub", item.InstanceId);
            await AbandonAsync(item, "The worker stopped before the work was finished.").ConfigureAwait(false);
        }
    }

    private async Task AbandonAsync(WorkItem item, string reason)
    {
        try
        {
            await source.AbandonAsync(item.CompletionToken, reason, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The hub delivers again by itself what is neither completed nor abandoned.
            logger.LogError(failure, "Work for instance '{InstanceId}' could not be given back", item.InstanceId);
        }
    }

    private sealed class WorkUnderWay(WorkItem item)
    {
        public WorkItem Item { get; } = item;

        /// <summary>Cancelled when the hub may no longer act for the instance, or this worker gives the work back. It has no timer and
        /// no links: there is nothing to dispose of.</summary>
        public CancellationTokenSource Lost { get; } = new();

        public Task Done { get; set; } = Task.CompletedTask;
    }
}
