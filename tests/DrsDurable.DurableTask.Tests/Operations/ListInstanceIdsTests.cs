using DrsDurable.DurableTask.Client;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class ListInstanceIdsTests
{
    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Ids_of_ended_instances_are_listed_by_completion_page_by_page(HubStoreKind store)
    {
        await using var hub = await StartAsync(store);

        var first = await hub.Client.ListInstanceIdsAsync(pageSize: 2);
        var second = await hub.Client.ListInstanceIdsAsync(pageSize: 2, lastInstanceKey: first.ContinuationToken);

        first.Values.Should().Equal("c", "b");
        second.Values.Should().Equal("a");
        second.ContinuationToken.Should().BeNull("whoever pages goes on until it is");
    }

    [Fact]
    public async Task A_page_that_is_exactly_full_is_the_last_one()
    {
        await using var hub = await StartAsync(HubStoreKind.Weak);

        (await hub.Client.ListInstanceIdsAsync(pageSize: 3)).ContinuationToken.Should().BeNull();
    }

    [Fact]
    public async Task Ids_are_filtered_by_status_and_by_completion_time_both_ends_included()
    {
        await using var hub = await StartAsync(HubStoreKind.Sqlite);
        var second = new DateTimeOffset(2030, 1, 1, 0, 2, 0, TimeSpan.Zero);

        (await hub.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Terminated])).Values.Should().Equal("b");
        (await hub.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated])).Values.Should().Equal("c", "b", "a");
        (await hub.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Running])).Values.Should().BeEmpty();
        (await hub.Client.ListInstanceIdsAsync(completedTimeFrom: second)).Values.Should().Equal("b", "a");
        (await hub.Client.ListInstanceIdsAsync(completedTimeTo: second)).Values.Should().Equal("c", "b");
        (await hub.Client.ListInstanceIdsAsync(completedTimeFrom: second, completedTimeTo: second)).Values.Should().Equal("b");
    }

    [Fact]
    public async Task A_page_size_or_a_key_that_makes_no_sense_is_an_argument_error()
    {
        await using var hub = await StartAsync(HubStoreKind.Sqlite);

        await hub.Client.Invoking(c => c.ListInstanceIdsAsync(pageSize: 0)).Should().ThrowAsync<ArgumentException>();
        await hub.Client.Invoking(c => c.ListInstanceIdsAsync(lastInstanceKey: "nonsense")).Should().ThrowAsync<ArgumentException>();
    }

    /// <summary>c, b and a end in this order, a minute apart; d runs on.</summary>
    private static async Task<OperationsHub> StartAsync(HubStoreKind store)
    {
        var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener(), store);
        foreach (var id in new[] { "a", "b", "c", "d" })
        {
            await hub.StartAsync(id, "Listen");
        }

        await hub.Virtual.AdvanceAsync(TimeSpan.FromMinutes(1));
        await hub.Client.RaiseEventAsync("c", "go", "x");
        await hub.Virtual.AdvanceAsync(TimeSpan.FromMinutes(1));
        await hub.Client.TerminateInstanceAsync("b");
        await hub.Virtual.AdvanceAsync(TimeSpan.FromMinutes(1));
        await hub.Client.RaiseEventAsync("a", "go", "x");
        await hub.IdleAsync();
        return hub;
    }
}
