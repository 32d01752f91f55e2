using DrsDurable.DurableTask.Client;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>GetAllInstancesAsync: every filter and the paging.</summary>
public sealed class QueryTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Every_filter_restricts_and_all_together_restrict_more(HubStoreKind store)
    {
        await using var hub = await StartAsync(store);

        (await IdsAsync(hub, new OrchestrationQuery())).Should().Equal("red-0", "blue-1", "red-2", "blue-3", "red-4");
        (await IdsAsync(hub, null)).Should().HaveCount(5);
        (await IdsAsync(hub, new OrchestrationQuery(CreatedFrom: Noon.AddMinutes(3)))).Should().Equal("blue-3", "red-4");
        (await IdsAsync(hub, new OrchestrationQuery(CreatedTo: Noon.AddMinutes(1)))).Should().Equal("red-0", "blue-1");
        (await IdsAsync(hub, new OrchestrationQuery(InstanceIdPrefix: "red-"))).Should().Equal("red-0", "red-2", "red-4");
        (await IdsAsync(hub, new OrchestrationQuery(InstanceIdPrefix: "RED-"))).Should().BeEmpty();
        (await IdsAsync(hub, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed]))).Should().Equal("blue-1", "red-2");
        (await IdsAsync(hub, new OrchestrationQuery(Statuses: []))).Should().BeEmpty();
        (await IdsAsync(hub, new OrchestrationQuery(Noon, Noon.AddMinutes(3), [OrchestrationRuntimeStatus.Running], InstanceIdPrefix: "blue")))
            .Should().Equal("blue-3");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Pages_follow_each_other_until_the_token_is_null(int pageSize)
    {
        await using var hub = await StartAsync(HubStoreKind.Sqlite);
        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in hub.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: pageSize)).AsPages())
        {
            pages.Add(page);
        }

        pages.Should().HaveCount((5 + pageSize - 1) / pageSize).And.OnlyContain(page => page.Values.Count <= pageSize);
        pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId).Should().Equal("red-0", "blue-1", "red-2", "blue-3", "red-4");
        pages[^1].ContinuationToken.Should().BeNull();
    }

    [Fact]
    public async Task A_query_can_be_taken_up_again_at_a_pages_token()
    {
        await using var hub = await StartAsync(HubStoreKind.Weak);
        await using var pages = hub.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 2)).AsPages().GetAsyncEnumerator();
        await pages.MoveNextAsync();

        (await IdsAsync(hub, new OrchestrationQuery(PageSize: 2, ContinuationToken: pages.Current.ContinuationToken))).Should().Equal("red-2", "blue-3", "red-4");
    }

    [Fact]
    public async Task Inputs_and_outputs_are_there_only_if_they_were_asked_for()
    {
        await using var hub = await StartAsync(HubStoreKind.Sqlite);
        var without = await FirstAsync(new OrchestrationQuery(InstanceIdPrefix: "blue-1"));
        var with = await FirstAsync(new OrchestrationQuery(InstanceIdPrefix: "blue-1", FetchInputsAndOutputs: true));

        without.Invoking(instance => instance.ReadOutputAs<string>()).Should().Throw<InvalidOperationException>();
        (with.ReadInputAs<string>(), with.ReadOutputAs<string>()).Should().Be(("x", "x"));

        async Task<OrchestrationMetadata> FirstAsync(OrchestrationQuery query)
        {
            await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
            {
                return instance;
            }

            throw new InvalidOperationException("Nothing was found.");
        }
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(OperationsHub hub, OrchestrationQuery? query)
    {
        var ids = new List<string>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
        {
            ids.Add(instance.InstanceId);
        }

        return ids;
    }

    /// <summary>Five instances a minute apart: running, completed, failed, running, terminated.</summary>
    private static async Task<OperationsHub> StartAsync(HubStoreKind store)
    {
        var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho().AddFailing(), store);
        foreach (var (id, name, input) in new[] { ("red-0", "Listen", null), ("blue-1", "Echo", "x"), ("red-2", "Failing", null), ("blue-3", "Listen", null), ("red-4", "Listen", null) })
        {
            await hub.StartAsync(id, name, input);
            await hub.Virtual.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await hub.Client.TerminateInstanceAsync("red-4");
        await hub.IdleAsync();
        return hub;
    }
}
