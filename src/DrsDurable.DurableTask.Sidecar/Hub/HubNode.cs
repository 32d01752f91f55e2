using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>What a process keeps while shards come and go: its store, its workers, and those who wait for it.</summary>
internal sealed class HubNode(IHubStore store, TaskHubOptions options, TaskHubClocks clocks, ILogger logger)
{
    public IHubStore Store => store;

    public TaskHubOptions Options => options;

    public TaskHubClocks Clocks => clocks;

    public ILogger Logger => logger;

    public HubMetrics Metrics { get; } = new(options.Name);

    public WorkInProgress Work { get; } = new();

    public InstanceWatches Watches { get; } = new();

    public WorkItemDispatch Dispatch { get; } = new(options.MaximumConcurrentTurns, options.MaximumConcurrentActivities, logger);
}
