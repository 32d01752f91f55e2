using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>One process of a scenario's run: hub and worker, each behind its faults, on clocks of its own.</summary>
public sealed class ScenarioProcess
{
    /// <summary>Gives up on a hub that should have come to rest; real time, never reached by a passing test.</summary>
    public static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    /// <summary>Longer than anything a scenario waits for.</summary>
    public static readonly TimeSpan ReopenDelay = TimeSpan.FromDays(3650);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(1);

    /// <summary>Glances without any change after which what is kept back is taken for the reason.</summary>
    private const int Patience = 15;

    private readonly SkewedTimeProvider[] clocks;
    private HubProcess? process;

    private ScenarioProcess(FaultingHubStore store, SkewedTimeProvider[] clocks)
    {
        Store = store;
        this.clocks = clocks;
    }

    public FaultingHubStore Store { get; }

    public FaultingWorkItemSource Workers { get; private set; } = null!;

    /// <summary>Completes when the hub is open.</summary>
    public Task Hosted { get; private set; } = Task.CompletedTask;

    public TaskHub Hub => process!.Hub;

    internal static ScenarioProcess Begin(
        HubScenario scenario,
        HubMedium medium,
        VirtualTimeProvider domain,
        VirtualTimeProvider machine,
        ScenarioWorld world,
        FaultStage stage,
        Safeguards safeguards,
        int number,
        IReadOnlyCollection<StoreFault> storeFaults,
        IReadOnlyCollection<WorkerFault> workerFaults)
    {
        var clocks = new TaskHubClocks(new SkewedTimeProvider(domain), new SkewedTimeProvider(machine));
        var begun = new ScenarioProcess(
            new FaultingHubStore(medium.Open(machine), storeFaults, stage), [(SkewedTimeProvider)clocks.Domain, (SkewedTimeProvider)clocks.Machine]);
        begun.Hosted = begun.HostAsync(scenario, clocks, domain, world, safeguards, source =>
            begun.Workers = new FaultingWorkItemSource(source, medium.Weak.Trace, number, workerFaults, stage));
        return begun;
    }

    public void StepClocks(TimeSpan by)
    {
        foreach (var clock in clocks)
        {
            clock.Skew += by;
        }
    }

    public void BeginSweep()
    {
        if (process is { } running)
        {
            _ = Task.Run(running.Hub.SweepOnceAsync).ContinueWith(task => task.Exception, TaskScheduler.Default);
        }
    }

    /// <returns>Whether it came up, rather than died on the way.</returns>
    public async Task<bool> HasStartedAsync(VirtualTimeProvider machine)
    {
        while (true)
        {
            var first = await Task.WhenAny(Hosted, Store.Crashed, Task.Delay(Glance * 5, TimeProvider.System));
            if (Hosted.IsCompleted)
            {
                await Hosted;
                return true;
            }

            if (first == Store.Crashed)
            {
                return false;
            }

            // It backs off, or one of its calls is kept back until others are made that will not be.
            Store.ReleaseHeld();
            machine.AdvanceToNextTimer();
        }
    }

    public Task ActAsync(ScenarioStep step) => step.Act(Hub);

    public async Task KillAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    /// <summary>Waits until nothing moves: the hub is idle, or only what is kept back is under way.</summary>
    /// <returns><see langword="false"/> if the process has died or been deposed.</returns>
    public async Task<bool> SettleAsync(FaultStage stage, Task act, Func<bool> isDeposed)
    {
        var (glances, seen) = (0, (Calls: -1, Work: -1));
        while (!Store.Crashed.IsCompleted)
        {
            var idle = Hub.WhenIdleAsync(CancellationToken.None);
            try
            {
                await Task.WhenAny(act.IsCompleted ? idle : Task.WhenAny(act, idle), Store.Crashed, stage.Blocked).WaitAsync(GiveUp);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"The hub does not come to rest: {Hub.WorkUnderWay} under way, {Hub.Backlog} arrivals waiting, {Workers.Answers} answers given, calls {string.Join(' ', Store.Calls.TakeLast(5))}.");
            }

            if (Hub.IsIdle)
            {
                return !Store.Crashed.IsCompleted && !isDeposed();
            }

            if (!stage.Blocked.IsCompleted)
            {
                continue;
            }

            await Task.WhenAny(idle, Store.Crashed, Task.Delay(Glance, TimeProvider.System));
            var blocked = Store.HeldCount + Workers.SwallowedTurns + Workers.SwallowedActivities;
            var now = (Store.Calls.Count, Hub.WorkUnderWay);
            glances = now == seen ? glances + 1 : 0;
            seen = now;
            if (blocked > 0 && Hub.WorkUnderWay > blocked && glances < Patience)
            {
                continue;
            }

            if (Store.HeldCount > 0)
            {
                Store.ReleaseHeld();
            }
            else if (blocked > 0)
            {
                return true;
            }
            else
            {
                stage.Unblock();
            }
        }

        return false;
    }

    private async Task HostAsync(
        HubScenario scenario,
        TaskHubClocks hubClocks,
        VirtualTimeProvider domain,
        ScenarioWorld world,
        Safeguards safeguards,
        Func<IWorkItemSource, IWorkItemSource> workers) =>
        process = await HubProcess.StartAsync(
            Store,
            domain,
            tasks => scenario.Tasks(tasks, world),
            options =>
            {
                options.TurnLock = TimeSpan.FromMinutes(5);
                options.ReopenDelay = ReopenDelay;
                options.Safeguards = safeguards;
                scenario.Configure?.Invoke(options);
            },
            hubClocks,
            workers);
}
