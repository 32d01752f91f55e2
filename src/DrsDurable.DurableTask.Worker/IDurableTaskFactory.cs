using System.Diagnostics.CodeAnalysis;

namespace DrsDurable.DurableTask.Worker;

/// <summary>Makes the registered orchestrators and activities that have no version.</summary>
public interface IDurableTaskFactory
{
    /// <returns><see langword="false"/> if nothing of this name is registered.</returns>
    bool TryCreateActivity(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskActivity? activity);

    /// <inheritdoc cref="TryCreateActivity"/>
    bool TryCreateOrchestrator(TaskName name, IServiceProvider serviceProvider, [NotNullWhen(true)] out ITaskOrchestrator? orchestrator);
}
