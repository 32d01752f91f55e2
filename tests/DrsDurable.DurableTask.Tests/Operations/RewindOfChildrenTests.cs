using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class RewindOfChildrenTests
{
    private readonly RewindWorld world = new();

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Failed_children_are_rewound_down_to_the_leaf_and_nothing_else_is_run_again(HubStoreKind store)
    {
        await using var hub = await StartFailedFamilyAsync(store);

        await hub.Client.RewindInstanceAsync("top", "repaired");
        await hub.Virtual.RunToRestAsync();

        (await hub.GetAsync("top")).ReadOutputAs<string>().Should().Be("before-good-leaf-after");
        world.Runs.Should().Equal("after=1", "bad=2", "before=1", "good=1", "leaf=1");
        foreach (var id in new[] { "top", "top:bad", "top:bad:leaf" })
        {
            (await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<ExecutionRewoundEvent>().Single().Reason.Should().Be("repaired");
            (await hub.StatusAsync(id)).Should().Be(OrchestrationRuntimeStatus.Completed);
        }

        (await hub.Client.GetOrchestrationHistoryAsync("top:good")).OfType<ExecutionRewoundEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task Children_can_be_rewound_again_after_they_have_failed_again()
    {
        await using var hub = await StartFailedFamilyAsync(HubStoreKind.Weak, repaired: false);
        await hub.Client.RewindInstanceAsync("top", "too early");
        await hub.Virtual.RunToRestAsync();
        (await hub.StatusAsync("top")).Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Repair();

        await hub.Client.RewindInstanceAsync("top", "repaired");
        await hub.Virtual.RunToRestAsync();

        (await hub.GetAsync("top")).ReadOutputAs<string>().Should().Be("before-good-leaf-after");
        world.Runs.Should().Equal("after=1", "bad=3", "before=1", "good=1", "leaf=1");
    }

    [Fact]
    public async Task A_failed_child_that_was_purged_is_run_anew()
    {
        await using var hub = await StartFailedFamilyAsync(HubStoreKind.Weak);
        await hub.Client.PurgeInstanceAsync("top:bad", new PurgeInstanceOptions(Recursive: true));

        await hub.Client.RewindInstanceAsync("top", "repaired");
        await hub.Virtual.RunToRestAsync();

        (await hub.GetAsync("top")).ReadOutputAs<string>().Should().Be("before-good-leaf-after");
        world.Runs.Should().Equal("after=1", "bad=2", "before=1", "good=1", "leaf=2");
    }

    [Fact]
    public async Task A_child_that_was_rewound_by_itself_and_completed_answers_its_parent_without_running_again()
    {
        await using var hub = await StartFailedFamilyAsync(HubStoreKind.Weak);
        await hub.Client.RewindInstanceAsync("top:bad", "child alone");
        await hub.Virtual.RunToRestAsync();
        (await hub.StatusAsync("top:bad")).Should().Be(OrchestrationRuntimeStatus.Completed);
        (await hub.StatusAsync("top")).Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Forget();

        await hub.Client.RewindInstanceAsync("top", "now the parent");
        await hub.Virtual.RunToRestAsync();

        (await hub.GetAsync("top")).ReadOutputAs<string>().Should().Be("before-good-leaf-after");
        world.Runs.Should().Equal("after=1");
        (await hub.StatusAsync("top:bad")).Should().Be(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task A_child_that_was_rewound_by_itself_and_still_runs_learns_who_waits_for_it()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => world.Break("bad").Register(tasks)
            .AddOrchestratorFunc<string>("Child", async context =>
                await context.CallActivityAsync<string>("Do", "bad") + await context.WaitForExternalEvent<string>("go"))
            .AddParent(child: "Child"));
        await hub.StartAsync("p", "Parent");
        (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Repair();
        await hub.Client.RewindInstanceAsync("p:child", "child alone");
        await hub.IdleAsync();

        await hub.Client.RewindInstanceAsync("p", "now the parent");
        await hub.IdleAsync();
        (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Running);
        await hub.Virtual.KillAndRestartAsync();
        await hub.Client.RaiseEventAsync("p:child", "go", "!");
        await hub.IdleAsync();

        (await hub.GetAsync("p")).ReadOutputAs<string>().Should().Be("bad!");
        world.Runs.Should().Equal("bad=2");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_child_that_ran_on_when_its_parent_failed_is_not_run_again_and_its_answer_counts(bool endsBeforeTheRewind, bool restarts)
    {
        await using var hub = await StartParentFailedOverRunningChildAsync();
        if (endsBeforeTheRewind)
        {
            await hub.Client.RaiseEventAsync("p:child", "go", "child");
            await hub.IdleAsync();
        }

        if (restarts)
        {
            await hub.Virtual.KillAndRestartAsync();
        }

        await hub.Client.RewindInstanceAsync("p", "repaired");
        await hub.IdleAsync();
        if (!endsBeforeTheRewind)
        {
            (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Running);
            await hub.Client.RaiseEventAsync("p:child", "go", "child");
            await hub.IdleAsync();
        }

        (await hub.GetAsync("p")).ReadOutputAs<string>().Should().Be("child");
        world.Runs.Should().Equal("child started=1");
    }

    [Fact]
    public async Task A_child_that_was_purged_before_its_end_was_known_fails_its_parents_task_by_name()
    {
        await using var hub = await StartParentFailedOverRunningChildAsync();
        await hub.Client.RaiseEventAsync("p:child", "go", "child");
        await hub.IdleAsync();
        await hub.Client.PurgeInstanceAsync("p:child");

        await hub.Client.RewindInstanceAsync("p", "repaired");
        await hub.IdleAsync();

        var failed = await hub.GetAsync("p");
        failed.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        failed.FailureDetails!.ErrorMessage.Should().Contain("'p:child' was purged");
        world.Runs.Should().Equal("child started=1");
    }

    [Fact]
    public async Task A_child_that_was_terminated_is_run_anew()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.Client.TerminateInstanceAsync("p:child");
        await hub.IdleAsync();
        (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Failed);

        await hub.Client.RewindInstanceAsync("p", "again");
        await hub.IdleAsync();
        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Running);
        await hub.Client.RaiseEventAsync("p:child", "go", "x");
        await hub.IdleAsync();

        (await hub.GetAsync("p")).ReadOutputAs<string>().Should().Be("x");
    }

    [Fact]
    public async Task A_rewound_family_can_be_terminated_and_purged_as_a_whole()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => world.Break("bad").Register(tasks)
            .AddOrchestratorFunc<string>("Child", async context =>
                await context.CallActivityAsync<string>("Do", "bad") + await context.WaitForExternalEvent<string>("go"))
            .AddParent(child: "Child"));
        await hub.StartAsync("p", "Parent");
        world.Repair();
        await hub.Client.RewindInstanceAsync("p", "repaired");
        await hub.IdleAsync();

        await hub.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: true));
        await hub.IdleAsync();
        (await hub.StatusAsync("p")).Should().Be(OrchestrationRuntimeStatus.Terminated);
        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Terminated);

        (await hub.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.Should().Be(2);
        hub.Virtual.Medium.Weak.ItemCount.Should().Be(0);
    }

    /// <summary>"top" waits for "top:good" and "top:bad", which waits for "top:bad:leaf", whose activity "bad" failed.</summary>
    private async Task<OperationsHub> StartFailedFamilyAsync(HubStoreKind store, bool repaired = true)
    {
        var hub = await OperationsHub.StartAsync(
            tasks => world.Break("bad").Register(tasks)
                .AddOrchestratorFunc<string>("Good", context => context.CallActivityAsync<string>("Do", "good"))
                .AddOrchestratorFunc<string>("Leaf", async context =>
                {
                    var leaf = await context.CallActivityAsync<string>("Do", "leaf");
                    await context.CallActivityAsync<string>("Do", "bad");
                    return leaf;
                })
                .AddOrchestratorFunc<string>("Bad", context => context.CallSubOrchestratorAsync<string>(
                    "Leaf", null, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:leaf")))
                .AddOrchestratorFunc<string>("Top", async context =>
                {
                    var before = await context.CallActivityAsync<string>("Do", "before");
                    var good = context.CallSubOrchestratorAsync<string>("Good", null, new SubOrchestrationOptions(instanceId: "top:good"));
                    var bad = context.CallSubOrchestratorAsync<string>("Bad", null, new SubOrchestrationOptions(instanceId: "top:bad"));
                    await Task.WhenAll(good, bad);
                    return $"{before}-{await good}-{await bad}-{await context.CallActivityAsync<string>("Do", "after")}";
                }),
            store);
        await hub.StartAsync("top", "Top");
        await hub.Virtual.RunToRestAsync();
        (await hub.StatusAsync("top")).Should().Be(OrchestrationRuntimeStatus.Failed);
        if (repaired)
        {
            world.Repair();
        }

        return hub;
    }

    /// <summary>"p" sent more than the hub allows and failed for it while "p:child" waits for its event "go".</summary>
    private async Task<OperationsHub> StartParentFailedOverRunningChildAsync()
    {
        world.Break("size");
        var hub = await OperationsHub.StartAsync(
            tasks => world.Register(tasks)
                .AddOrchestratorFunc<string>("Child", async context =>
                {
                    await context.CallActivityAsync<string>("Do", "child started");
                    return await context.WaitForExternalEvent<string>("go");
                })
                .AddOrchestratorFunc<string>("Parent", async context =>
                {
                    var child = context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "p:child"));
                    await context.WaitForExternalEvent<string>("send");
                    context.SendEvent("nobody", "report", new string('x', world.IsBroken("size") ? 2_000 : 1));
                    return await child;
                }),
            HubStoreKind.Weak,
            options => options.Limits.PayloadBytes = 1_000);
        await hub.StartAsync("p", "Parent");
        await hub.Client.RaiseEventAsync("p", "send", "now");
        await hub.IdleAsync();
        var failed = await hub.GetAsync("p");
        failed.FailureDetails!.ErrorMessage.Should().Contain(nameof(TaskHubLimits.PayloadBytes));
        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Running);
        world.Repair();
        return hub;
    }
}
