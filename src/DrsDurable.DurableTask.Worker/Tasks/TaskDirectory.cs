using System.Diagnostics.CodeAnalysis;
using DrsDurable.DurableTask.Sidecar.WorkItems;

namespace DrsDurable.DurableTask.Worker.Tasks;

/// <summary>
/// Finds a registration by name and version: the exact version first; without one, the unversioned registration answers only
/// for a name that has no versions at all.
/// </summary>
internal sealed class TaskDirectory(DurableTaskRegistry registry) : IDurableTaskFactory
{
    private readonly HashSet<TaskName> versionedOrchestrators = [.. Versioned(registry.Orchestrators.Keys)];
    private readonly HashSet<TaskName> versionedActivities = [.. Versioned(registry.Activities.Keys)];

    public bool TryCreateOrchestrator(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator)
    {
        orchestrator = TryFindOrchestrator(name, default, out var factory) ? factory(serviceProvider) : null;
        return orchestrator is not null;
    }

    public bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        activity = TryFindActivity(name, default, out var factory) ? factory(serviceProvider) : null;
        return activity is not null;
    }

    public IReadOnlyList<ServedTask> ServedOrchestrators(DurableTaskWorkerOptions.VersioningOptions? versioning) =>
        Served(registry.Orchestrators.Keys, versioning);

    public IReadOnlyList<ServedTask> ServedActivities(DurableTaskWorkerOptions.VersioningOptions? versioning) =>
        Served(registry.Activities.Keys, versioning);

    public bool TryFindOrchestrator(
        TaskName name, TaskVersion version, [NotNullWhen(true)] out Func<IServiceProvider, ITaskOrchestrator>? factory) =>
        TryFind(registry.Orchestrators, versionedOrchestrators, name, version, out factory);

    public bool TryFindActivity(
        TaskName name, TaskVersion version, [NotNullWhen(true)] out Func<IServiceProvider, ITaskActivity>? factory) =>
        TryFind(registry.Activities, versionedActivities, name, version, out factory);

    private static bool TryFind<T>(
        IReadOnlyDictionary<(TaskName Name, TaskVersion Version), T> tasks,
        HashSet<TaskName> versioned,
        TaskName name,
        TaskVersion version,
        [NotNullWhen(true)] out T? factory)
        where T : class =>
        tasks.TryGetValue((name, version), out factory)
        || (!versioned.Contains(name) && tasks.TryGetValue((name, TaskVersion.Unversioned), out factory));

    private static IEnumerable<TaskName> Versioned(IEnumerable<(TaskName Name, TaskVersion Version)> tasks) =>
        tasks.Where(task => task.Version != TaskVersion.Unversioned).Select(task => task.Name);

    /// <summary>A name registered without versions alone answers for every version, unless the worker itself has only one.</summary>
    private static ServedTask[] Served(
        IEnumerable<(TaskName Name, TaskVersion Version)> tasks, DurableTaskWorkerOptions.VersioningOptions? versioning) =>
    [
        .. tasks
            .GroupBy(task => task.Name)
            .OrderBy(task => task.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(task => new ServedTask(task.Key.Name, Versions([.. task.Select(one => one.Version.Version)], versioning))),
    ];

    private static string[] Versions(string[] registered, DurableTaskWorkerOptions.VersioningOptions? versioning) =>
        versioning is { MatchStrategy: DurableTaskWorkerOptions.VersionMatchStrategy.Strict } ? [versioning.Version]
        : registered is [""] ? []
        : [.. registered.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
}
