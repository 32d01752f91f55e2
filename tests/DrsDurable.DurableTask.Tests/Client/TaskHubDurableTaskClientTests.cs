using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker.InProcess;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask.Tests.Client;

public sealed class TaskHubDurableTaskClientTests : IAsyncDisposable
{
    private readonly ScriptedHubClient hub = new();
    private readonly ServiceProvider services;
    private readonly DurableTaskClient client;

    public TaskHubDurableTaskClientTests()
    {
        services = new ServiceCollection()
            .AddSingleton<ITaskHubClient>(hub)
            .AddDurableTaskClient(builder => builder.UseTaskHub())
            .BuildServiceProvider(validateScopes: true);
        client = services.GetRequiredService<DurableTaskClient>();
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    [Fact]
    public async Task Scheduling_without_an_id_makes_one_of_32_digits()
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync("Main", new { A = 1 });

        Guid.TryParseExact(id, "N", out _).Should().BeTrue();
        hub.Asked.Should().ContainSingle().Which.Should().Be(new CreateInstanceRequest(id, "Main", Input: "{\"A\":1}"));
    }

    [Fact]
    public async Task Start_options_are_passed_on()
    {
        var tags = new Dictionary<string, string> { ["plan"] = "p" };
        var options = new StartOrchestrationOptions("i-1", new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2))) { Tags = tags, Version = "3" };

        await client.ScheduleNewOrchestrationInstanceAsync("Main", options);

        hub.Asked.Should().ContainSingle().Which.Should().Be(
            new CreateInstanceRequest("i-1", "Main", "3", null, tags, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
    }

    [Fact]
    public async Task Dedupe_statuses_become_their_complement_of_replaceable_ones()
    {
        var options = new StartOrchestrationOptions("i-1").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended, OrchestrationRuntimeStatus.Completed);

        await client.ScheduleNewOrchestrationInstanceAsync("Main", options);

        hub.Asked.OfType<CreateInstanceRequest>().Single().ReplaceableStatuses.Should().BeEquivalentTo(
            [InstanceStatus.Failed, InstanceStatus.Terminated, InstanceStatus.Canceled]);
    }

    [Fact]
    public async Task A_dedupe_status_that_is_none_is_refused_and_nothing_is_created()
    {
        var options = new StartOrchestrationOptions("i-1") { DedupeStatuses = ["Sleeping"] };

        await client.Invoking(c => c.ScheduleNewOrchestrationInstanceAsync("Main", options)).Should().ThrowAsync<ArgumentException>();
        hub.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task An_id_that_is_taken_raises_OrchestrationAlreadyExistsException()
    {
        hub.Creation = new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, InstanceStatus.Running);

        await client.Invoking(c => c.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("i-1")))
            .Should().ThrowAsync<OrchestrationAlreadyExistsException>().WithMessage("*'i-1' already exists with status Running*");
    }

    [Fact]
    public async Task A_busy_hub_raises_TaskHubBusyException()
    {
        hub.Creation = new CreateInstanceResult(CreateInstanceOutcome.ResourceExhausted);

        await client.Invoking(c => c.ScheduleNewOrchestrationInstanceAsync("Main", CancellationToken.None)).Should().ThrowAsync<TaskHubBusyException>();
    }

    [Fact]
    public async Task Signals_reach_the_hub_and_an_unknown_instance_is_no_error()
    {
        await client.RaiseEventAsync("i-1", "Go", new[] { 1 });
        await client.TerminateInstanceAsync("i-1", "enough");
        await client.TerminateInstanceAsync("i-1", new TerminateInstanceOptions(null, Recursive: true));
        await client.SuspendInstanceAsync("i-1", "pause");
        await client.ResumeInstanceAsync("i-1", CancellationToken.None);

        hub.Asked.Should().Equal(
            ("raise", "i-1", "Go", "[1]"),
            ("terminate", "i-1", "\"enough\"", false),
            ("terminate", "i-1", (string?)null, true),
            ("suspend", "i-1", "pause"),
            ("resume", "i-1", (string?)null));
    }

    [Fact]
    public async Task An_instance_is_read_with_or_without_its_payloads_and_an_unknown_one_is_null()
    {
        hub.Instances["i-1"] = ScriptedHubClient.Snapshot("i-1") with { Failure = new FailureDetails("E", "m") };

        var with = await client.GetInstanceAsync("i-1", getInputsAndOutputs: true);
        var without = await client.GetInstanceAsync("i-1");

        with!.ReadOutputAs<int>().Should().Be(2);
        with.FailureDetails!.ErrorType.Should().Be("E");
        with.CreatedAt.Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        without!.Invoking(metadata => metadata.ReadOutputAs<int>()).Should().Throw<InvalidOperationException>();
        (await client.GetInstanceAsync("nobody")).Should().BeNull();
    }

    [Fact]
    public async Task A_query_is_read_page_by_page_to_its_end()
    {
        foreach (var id in new[] { "a", "b", "c", "d", "e" })
        {
            hub.Instances[id] = ScriptedHubClient.Snapshot(id, id == "c" ? InstanceStatus.Running : InstanceStatus.Completed);
        }

        var found = new List<string>();
        await foreach (var instance in client.GetAllInstancesAsync(new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 2, InstanceIdPrefix: "x")))
        {
            found.Add(instance.InstanceId);
        }

        found.Should().Equal("a", "b", "d", "e");
        hub.Asked.OfType<InstanceQuery>().Select(query => query.ContinuationToken).Should().Equal(null, "b");
        hub.Asked.OfType<InstanceQuery>().Should().OnlyContain(query => query.InstanceIdPrefix == "x" && query.PageSize == 2);
    }

    [Fact]
    public async Task Purging_counts_what_was_there_and_refuses_what_is_active()
    {
        hub.Instances["done"] = ScriptedHubClient.Snapshot("done");
        hub.Instances["live"] = ScriptedHubClient.Snapshot("live", InstanceStatus.Running);

        (await client.PurgeInstanceAsync("done")).PurgedInstanceCount.Should().Be(1);
        (await client.PurgeInstanceAsync("done")).PurgedInstanceCount.Should().Be(0);
        await client.Invoking(c => c.PurgeInstanceAsync("live")).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'live' is still active*");
    }

    [Fact]
    public async Task Purging_recursively_takes_children_first_and_stops_at_an_active_one()
    {
        Family("p1", "c1", InstanceStatus.Completed);
        Family("p2", "c2", InstanceStatus.Running);

        (await client.PurgeInstanceAsync("p1", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.Should().Be(2);
        await client.Invoking(c => c.PurgeInstanceAsync("p2", new PurgeInstanceOptions(Recursive: true)))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*'c2'*");

        hub.Asked.Should().Equal(("purge", "c1"), ("purge", "p1"));
        hub.Instances.Keys.Should().BeEquivalentTo("p2", "c2");

        void Family(string parent, string child, InstanceStatus childStatus)
        {
            hub.Instances[parent] = ScriptedHubClient.Snapshot(parent);
            hub.Instances[child] = ScriptedHubClient.Snapshot(child, childStatus);
            hub.Histories[parent] =
                [new SubOrchestrationInstanceCreatedEvent(0, new DateTime(2026, 1, 1), "Child", null, child, null, new Dictionary<string, string>())];
        }
    }

    [Fact]
    public async Task Purging_by_filter_takes_only_what_has_ended()
    {
        hub.Instances["a"] = ScriptedHubClient.Snapshot("a");
        hub.Instances["b"] = ScriptedHubClient.Snapshot("b", InstanceStatus.Running);
        hub.Instances["c"] = ScriptedHubClient.Snapshot("c", InstanceStatus.Failed);

        var result = await client.PurgeAllInstancesAsync(new PurgeInstancesFilter());

        (result.PurgedInstanceCount, result.IsComplete).Should().Be((2, true));
        hub.Instances.Keys.Should().Equal("b");
        (await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Running]))).PurgedInstanceCount.Should().Be(0);
    }

    [Fact]
    public async Task Purging_by_filter_stops_when_its_time_is_up_and_says_so()
    {
        hub.Instances["a"] = ScriptedHubClient.Snapshot("a");

        var result = await client.PurgeAllInstancesAsync(new PurgeInstancesFilter { Timeout = TimeSpan.Zero });

        (result.PurgedInstanceCount, result.IsComplete).Should().Be((0, false));
    }
}
