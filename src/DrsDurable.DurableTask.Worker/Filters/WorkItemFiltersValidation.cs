using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Worker;

/// <summary>A filter that names a task the worker does not have would make it wait for work it cannot do.</summary>
internal sealed class WorkItemFiltersValidation(IOptionsMonitor<DurableTaskRegistry> registries) : IValidateOptions<DurableTaskWorkerWorkItemFilters>
{
    public ValidateOptionsResult Validate(string? name, DurableTaskWorkerWorkItemFilters options)
    {
        var registry = registries.Get(name);
        string[] unknown =
        [
            .. options.Orchestrations.Select(filter => filter.Name)
                .Where(filter => !registry.Orchestrators.Keys.Any(task => task.Name == new TaskName(filter)))
                .Select(filter => $"orchestrator '{filter}'"),
            .. options.Activities.Select(filter => filter.Name)
                .Where(filter => !registry.Activities.Keys.Any(task => task.Name == new TaskName(filter)))
                .Select(filter => $"activity '{filter}'"),
        ];
        return unknown.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"The work item filters of the durable task worker '{name}' name tasks it does not have: {string.Join(", ", unknown)}. Register them with AddTasks, or take them out of the filters.");
    }
}
