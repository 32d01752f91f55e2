using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Worker.Filters;

internal static class WorkItemFilterMapping
{
    /// <summary>What a worker tells its hub: the filters, or, without any, what it has registered and that it takes everything.</summary>
    public static WorkerCapacity Capacity(
        DurableTaskWorkerOptions options, DurableTaskWorkerWorkItemFilters filters, Tasks.TaskDirectory tasks)
    {
        var filtered = filters.Orchestrations.Count + filters.Activities.Count > 0;
        return new WorkerCapacity(
            options.Concurrency.MaximumConcurrentOrchestrationWorkItems,
            options.Concurrency.MaximumConcurrentActivityWorkItems,
            filtered
                ? [.. filters.Orchestrations.Select(filter => new ServedTask(filter.Name, filter.Versions))]
                : tasks.ServedOrchestrators(options.Versioning),
            filtered
                ? [.. filters.Activities.Select(filter => new ServedTask(filter.Name, filter.Versions))]
                : tasks.ServedActivities(options.Versioning),
            OnlyServed: filtered);
    }
}
