using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>What clients may rely on, fault-free.</summary>
public sealed class TaskHubClientTests
{
    [Fact]
    public async Task Status_follows_suspension_and_custom_status_follows_the_orchestrator()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        await StartAsync(hub, "a", "Listen");
        (await hub.Client.WaitForStartAsync("a", false, default)).Status.Should().Be(InstanceStatus.Running);

        await hub.Client.SuspendAsync("a", "pause", default);
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Suspended);
        await hub.Client.ResumeAsync("a", null, default);
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Running);
    }

    [Fact]
    public async Task Create_OnATakenId_AnswersByTheStatusesThatMayBeReplaced()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);
        (await StartAsync(hub, "a", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
        await hub.IdleAsync();

        (await StartAsync(hub, "a", "Listen")).Should().Be(new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, InstanceStatus.Running));
        (await hub.Client.CreateInstanceAsync(
            new CreateInstanceRequest("a", "Listen", ReplaceableStatuses: [InstanceStatus.Running], Tags: new Dictionary<string, string> { ["n"] = "2" }), default))
            .Outcome.Should().Be(CreateInstanceOutcome.Created);
        await hub.Client.RaiseEventAsync("a", "go", "\"x\"", null, default);
        await hub.IdleAsync();

        var second = await GetAsync(hub, "a");
        second.Status.Should().Be(InstanceStatus.Completed);
        second.Tags["n"].Should().Be("2");
        (await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Listen", ReplaceableStatuses: [InstanceStatus.Failed]), default))
            .Should().Be(new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, InstanceStatus.Completed));
        (await StartAsync(hub, "a", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
    }

    [Fact]
    public async Task Create_RepeatedWithItsRequestId_IsTheSameInstance()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        var request = new CreateInstanceRequest("a", "Listen", RequestId: "r");

        (await hub.Client.CreateInstanceAsync(request, default)).Outcome.Should().Be(CreateInstanceOutcome.Created);
        (await hub.Client.CreateInstanceAsync(request, default)).Outcome.Should().Be(CreateInstanceOutcome.Created);

        await hub.IdleAsync();
        (await hub.Client.GetHistoryAsync("a", default)).OfType<ExecutionStartedEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_caller_may_give_up_while_the_store_does_not_answer()
    {
        using var medium = new HubMedium(HubStoreKind.Weak, 1);
        var clock = new VirtualTimeProvider();
        var store = new FaultingHubStore(medium.Open(clock), [.. Enumerable.Range(1, 99).Select(call => new StoreFault(call, StoreFaultKind.FailureBeforeEffect)).Skip(2)]);
        await using var process = await HubProcess.StartAsync(store, clock, tasks: null);
        using var patience = new CancellationTokenSource();

        var asking = process.Client.GetInstanceAsync("a", false, patience.Token);
        await process.Hub.WhenIdleAsync(default);
        asking.IsCompleted.Should().BeFalse();
        await patience.CancelAsync();

        await FluentActions.Awaiting(() => asking).Should().ThrowAsync<OperationCanceledException>();
        process.Hub.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ends_for_an_instance_created_later_and_counts_as_no_work()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        var waiting = hub.Client.WaitForCompletionAsync("a", includePayloads: true, default);
        await hub.IdleAsync();
        waiting.IsCompleted.Should().BeFalse();

        await StartAsync(hub, "a", "Listen");
        await hub.Client.RaiseEventAsync("a", "go", "\"x\"", null, default);

        (await waiting).Output.Should().Be("\"x\"");
    }

    [Fact]
    public async Task Purge_NeedsAnEndedInstance_AndLeavesNothing()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();

        (await hub.Client.PurgeAsync("a", default)).Should().Be(PurgeOutcome.StillActive);
        await hub.Client.TerminateAsync("a", null, false, default);
        await hub.IdleAsync();
        (await hub.Client.PurgeAsync("a", default)).Should().Be(PurgeOutcome.Purged);

        (await hub.Client.GetInstanceAsync("a", true, default)).Should().BeNull();
        (await hub.Client.GetHistoryAsync("a", default)).Should().BeEmpty();
        hub.Medium.Weak.ItemCount.Should().Be(0);
    }

    [Fact]
    public async Task An_eternal_instance_keeps_a_constant_number_of_items()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks => tasks.AddOrchestratorFunc<int, int>("Loop", (context, round) =>
        {
            if (round < 500)
            {
                context.ContinueAsNew(round + 1);
            }

            return round;
        }));

        await StartAsync(hub, "a", "Loop", "0");
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("500");
        hub.Medium.Weak.ItemCount.Should().Be(2, "one head and the batch of the last generation");
    }

    [Fact]
    public async Task Query_pages_through_instances_by_creation()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        foreach (var i in Enumerable.Range(0, 5))
        {
            await StartAsync(hub, $"i{i}", "Listen");
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await hub.Client.TerminateAsync("i2", null, false, default);
        await hub.IdleAsync();
        var first = await hub.Client.QueryAsync(new InstanceQuery(Statuses: [InstanceStatus.Running], PageSize: 3), default);
        var second = await hub.Client.QueryAsync(
            new InstanceQuery(Statuses: [InstanceStatus.Running], PageSize: 3, ContinuationToken: first.ContinuationToken), default);

        first.Instances.Select(instance => instance.InstanceId).Should().Equal("i0", "i1", "i3");
        second.Instances.Select(instance => instance.InstanceId).Should().Equal("i4");
        second.ContinuationToken.Should().BeNull();
    }
}
