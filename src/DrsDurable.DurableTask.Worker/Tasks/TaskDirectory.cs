using System.Diagnostics.CodeAnalysis;

namespace DrsDurable.DurableTask.Worker.Tasks;

/// <summary>
/// Finds a registration by name and version: the exact version first; without one, the unversioned registration answers only
/// for a name that has no versions at all.
/// </summary>
internal sealed class TaskDirectory(DurableTaskRegistry registry)
{
    private readonly HashSet<TaskName> versionedOrchestrators = [.. Versioned(registry.Orchestrators.Keys)];
    private readonly HashSet<TaskName> versionedActivities = [.. Versioned(registry.Activities.Keys)];

    public IReadOnlyCollection<string> OrchestratorNames { get; } = Names(registry.Orchestrators.Keys);

    public IReadOnlyCollection<string> ActivityNames { get; } = Names(registry.Activities.Keys);

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

    private static string[] Names(IEnumerable<(TaskName Name, TaskVersion Version)> tasks) =>
        [.. tasks.Select(task => task.Name).Distinct().Select(name => name.Name).Order(StringComparer.OrdinalIgnoreCase)];
}
