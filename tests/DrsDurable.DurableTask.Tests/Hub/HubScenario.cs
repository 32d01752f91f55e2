using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Something clients and orchestrations do with a hub. Every step may be repeated, as a client would after its process died.</summary>
public sealed record HubScenario(string Name, Action<DurableTaskRegistry, ScenarioWorld> Tasks, IReadOnlyList<ScenarioStep> Steps)
{
    /// <summary>How its instances end without faults, by id: status, output, error type, custom status.</summary>
    public string? Ending { get; init; }

    /// <summary>How its hubs are set up, if not as usual.</summary>
    public Action<TaskHubOptions>? Configure { get; init; }

    /// <summary>The same, in hubs that send every waiting instance out of memory at once.</summary>
    public HubScenario Parked() => this with { Name = $"{Name}, parked", Configure = options => options.ParkAfter = TimeSpan.Zero };

    public override string ToString() => Name;
}

/// <param name="Advance">How far time moves after the step; <see langword="null"/> = until nothing is left that time could bring.</param>
public sealed record ScenarioStep(Func<ITaskHubClient, Task> Act, TimeSpan? Advance);

/// <summary>What the tasks of a scenario may look at, shared by all its processes.</summary>
public sealed class ScenarioWorld(VirtualTimeProvider clock)
{
    private readonly ConcurrentDictionary<string, int> runs = new(StringComparer.Ordinal);

    /// <summary>For activities whose outcome depends on when they run.</summary>
    public VirtualTimeProvider Clock { get; } = clock;

    /// <summary>How often each piece of work ran.</summary>
    public IReadOnlyDictionary<string, int> Runs => runs;

    public void Ran(string work) => runs.AddOrUpdate(work, 1, (_, count) => count + 1);
}
