using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class PurgeTests
{
    private static readonly PurgeInstanceOptions Recursive = new(Recursive: true);

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Recursive_purge_takes_children_grandchildren_and_children_of_earlier_generations(HubStoreKind store)
    {
        await using var hub = await OperationsHub.StartAsync(
            tasks => tasks
                .AddEcho()
                .AddOrchestratorFunc<string>("Middle", context => context.CallSubOrchestratorAsync<string>(
                    "Echo", "x", new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:leaf")))
                .AddOrchestratorFunc<int, int>("Top", async (context, round) =>
                {
                    await context.CallSubOrchestratorAsync<string>("Middle", null, new SubOrchestrationOptions(instanceId: $"top:{round}"));
                    if (round < 2)
                    {
                        context.ContinueAsNew(round + 1);
                    }

                    return round;
                }),
            store);
        await hub.StartAsync("top", "Top", 0);
        await hub.StartAsync("other", "Echo", "y");

        var result = await hub.Client.PurgeInstanceAsync("top", Recursive);

        (result.PurgedInstanceCount, result.IsComplete).Should().Be((7, true));
        (await AllIdsAsync(hub)).Should().Equal("other");
        if (store == HubStoreKind.Weak)
        {
            hub.Virtual.Medium.Weak.ItemCount.Should().Be(2, "the head and the batch of 'other' are all that is left");
        }
    }

    [Fact]
    public async Task Purge_without_recursion_leaves_the_children_and_a_later_recursive_one_finds_them()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.Client.RaiseEventAsync("p:child", "go", "x");
        await hub.IdleAsync();

        (await hub.Client.PurgeInstanceAsync("p")).PurgedInstanceCount.Should().Be(1);
        (await AllIdsAsync(hub)).Should().Equal("p:child");
        (await hub.Client.PurgeInstanceAsync("p", Recursive)).PurgedInstanceCount.Should().Be(1);
        (await AllIdsAsync(hub)).Should().BeEmpty();
    }

    [Fact]
    public async Task Recursive_purge_of_a_tree_with_an_active_child_names_it_and_purges_nothing()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.Client.TerminateInstanceAsync("p");
        await hub.IdleAsync();

        await hub.Client.Invoking(c => c.PurgeInstanceAsync("p", Recursive)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'p:child' is still active*");

        (await AllIdsAsync(hub)).Should().BeEquivalentTo("p", "p:child");
    }

    [Fact]
    public async Task Recursive_purge_passes_over_the_running_child_of_an_earlier_life()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.Client.TerminateInstanceAsync("p");
        await hub.IdleAsync();
        await hub.StartAsync("p", "Echo", "second life");

        (await hub.Client.PurgeInstanceAsync("p", Recursive)).PurgedInstanceCount.Should().Be(1);

        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Purge_of_an_instance_that_has_not_ended_is_an_invalid_operation()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");

        await hub.Client.Invoking(c => c.PurgeInstanceAsync("a")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'a' is still active*");
        await hub.Client.Invoking(c => c.PurgeInstanceAsync("a", Recursive)).Should().ThrowAsync<InvalidOperationException>();
        (await hub.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount.Should().Be(0);
    }

    [Fact]
    public async Task Purge_by_filter_takes_ended_instances_by_creation_and_status()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho().AddFailing());
        await hub.StartAsync("running", "Listen");
        await hub.StartAsync("old", "Echo", "x");
        hub.Virtual.Clock.Advance(TimeSpan.FromHours(1));
        await hub.StartAsync("failed", "Failing");
        await hub.StartAsync("new", "Echo", "x");
        var hour = new DateTimeOffset(2030, 1, 1, 1, 0, 0, TimeSpan.Zero);

        (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: hour.AddMinutes(-1)))).PurgedInstanceCount.Should().Be(1);
        (await AllIdsAsync(hub)).Should().BeEquivalentTo("running", "failed", "new");
        (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(hour, null, [OrchestrationRuntimeStatus.Failed]))).PurgedInstanceCount.Should().Be(1);
        (await AllIdsAsync(hub)).Should().BeEquivalentTo("running", "new");
        (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Running]))).PurgedInstanceCount.Should().Be(0);
        var rest = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter());
        (rest.PurgedInstanceCount, rest.IsComplete).Should().Be((1, true));
        (await AllIdsAsync(hub)).Should().Equal("running");
    }

    [Fact]
    public async Task Purge_by_filter_with_recursion_takes_whole_trees_and_leaves_those_with_something_active()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.StartAsync("q", "Parent");
        await hub.Client.RaiseEventAsync("p:child", "go", "x");
        await hub.Client.TerminateInstanceAsync("q");
        await hub.IdleAsync();

        var result = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), Recursive);

        (result.PurgedInstanceCount, result.IsComplete).Should().Be((2, true));
        (await AllIdsAsync(hub)).Should().BeEquivalentTo("q", "q:child");
    }

    [Fact]
    public async Task Purge_by_filter_ends_when_its_machine_time_is_up_and_goes_on_when_called_again()
    {
        using var medium = new HubMedium(HubStoreKind.Sqlite, 1);
        var domain = new VirtualTimeProvider();
        var machine = new HurryingClock();
        await using var process = await HubProcess.StartAsync(
            medium.Open(domain), domain, tasks => tasks.AddEcho(), clocks: new TaskHubClocks(domain, machine));
        foreach (var i in Enumerable.Range(0, 5))
        {
            await process.Client.CreateInstanceAsync(new CreateInstanceRequest($"i{i}", "Echo", Input: "1"), default);
        }

        await process.Hub.WhenIdleAsync(default);
        machine.Step = TimeSpan.FromSeconds(1);
        var client = process.Service<DurableTaskClient>();
        var filter = new PurgeInstancesFilter { Timeout = TimeSpan.FromSeconds(2) };

        var first = await client.PurgeAllInstancesAsync(filter);
        var second = await client.PurgeAllInstancesAsync(filter);
        var third = await client.PurgeAllInstancesAsync(filter);

        new[] { first, second, third }.Select(result => (result.PurgedInstanceCount, result.IsComplete)).Should().Equal((2, false), (2, false), (1, true));
    }

    private static async Task<IReadOnlyList<string>> AllIdsAsync(OperationsHub hub)
    {
        var ids = new List<string>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync())
        {
            ids.Add(instance.InstanceId);
        }

        return ids;
    }

    /// <summary>A machine clock on which a step of time passes whenever somebody looks.</summary>
    private sealed class HurryingClock : TimeProvider
    {
        private long ticks;

        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref ticks, Step.Ticks);
    }
}
