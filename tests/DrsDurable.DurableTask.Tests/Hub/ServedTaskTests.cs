using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Which worker is offered which task, by name and version.</summary>
public sealed class ServedTaskTests
{
    [Fact]
    public async Task Work_goes_to_a_worker_that_serves_its_name_and_version()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var first = new ScriptedWorker(hub.Hub, orchestratorNames: [new ServedTask("Main", ["", "1.0"])], activityNames: [new ServedTask("Step", ["1.0-beta"])]);
        await using var second = new ScriptedWorker(hub.Hub, orchestratorNames: [new ServedTask("main", ["2.0"])]);
        await using var third = new ScriptedWorker(hub.Hub, orchestratorNames: ["Other"]);

        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Main", "2.0"), default);
        (await second.NextTurnAsync()).InstanceId.Should().Be("a");
        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("b", "MAIN"), default);
        var turn = await first.NextTurnAsync();
        turn.InstanceId.Should().Be("b");
        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("c", "other", "9"), default);
        (await third.NextTurnAsync()).InstanceId.Should().Be("c");
        await first.AnswerAsync(turn, Activity(0, "step") with { Version = "1.0-BETA" });
        (await first.NextActivityAsync()).Name.Should().Be("step");
        (first.Waiting + second.Waiting + third.Waiting).Should().Be(0);
    }

    [Fact]
    public async Task Hazard22_What_no_worker_serves_waits_is_reported_and_is_not_failed_by_a_worker_that_takes_only_its_own()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var filtered = new ScriptedWorker(hub.Hub, orchestratorNames: [new ServedTask("Known", ["1.0"])], onlyServed: true);
        await StartAsync(hub, "a", "Unknown");
        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("b", "Known", "2.0"), default);
        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("c", "known", "1.0"), default);
        var turn = await filtered.NextTurnAsync();
        turn.InstanceId.Should().Be("c");
        await filtered.AnswerAsync(turn, Activity(0, "Nobodys"));

        await BecomesAsync(() => hub.Hub.Unserved.Count == 3);
        (await hub.Hub.LookAsync(default)).Unserved.Should().BeEquivalentTo(
        [
            new UnservedTask(false, "Unknown", null, 1, "a"), new UnservedTask(false, "Known", "2.0", 1, "b"), new UnservedTask(true, "Nobodys", null, 1, "c"),
        ]);

        await using var late = new ScriptedWorker(
            hub.Hub, orchestratorNames: ["Unknown", new ServedTask("Known", ["2.0"])], activityNames: ["Nobodys"], onlyServed: true);
        (await late.NextItemsAsync(3)).Should().BeEquivalentTo("a Unknown", "b Known", "c Nobodys");
        hub.Hub.Unserved.Should().BeEmpty();
        filtered.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Hazard20_A_name_is_not_failed_by_one_worker_while_another_that_serves_it_is_about_to_attach()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        using var announced = hub.Hub.Announce(new WorkerCapacity(1, 1, ["New"], []));
        await using var everything = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "New");
        await StartAsync(hub, "b", "Nowhere");

        (await everything.NextTurnAsync()).InstanceId.Should().Be("b");
        everything.Waiting.Should().Be(0);
        hub.Hub.Unserved.Should().BeEmpty("a worker that serves it was announced");
        await using var serving = new ScriptedWorker(hub.Hub, orchestratorNames: ["New"]);
        (await serving.NextTurnAsync()).InstanceId.Should().Be("a");
    }

    [Fact]
    public async Task An_announced_worker_that_does_not_come_is_waited_for_no_longer()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        var announced = hub.Hub.Announce(new WorkerCapacity(1, 1, ["New"], []));
        await using var everything = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "New");

        announced!.Dispose();

        (await everything.NextTurnAsync()).InstanceId.Should().Be("a");
    }

    [Fact]
    public async Task What_a_worker_gave_back_goes_to_another_first()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var refusing = new ScriptedWorker(hub.Hub, orchestratorNames: ["Main"]);
        await StartAsync(hub, "a", "Main");
        var turn = await refusing.NextTurnAsync();
        await using var able = new ScriptedWorker(hub.Hub, orchestratorNames: ["Main"]);
        await refusing.AbandonAsync(turn);
        await hub.IdleAsync();

        hub.Clock.AdvanceToNextTimer();
        (await able.NextTurnAsync()).InstanceId.Should().Be("a");
        await StartAsync(hub, "b", "Main");
        (await able.NextTurnAsync()).InstanceId.Should().Be("b", "it holds more, but did not give any back");
        refusing.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task A_turn_that_waits_for_a_worker_is_not_late()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var filtered = new ScriptedWorker(hub.Hub, orchestratorNames: ["Known"], onlyServed: true);
        await StartAsync(hub, "a", "Unknown");
        await BecomesAsync(() => hub.Hub.Unserved.Count == 1);

        hub.Clock.Advance(TimeSpan.FromHours(1));
        await using var late = new ScriptedWorker(hub.Hub, orchestratorNames: ["Unknown"]);
        await late.AnswerAsync(await late.NextTurnAsync(), Complete(0, "\"done\""));
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("\"done\"");
        late.Waiting.Should().Be(0);
    }

    private static async Task BecomesAsync(Func<bool> condition)
    {
        for (var patience = 0; !condition() && patience < 10_000_000; patience++)
        {
            await Task.Yield();
        }
    }
}
