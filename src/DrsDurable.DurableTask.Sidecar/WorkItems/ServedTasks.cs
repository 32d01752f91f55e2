namespace DrsDurable.DurableTask.Sidecar.WorkItems;

/// <summary>Which tasks, in which versions, a worker serves.</summary>
internal sealed class ServedTasks
{
    private readonly Dictionary<string, HashSet<string>> tasks = new(StringComparer.OrdinalIgnoreCase);

    public ServedTasks(IEnumerable<ServedTask> served)
    {
        foreach (var task in served)
        {
            tasks[task.Name] = task.Versions.Count == 0 || tasks.TryGetValue(task.Name, out var known) && known.Count == 0
                ? []
                : new HashSet<string>(task.Versions.Concat(tasks.GetValueOrDefault(task.Name) ?? []), StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <param name="version"><see langword="null"/> when unversioned.</param>
    public bool Has(string name, string? version) =>
        tasks.TryGetValue(name, out var versions) && (versions.Count == 0 || versions.Contains(version ?? string.Empty));
}
