using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Something clients and orchestrations do with a hub. Every step may be repeated, as a client would after its process died.</summary>
public sealed record HubScenario(string Name, Action<DurableTaskRegistry, ScenarioWorld> Tasks, IReadOnlyList<ScenarioStep> Steps)
{
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

/// <summary>How a scenario ended: what clients see, and how often each activity ran.</summary>
public sealed record ScenarioOutcome(
    IReadOnlyDictionary<string, string> Instances, IReadOnlyDictionary<string, int> Runs, IReadOnlyList<string> Violations, IReadOnlyList<string> Calls, int Deaths);

/// <summary>Runs a scenario on virtual time over a medium; each process has at most one fault.</summary>
public static class ScenarioRun
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    public static async Task<ScenarioOutcome> RunAsync(HubScenario scenario, HubStoreKind kind, int seed, params IReadOnlyList<StoreFault> faults)
    {
        using var medium = new HubMedium(kind, seed);
        var clock = new VirtualTimeProvider();
        var world = new ScenarioWorld(clock);
        var deaths = 0;
        var first = await StartAsync();
        var process = first;
        foreach (var step in scenario.Steps)
        {
            var until = step.Advance is { } by ? clock.GetUtcNow() + by : (DateTimeOffset?)null;
            while (!await process.TryStepAsync(step, clock, until))
            {
                deaths++;
                await process.KillAsync();
                process = await StartAsync();
            }
        }

        if (faults.Any(fault => fault.Kind == StoreFaultKind.LateEffect))
        {
            // What took effect late and unseen is found at the next start (and by sweeps, which virtual time leaves out).
            await process.KillAsync();
            process = await ProcessRun.StartAsync(scenario, medium, clock, world, [], () => { });
            await process.TryStepAsync(new ScenarioStep(_ => Task.CompletedTask, null), clock, null);
        }

        await process.KillAsync();
        await using var store = medium.Open(clock);
        var violations = await HubInvariants.CheckAsync(store);
        return new ScenarioOutcome(await InstancesAsync(store), world.Runs, violations, first.Calls, deaths);

        // Fault i spoils the process that follows the i-th death.
        Task<ProcessRun> StartAsync() =>
            ProcessRun.StartAsync(scenario, medium, clock, world, deaths < faults.Count ? [faults[deaths]] : [], () => deaths++);
    }

    private static async Task<IReadOnlyDictionary<string, string>> InstancesAsync(IHubStore store)
    {
        var page = await store.QueryAsync(new HeadQuery(null, null, null, null, 1000, IncludePayloads: true, null), default);
        return page.Items.ToDictionary(
            instance => instance.Head.InstanceId,
            instance => $"{instance.Head.Status} {instance.Payloads.Output}{instance.Payloads.Failure?.ErrorType} status={instance.Head.CustomStatus}",
            StringComparer.Ordinal);
    }

    private sealed class ProcessRun(HubProcess process, FaultingHubStore store)
    {
        public IReadOnlyList<string> Calls => store.Calls;

        public static async Task<ProcessRun> StartAsync(
            HubScenario scenario, HubMedium medium, VirtualTimeProvider clock, ScenarioWorld world, IReadOnlyCollection<StoreFault> faults, Action died)
        {
            while (true)
            {
                var store = new FaultingHubStore(medium.Open(clock), faults);
                var starting = HubProcess.StartAsync(store, clock, tasks => scenario.Tasks(tasks, world), scenario.Configure);
                while (await Task.WhenAny(starting, store.Crashed, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System)) is var ended && ended != starting)
                {
                    if (ended == store.Crashed)
                    {
                        break;
                    }

                    clock.AdvanceToNextTimer();
                }

                if (starting.IsCompleted)
                {
                    return new ProcessRun(await starting, store);
                }

                // Died while it started: nothing it held survives.
                await store.DisposeAsync();
                died();
                faults = [];
            }
        }

        public Task KillAsync() => process.DisposeAsync().AsTask();

        /// <returns>Whether the step and what followed from it went through in this process.</returns>
        public async Task<bool> TryStepAsync(ScenarioStep step, VirtualTimeProvider clock, DateTimeOffset? until)
        {
            var act = step.Act(process.Client);
            while (true)
            {
                var idle = process.Hub.WhenIdleAsync(CancellationToken.None);
                var next = await Task.WhenAny(act.IsCompleted ? idle : Task.WhenAny(act, idle), store.Crashed).WaitAsync(GiveUp);
                if (store.Crashed.IsCompleted)
                {
                    _ = act.ContinueWith(task => task.Exception, TaskScheduler.Default);
                    return false;
                }

                if (!process.Hub.IsIdle)
                {
                    continue;
                }

                if (!act.IsCompleted)
                {
                    // Either the answer is on its way to the client, or the hub pauses before it asks the store again: that pause
                    // is the only thing time may be moved for, never a durable timer.
                    await Task.WhenAny(act, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
                    if (!act.IsCompleted && process.Hub.IsIdle && clock.NextTimerDue is { } pause && !(process.Hub.NextDue <= pause.UtcDateTime))
                    {
                        clock.AdvanceToNextTimer();
                    }

                    continue;
                }

                await act;
                if (clock.NextTimerDue is not { } due || due > until)
                {
                    if (until is { } target && target > clock.GetUtcNow())
                    {
                        clock.SetUtcNow(target);
                        continue;
                    }

                    return true;
                }

                clock.AdvanceToNextTimer();
            }
        }
    }
}
