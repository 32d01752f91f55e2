using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask;

/// <summary>
/// The orchestrators and activities a worker knows, by name and version. A class without a name goes by its
/// <see cref="DurableTaskAttribute"/> or its class name. Classes are created in a service scope per work item; an orchestrator keeps
/// its scope while it waits in memory.
/// </summary>
public sealed partial class DurableTaskRegistry
{
    private readonly Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> orchestrators = [];
    private readonly Dictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> activities = [];

    internal IReadOnlyDictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskOrchestrator>> Orchestrators =>
        orchestrators;

    internal IReadOnlyDictionary<(TaskName Name, TaskVersion Version), Func<IServiceProvider, ITaskActivity>> Activities => activities;

    /// <summary>What is registered: a pair for each version of a name.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() => ByName(orchestrators);

    /// <inheritdoc cref="GetOrchestrators"/>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() => ByName(activities);

    private static IEnumerable<KeyValuePair<TaskName, T>> ByName<T>(Dictionary<(TaskName Name, TaskVersion Version), T> tasks) =>
        tasks.Select(task => KeyValuePair.Create(task.Key.Name, task.Value));

    private static (TaskName Name, TaskVersion Version) IdentityOf(Type type, Type required)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.IsAbstract || !required.IsAssignableFrom(type))
        {
            throw new ArgumentException($"'{type}' is not a class that implements {required.Name}.", nameof(type));
        }

        var attribute = type.GetCustomAttribute<DurableTaskAttribute>();
        return (
            string.IsNullOrEmpty(attribute?.Name.Name) ? new TaskName(type.Name) : attribute.Name,
            attribute?.Version);
    }

    private static T Create<T>(IServiceProvider services, Type type) => (T)ActivatorUtilities.GetServiceOrCreateInstance(services, type);

    private static void Add<T>(
        Dictionary<(TaskName Name, TaskVersion Version), T> tasks, TaskName name, TaskVersion version, T factory, string kind)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (name.Name.Length == 0)
        {
            throw new ArgumentException($"An {kind} needs a name.", nameof(name));
        }

        if (version != TaskVersion.Unversioned && string.IsNullOrWhiteSpace(version.Version))
        {
            throw new ArgumentException(
                $"The version of {kind} '{name}' is only white space: nothing could ever ask for it. Give it a text, or none.", nameof(version));
        }

        if (!tasks.TryAdd((name, version), factory))
        {
            throw new ArgumentException(
                $"An {kind} named '{name}'{(version == default ? string.Empty : $" of version '{version}'")} is already registered.", nameof(name));
        }
    }
}
