using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Hub;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class TerminateTests
{
    private static readonly TerminateInstanceOptions Recursive = new("stopped", Recursive: true);

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Recursive_termination_reaches_grandchildren_and_only_the_root_gets_the_output(HubStoreKind store)
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent().AddParent("Grandparent", "Parent"), store);
        await hub.StartAsync("g", "Grandparent");

        await hub.Client.TerminateInstanceAsync("g", Recursive);
        await hub.IdleAsync();

        foreach (var id in new[] { "g", "g:child", "g:child:child" })
        {
            (await hub.StatusAsync(id)).Should().Be(OrchestrationRuntimeStatus.Terminated);
        }

        (await hub.GetAsync("g")).ReadOutputAs<string>().Should().Be("stopped");
        (await hub.GetAsync("g:child")).SerializedOutput.Should().BeNull();
    }

    [Fact]
    public async Task Termination_without_recursion_leaves_the_children_running()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");

        await hub.Client.TerminateInstanceAsync("p", "x");
        await hub.IdleAsync();

        (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Terminated);
        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Recursive_termination_finds_a_child_that_has_not_had_its_first_turn()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await HubCalls.StartAsync(hub, "p", "Parent");
        await worker.AnswerAsync(
            await worker.NextTurnAsync(), new CreateSubOrchestrationAction(0, "Child", null, "c", null, new Dictionary<string, string>()));
        var childsFirstTurn = await worker.NextTurnAsync();

        await hub.Client.TerminateAsync("p", null, recurse: true, default);
        await hub.IdleAsync();
        await worker.AnswerAsync(childsFirstTurn, ScriptedWorker.Activity(0, "Late"));
        await hub.IdleAsync();

        (await HubCalls.GetAsync(hub, "p")).Status.Should().Be(InstanceStatus.Terminated);
        (await HubCalls.GetAsync(hub, "c")).Status.Should().Be(InstanceStatus.Terminated);
        worker.Waiting.Should().Be(0);
    }

    /// <summary>The request arrives after each number of store calls of the run in turn, so that it meets every state of the family.</summary>
    [Fact]
    public async Task Recursive_termination_at_every_moment_of_a_run_leaves_nothing_running()
    {
        for (var moment = 0; moment < 40; moment++)
        {
            await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent().AddParent("Grandparent", "Parent"));
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Grandparent", new StartOrchestrationOptions("g"));
            for (var i = 0; i < moment; i++)
            {
                await hub.Client.GetInstanceAsync("nobody");
            }

            await hub.Client.TerminateInstanceAsync("g", Recursive);
            await hub.IdleAsync();

            await foreach (var instance in hub.Client.GetAllInstancesAsync())
            {
                instance.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated, "{0} at moment {1}", instance.InstanceId, moment);
            }
        }
    }

    [Fact]
    public async Task A_child_id_that_was_taken_over_by_another_life_is_left_alone()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks
            .AddListener()
            .AddOrchestratorFunc<string>("Holding", async context =>
            {
                var first = context.CallSubOrchestratorAsync<string>("Listen", null, new SubOrchestrationOptions(instanceId: "shared"));
                await first;
                return await context.WaitForExternalEvent<string>("never");
            }));
        await hub.StartAsync("p", "Holding");
        await hub.Client.RaiseEventAsync("shared", "go", "x");
        await hub.IdleAsync();
        await hub.StartAsync("shared", "Listen");

        await hub.Client.TerminateInstanceAsync("p", Recursive);
        await hub.IdleAsync();

        (await hub.StatusAsync("shared")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task An_instance_that_waits_for_its_start_time_can_be_terminated()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(30)));
        await hub.Client.RaiseEventAsync("a", "go", "early");

        await hub.Client.TerminateInstanceAsync("a", "never");
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("never");
        hub.Virtual.Hub.NextDue.Should().BeNull();
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");
        await hub.Client.SuspendInstanceAsync("a", "pause");
        await hub.IdleAsync();

        await hub.Client.TerminateInstanceAsync("a", "over");
        await hub.IdleAsync();

        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task Termination_wins_over_ContinueAsNew()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Eternal", async (context, round) =>
        {
            await context.WaitForExternalEvent<int>("next");
            context.ContinueAsNew(round + 1);
            return round;
        }));
        await hub.StartAsync("a", "Eternal", 0);

        await Task.WhenAll(hub.Client.RaiseEventAsync("a", "next", 1), hub.Client.TerminateInstanceAsync("a", "over"), hub.Client.RaiseEventAsync("a", "next", 2));
        await hub.IdleAsync();

        (await hub.GetAsync("a")).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("over");
    }

    [Fact]
    public async Task Termination_ends_an_instance_that_continues_as_new_without_ever_waiting()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Spinning", (context, round) =>
        {
            context.ContinueAsNew(round + 1);
            return round;
        }));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Spinning", 0, new StartOrchestrationOptions("a"));

        await hub.Client.TerminateInstanceAsync("a", "over");
        await hub.Client.WaitForInstanceCompletionAsync("a");
        await hub.IdleAsync();

        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task Terminating_what_is_unknown_or_has_ended_is_no_error_and_changes_nothing()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());
        await hub.StartAsync("a", "Echo", "x");

        await hub.Client.TerminateInstanceAsync("a", "late");
        await hub.Client.TerminateInstanceAsync("nobody", Recursive);
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("x");
        (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<DurableTask.Client.History.ExecutionTerminatedEvent>().Should().BeEmpty();
    }
}
