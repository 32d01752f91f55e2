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
        foreach (var name in new[] { "Sleeping", "99", "" })
        {
            var options = new StartOrchestrationOptions("i-1") { DedupeStatuses = [name] };
            await client.Invoking(c => c.ScheduleNewOrchestrationInstanceAsync("Main", options)).Should().ThrowAsync<ArgumentException>();
        }

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
    public async Task Purging_recursively_names_the_descendant_that_is_active()
    {
        hub.Report = new PurgeReport(2, IsComplete: true);
        (await client.PurgeInstanceAsync("p1", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount.Should().Be(2);

        hub.Report = new PurgeReport(0, IsComplete: true, "c2");
        await client.Invoking(c => c.PurgeInstanceAsync("p2", new PurgeInstanceOptions(Recursive: true)))
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*'c2'*");

        hub.Asked.Should().Equal(("purge tree", "p1"), ("purge tree", "p2"));
    }

    [Fact]
    public async Task Purging_by_filter_passes_the_filter_on_and_says_whether_time_was_up()
    {
        hub.Report = new PurgeReport(7, IsComplete: false);
        var from = new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(2));

        var result = await client.PurgeAllInstancesAsync(
            new PurgeInstancesFilter(from, null, [OrchestrationRuntimeStatus.Failed]) { Timeout = TimeSpan.FromSeconds(3) }, new PurgeInstanceOptions(Recursive: true));

        (result.PurgedInstanceCount, result.IsComplete).Should().Be((7, false));
        hub.Asked.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new PurgeAllRequest(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), null, [InstanceStatus.Failed], Recursive: true, TimeSpan.FromSeconds(3)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task Purging_by_filter_needs_a_positive_time_out(int seconds) =>
        await client.Invoking(c => c.PurgeAllInstancesAsync(new PurgeInstancesFilter { Timeout = TimeSpan.FromSeconds(seconds) }))
            .Should().ThrowAsync<ArgumentOutOfRangeException>();

    [Fact]
    public async Task A_restart_on_a_busy_hub_raises_TaskHubBusyException()
    {
        hub.Restart = new RestartInstanceResult(RestartInstanceOutcome.ResourceExhausted, "i-1");

        await client.Invoking(c => c.RestartAsync("i-1")).Should().ThrowAsync<TaskHubBusyException>();
    }

    [Fact]
    public async Task Listing_ids_takes_an_empty_key_for_the_first_page()
    {
        var page = await client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Completed], pageSize: 5, lastInstanceKey: "");

        page.ContinuationToken.Should().Be("next");
        hub.Asked.OfType<CompletedInstanceQuery>().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new CompletedInstanceQuery(null, null, [InstanceStatus.Completed], 5, null));
        (await client.ListInstanceIdsAsync(lastInstanceKey: "next")).ContinuationToken.Should().BeNull();
    }
}
