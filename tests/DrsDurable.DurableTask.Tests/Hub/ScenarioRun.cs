using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Hubs.Invariants;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>How a scenario ended: what clients see, and how often each activity ran.</summary>
/// <param name="Calls">Store operations of the first process.</param>
/// <param name="Answers">How many answers the first process's worker gave.</param>
public sealed record ScenarioOutcome(
    IReadOnlyDictionary<string, string> Instances,
    IReadOnlyDictionary<string, int> Runs,
    IReadOnlyList<string> Violations,
    IReadOnlyList<string> Calls,
    int Answers,
    int Deaths);

/// <summary>What goes wrong in a run. The i-th store fault spoils the process that follows the i-th death.</summary>
public sealed record ScenarioFaults(IReadOnlyList<StoreFault> Store, WorkerFault? Worker = null)
{
    /// <summary>Repairs of the store that are switched off.</summary>
    public StoreRepairs Repairs { get; init; } = new();

    /// <summary>Repairs of the hub that are switched off.</summary>
    internal Safeguards Safeguards { get; init; } = Safeguards.All;
}

/// <summary>
/// Runs a scenario on virtual time over a medium. Domain time moves only while nothing runs and nobody waits for an answer; machine
/// time moves also while the hub backs off.
/// </summary>
public sealed class ScenarioRun
{
    /// <summary>Glances at a hub at rest, one a millisecond, after which a client that waits is helped by a sweep.</summary>
    private const int SweepAfter = 50;

    private static readonly TimeSpan ClockStep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeaseTerm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongPause = TimeSpan.FromDays(8);

    private readonly HubScenario scenario;
    private readonly HubMedium medium;
    private readonly ScenarioFaults faults;
    private readonly VirtualTimeProvider domain = new();
    private readonly VirtualTimeProvider machine = new();
    private readonly FaultStage stage = new();
    private readonly ScenarioWorld world;
    private readonly List<string> problems = [];
    private readonly bool isWeak;
    private ScenarioProcess? current;
    private ScenarioProcess? successor;
    private ScenarioProcess? deposed;
    private int started;
    private int deaths;

    private ScenarioRun(HubScenario scenario, HubMedium medium, HubStoreKind kind, ScenarioFaults faults)
    {
        this.scenario = scenario;
        this.medium = medium;
        this.faults = faults;
        isWeak = kind == HubStoreKind.Weak;
        world = new ScenarioWorld(domain);
        stage.TakeOver = TakeOverAsync;
    }

    private ScenarioProcess Current => current!;

    public static Task<ScenarioOutcome> RunAsync(HubScenario scenario, HubStoreKind kind, int seed, params IReadOnlyList<StoreFault> faults) =>
        RunAsync(scenario, kind, seed, new ScenarioFaults(faults));

    public static async Task<ScenarioOutcome> RunAsync(HubScenario scenario, HubStoreKind kind, int seed, ScenarioFaults faults)
    {
        using var medium = new HubMedium(kind, seed);
        medium.Weak.Repairs = faults.Repairs;
        medium.Weak.LeaseTerm = LeaseTerm;
        return await new ScenarioRun(scenario, medium, kind, faults).RunAsync().WaitAsync(ScenarioProcess.GiveUp);
    }

    private async Task<ScenarioOutcome> RunAsync()
    {
        await StartAsync();
        var first = Current;
        foreach (var step in scenario.Steps)
        {
            var until = step.Advance is { } by ? domain.GetUtcNow() + by : (DateTimeOffset?)null;
            while (!await TryStepAsync(step, until))
            {
                await ReplaceAsync();
            }
        }

        await RestAsync();
        if (deposed is not null)
        {
            await ComeBackAsync(deposed);
        }

        await Current.KillAsync();
        if (deposed is not null)
        {
            await deposed.KillAsync();
        }

        await using var store = medium.Open(machine);
        problems.AddRange(await HubInvariants.CheckAsync(store));
        if (isWeak)
        {
            var trace = medium.Weak.Trace.Entries;
            problems.AddRange(HubTraceCheck.Run(trace));
            if (TestVolume.Case is not null)
            {
                CaseLog.For("hub-fault-trace.txt").Append($"{scenario.Name}: {string.Join("; ", faults.Store)} {faults.Worker}\n");
                foreach (var entry in trace)
                {
                    CaseLog.For("hub-fault-trace.txt").Append($"  {entry}");
                }
            }
        }

        return new ScenarioOutcome(await InstancesAsync(store), world.Runs, problems, first.Store.Calls, first.Workers.Answers, deaths);
    }

    /// <summary>What was still under way when the last step was done arrives, and a sweep finds what it left.</summary>
    private async Task RestAsync()
    {
        if (faults.Store.Count == 0 && faults.Worker is null)
        {
            return;
        }

        await stage.FlushAsync();
        var swept = new ScenarioStep(_ => Current.Hub.SweepOnceAsync(), null);
        while (!await TryStepAsync(swept, null))
        {
            await ReplaceAsync();
        }
    }

    /// <summary>The old owner must know by now, or when it asks, that it lost the shard; once that is free it must own it again.</summary>
    private async Task ComeBackAsync(ScenarioProcess old)
    {
        await old.Hub.SweepOnceAsync();
        await old.Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(ScenarioProcess.GiveUp);
        if (old.Hub.ShardsOwned != 0)
        {
            problems.Add("11: the old owner did not notice that it had lost the shard");
        }

        await Current.KillAsync();
        machine.Advance(ScenarioProcess.ReopenDelay);
        current = old;
        await TryStepAsync(new ScenarioStep(_ => Task.CompletedTask, null), null);
        if (old.Hub.ShardsOwned != 1)
        {
            problems.Add("11: the old owner could not open the hub again");
        }
    }

    private async Task ReplaceAsync()
    {
        if (successor is { } next)
        {
            // The old owner lives on and is left to itself.
            deposed = Current;
            current = next;
            successor = null;
            return;
        }

        deaths++;
        await Current.KillAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        while (true)
        {
            var fault = deaths < faults.Store.Count ? faults.Store[deaths] : null;
            var worker = deaths == 0 ? faults.Worker : null;
            current = ScenarioProcess.Begin(scenario, medium, domain, machine, world, stage, faults.Safeguards, started++, fault is null ? [] : [fault], worker is null ? [] : [worker]);
            stage.Sweep = Current.BeginSweep;
            stage.StepClock = kind => Current.StepClocks(kind == StoreFaultKind.ClockBack ? -ClockStep : ClockStep);
            if (await Current.HasStartedAsync(machine))
            {
                return;
            }

            // Died while it started: nothing it held survives.
            deaths++;
            await Current.Store.DisposeAsync();
        }
    }

    private async Task TakeOverAsync(StoreFaultKind kind)
    {
        if (successor is not null || deposed is not null)
        {
            return;
        }

        // Nobody takes a lease before its term is over, and nobody renews one that is.
        medium.Weak.EndLease();
        machine.Advance(LeaseTerm);
        medium.Weak.RefusesContenders = false;
        var next = ScenarioProcess.Begin(scenario, medium, domain, machine, world, new FaultStage(), faults.Safeguards, started++, [], []);
        await next.Hosted;
        medium.Weak.RefusesContenders = true;
        successor = next;
        if (kind != StoreFaultKind.LeaseLostRacing)
        {
            await next.Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(ScenarioProcess.GiveUp);
        }

        if (kind == StoreFaultKind.LeaseLostLongPause)
        {
            machine.Advance(LongPause);
        }
    }

    /// <returns>Whether the step and what followed from it went through in this process.</returns>
    private async Task<bool> TryStepAsync(ScenarioStep step, DateTimeOffset? until)
    {
        var process = Current;
        var act = process.ActAsync(step);
        var glances = 0;
        while (true)
        {
            if (!await process.SettleAsync(stage, act, () => successor is not null) || (process.Workers.SwallowedActivities > 0 && !process.Hub.IsIdle && MachineRests()))
            {
                _ = act.ContinueWith(task => task.Exception, TaskScheduler.Default);
                return false;
            }

            if (process.Store.WantsSweep && act.IsCompleted && process.Hub.IsIdle)
            {
                process.Store.StaleNow();
                await process.Hub.SweepOnceAsync();
                continue;
            }

            if (!MachineRests())
            {
                machine.AdvanceToNextTimer();
                continue;
            }

            if (!act.IsCompleted)
            {
                // The answer is on its way to the client, or what it waits for is found by the next sweep only.
                await Task.WhenAny(act, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
                if (++glances % SweepAfter == 0)
                {
                    process.BeginSweep();
                }

                continue;
            }

            await act;
            if (domain.NextTimerDue is { } due && !(due > until))
            {
                MoveDomainTo(due);
            }
            else if (until is { } target && target > domain.GetUtcNow())
            {
                MoveDomainTo(target);
            }
            else
            {
                return true;
            }
        }
    }

    /// <summary>No pause of the hub's is waiting to end, that for the next attempt to open a lost shard apart.</summary>
    private bool MachineRests() => !(machine.NextTimerDue - machine.GetUtcNow() < ScenarioProcess.ReopenDelay / 2);

    private void MoveDomainTo(DateTimeOffset target)
    {
        var by = target - domain.GetUtcNow();
        if (by > TimeSpan.Zero)
        {
            machine.Advance(by);
            domain.SetUtcNow(target);
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> InstancesAsync(IHubStore store)
    {
        var page = await store.QueryAsync(new HeadQuery(null, null, null, null, 1000, IncludePayloads: true, null), default);
        return page.Items.ToDictionary(
            instance => instance.Head.InstanceId,
            instance => $"{instance.Head.Status} {instance.Payloads.Output}{instance.Payloads.Failure?.ErrorType} status={instance.Head.CustomStatus}",
            StringComparer.Ordinal);
    }
}
