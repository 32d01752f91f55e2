using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Hazards whose schedules lie in what a worker does: with the repair nothing happens, without it the harm is seen.</summary>
public sealed class ScriptedSanityTests
{
    [Theory]
    [InlineData(true, "\"own\"")]
    [InlineData(false, "\"foreign\"")]
    public async Task Hazard03_without_matching_open_tasks_a_late_result_completes_the_next_generations_task(bool repaired, string seen)
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak, tasks: null, options => options.Safeguards = new Safeguards { MatchesOpenTasks = repaired });
        await StartAsync(hub, "a", "Loop");
        await using var worker = new ScriptedWorker(hub.Hub);
        await worker.AnswerAsync(await worker.NextTurnAsync(), CreateChild(0, "Child", "c1"));
        var child = await worker.NextTurnAsync();
        await hub.Client.RaiseEventAsync("a", "again", null, null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ContinueAsNew(1, null));
        await worker.AnswerAsync(await worker.NextTurnAsync(), CreateChild(0, "Child", "c2"));
        var current = await worker.NextTurnAsync();

        await worker.AnswerAsync(child, Complete(0, "\"foreign\""));
        await hub.Client.GetInstanceAsync("c1", includePayloads: false, default);
        if (!repaired)
        {
            // Its answer alone makes a turn.
            var misled = await worker.NextTurnAsync();
            misled.NewEvents.OfType<SubOrchestrationInstanceCompletedEvent>().Single().Result.Should().Be(seen);
            return;
        }

        await worker.AnswerAsync(current, Complete(0, "\"own\""));
        var turn = await worker.NextTurnAsync();
        turn.NewEvents.OfType<SubOrchestrationInstanceCompletedEvent>().Single().Result.Should().Be(seen);
    }

    [Theory]
    [InlineData(true, true, StoreFaultKind.AppendRefused, 0)]
    [InlineData(false, true, StoreFaultKind.AppendRefused, 1)]
    [InlineData(false, true, StoreFaultKind.TimeoutAfterEffect, 0)]
    [InlineData(false, false, StoreFaultKind.TimeoutAfterEffect, 1)]
    public async Task Hazard13_without_the_table_of_running_activities_a_reload_runs_them_again(
        bool outliveReloads, bool ownBatchRecognised, StoreFaultKind kind, int startedAgain)
    {
        using var medium = new HubMedium(HubStoreKind.Weak, seed: 1);
        medium.Weak.Repairs = new StoreRepairs { OwnBatchRecognised = ownBatchRecognised };
        var clock = new VirtualTimeProvider();
        var faults = new List<StoreFault>();
        var store = new FaultingHubStore(medium.Open(clock), faults);
        await using var process = await HubProcess.StartAsync(
            store, clock, tasks: null, options => options.Safeguards = new Safeguards { ActivitiesOutliveReloads = outliveReloads });
        await using var worker = new ScriptedWorker(process.Hub);
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "One"), default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
        var running = await worker.NextActivityAsync();
        await process.Client.RaiseEventAsync("a", "go", null, null, default);
        var turn = await worker.NextTurnAsync();
        faults.Add(new StoreFault(store.Calls.Count + 1, kind));

        await worker.AnswerAsync(turn);
        if (kind == StoreFaultKind.TimeoutAfterEffect)
        {
            // The hub backs off: a pause of its own on the clock.
            while (!clock.AdvanceToNextTimer())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        if (kind == StoreFaultKind.AppendRefused)
        {
            // The event still waits: a turn is made of it again, after whatever the reload started.
            var items = new List<WorkItem>();
            while (items.LastOrDefault() is not OrchestratorWorkItem)
            {
                items.Add(await worker.NextItemAsync());
            }

            items.OfType<ActivityWorkItem>().Should().HaveCount(startedAgain);
        }
        else if (startedAgain > 0)
        {
            (await worker.NextActivityAsync()).TaskId.Should().Be(running.TaskId);
        }
        else
        {
            await worker.AnswerAsync(running, "1");
            (await worker.NextTurnAsync()).NewEvents.OfType<TaskCompletedEvent>().Should().ContainSingle();
        }
    }

    [Theory]
    [InlineData(true, InstanceStatus.Completed)]
    [InlineData(false, InstanceStatus.Running)]
    public async Task Hazard19_without_setting_one_aside_an_instance_that_cannot_be_loaded_stops_the_others(bool repaired, InstanceStatus others)
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak, Listener, options => options.Safeguards = new Safeguards { SetsAsideOne = repaired });
        await StartAsync(hub, "bad", "Listen");
        await StartAsync(hub, "good", "Listen");
        await hub.IdleAsync();
        hub.Medium.Weak.DamageBatch(hub.Medium.Weak.KeysOf("bad")[^1]);
        await hub.KillAndRestartAsync();
        await hub.IdleAsync();

        await hub.Client.RaiseEventAsync("good", "go", "\"on\"", null, default);
        await hub.IdleAsync();

        (await GetAsync(hub, "good")).Status.Should().Be(others);
    }

    [Theory]
    [InlineData(true, InstanceStatus.Terminated)]
    [InlineData(false, InstanceStatus.Pending)]
    public async Task Hazard25_without_terminating_at_once_a_hung_turn_holds_the_request_up(bool repaired, InstanceStatus status)
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak, tasks: null, options => options.Safeguards = new Safeguards { TerminatesAtOnce = repaired });
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Hangs");
        var hanging = await worker.NextTurnAsync();

        await hub.Client.TerminateAsync("a", null, recurse: false, default);
        if (repaired)
        {
            await hub.Client.WaitForCompletionAsync("a", includePayloads: false, default);
        }

        (await GetAsync(hub, "a")).Status.Should().Be(status);
        await worker.AnswerAsync(hanging);
        await hub.Client.WaitForCompletionAsync("a", includePayloads: false, default);
    }

    private static CreateSubOrchestrationAction CreateChild(int id, string name, string instanceId) =>
        new(id, name, null, instanceId, null, new Dictionary<string, string>());
}
