namespace DrsDurable.DurableTask.Worker;

/// <summary>Which tasks the hub offers a worker. Without any names it offers everything.</summary>
public class DurableTaskWorkerWorkItemFilters
{
    public IReadOnlyList<OrchestrationFilter> Orchestrations { get; set; } = [];

    public IReadOnlyList<ActivityFilter> Activities { get; set; } = [];

    /// <param name="name">Compared without regard to case.</param>
    /// <param name="versions">The empty text is no version; no versions at all stand for every one.</param>
    public readonly struct OrchestrationFilter(string name, IReadOnlyList<string>? versions)
    {
        public OrchestrationFilter()
            : this(string.Empty, null)
        {
        }

        public string Name { get; init; } = name;

        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }

    /// <inheritdoc cref="OrchestrationFilter"/>
    public readonly struct ActivityFilter(string name, IReadOnlyList<string>? versions)
    {
        public ActivityFilter()
            : this(string.Empty, null)
        {
        }

        public string Name { get; init; } = name;

        public IReadOnlyList<string> Versions { get; init; } = versions ?? [];
    }
}
