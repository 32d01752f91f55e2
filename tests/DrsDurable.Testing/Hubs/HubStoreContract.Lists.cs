using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

public abstract partial class HubStoreContract
{
    private static CompletedQuery AnyCompleted { get; } = new(null, null, null, 100, null);

    [Fact]
    public async Task ListCompleted_OrdersByCompletionThenId_FiltersAndPages()
    {
        await CreateAsync("running", "l");
        InstanceStatus[] statuses = [InstanceStatus.Completed, InstanceStatus.Failed, InstanceStatus.Terminated];
        foreach (var (id, i) in new[] { "d", "c", "b", "a", "e" }.Select((id, i) => (id, i)))
        {
            await CreateAsync(id, "l");
            await EndAtAsync(id, "l", Noon.AddMinutes(i / 2), statuses[i % 3]);
        }

        (await CompletedAsync(AnyCompleted with { PageSize = 2 })).Should().Equal("c", "d", "a", "b", "e");
        (await CompletedAsync(AnyCompleted with { PageSize = 5 })).Should().HaveCount(5);
        (await CompletedAsync(AnyCompleted with { Statuses = [InstanceStatus.Completed] })).Should().Equal("d", "a");
        (await CompletedAsync(AnyCompleted with { CompletedFrom = Noon.AddMinutes(1), CompletedTo = Noon.AddMinutes(1) })).Should().Equal("a", "b");
        (await CompletedAsync(AnyCompleted with { Statuses = [InstanceStatus.Running] })).Should().BeEmpty();
    }

    [Fact]
    public async Task ListCompleted_ForgetsWhatIsPurgedReplacedOrWokenAgain()
    {
        foreach (var id in new[] { "kept", "purged", "replaced", "woken" })
        {
            await CreateAsync(id, "l1");
            await EndAtAsync(id, "l1", Noon, InstanceStatus.Failed);
        }

        await Store.PurgeAsync("purged", "l1", default);
        await CreateAsync("replaced", "l2");
        await Store.UpdateHeadAsync(new HeadUpdate(Head("woken", "l1") with { Sequence = 1, Status = InstanceStatus.Running }, null, Deactivate: false), default);
        await ReopenAsync();

        (await CompletedAsync(AnyCompleted)).Should().Equal("kept");
    }

    [Fact]
    public async Task ListChildren_FindsEveryInstanceAParentStarted()
    {
        foreach (var i in Enumerable.Range(0, 7))
        {
            var head = Head($"c{i}", "l") with { Parent = new ParentLink(i == 6 ? "other" : "p", "lp", i, "Parent", null, i) };
            await Store.SendAsync([new OutboundCreation(new InstanceCreation(head, null, []))], default);
            if (i is 3 or 4)
            {
                var ended = head with { Sequence = 0, Status = InstanceStatus.Completed, CompletedAt = Noon };
                await Store.UpdateHeadAsync(new HeadUpdate(ended, InstancePayloads.None, Deactivate: true), default);
            }
        }

        await CreateAsync("p", "lp");
        await Store.PurgeAsync("c4", "l", default);

        (await ChildrenAsync("p")).Should().Equal("c0", "c1", "c2", "c3", "c5");
        (await ChildrenAsync("nobody")).Should().BeEmpty();
    }

    [Fact]
    public async Task Activate_PutsAnEndedInstanceBackOnTheActiveList()
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1", InstanceStatus.Failed);

        (await Store.ActivateAsync("a", "l1", "act", default)).Should().Be(ActivationOutcome.Active);
        (await Store.ActivateAsync("a", "l1", "act", default)).Should().Be(ActivationOutcome.Active);

        (await ActiveAsync()).Should().Equal("a");
        (await Store.PurgeAsync("a", "l1", default)).Should().Be(PurgeStoreOutcome.StillActive);
        (await AppendAsync("a", "l1", 0, 1, "w")).Outcome.Should().Be(AppendOutcome.Committed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Deactivate_ByAnOwnerThatKnowsNothingOfTheActivation_LeavesTheInstanceActive(int sequence)
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1", InstanceStatus.Failed);
        await Store.ActivateAsync("a", "l1", "second", default);
        await Store.ActivateAsync("a", "l1", "second", default);
        var ended = new HeadUpdate(Head("a", "l1") with { Sequence = sequence, Status = InstanceStatus.Failed }, InstancePayloads.None, Deactivate: true);

        await Store.UpdateHeadAsync(ended, default);
        await Store.UpdateHeadAsync(ended with { Activation = "first" }, default);

        (await ActiveAsync()).Should().Equal("a");
        var stored = await Store.ReadInstanceAsync("a", false, default);
        (stored!.IsActive, stored.Activation, stored.Head.Sequence).Should().Be((true, "second", sequence));
        await Store.UpdateHeadAsync(ended with { Activation = "second" }, default);
        (await ActiveAsync()).Should().BeEmpty();
        (await Store.PurgeAsync("a", "l1", default)).Should().Be(PurgeStoreOutcome.Purged);
    }

    [Fact]
    public async Task Activate_OfALifeThatIsGone_ChangesNothing()
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1");

        (await Store.ActivateAsync("a", "l2", "act", default)).Should().Be(ActivationOutcome.Gone);
        (await Store.ActivateAsync("nobody", "l1", "act", default)).Should().Be(ActivationOutcome.Gone);
        await Store.PurgeAsync("a", "l1", default);
        (await Store.ActivateAsync("a", "l1", "act", default)).Should().Be(ActivationOutcome.Gone);

        (await ActiveAsync()).Should().BeEmpty();
    }

    private async Task EndAtAsync(string id, string life, DateTime at, InstanceStatus status)
    {
        await AppendAsync(id, life, 0, 0, "end");
        var head = Head(id, life) with { Sequence = 0, Status = status, CompletedAt = at };
        await Store.UpdateHeadAsync(new HeadUpdate(head, InstancePayloads.None, Deactivate: true), default);
    }

    private async Task<IReadOnlyList<string>> CompletedAsync(CompletedQuery query)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListCompletedAsync(query with { Continuation = continuation }, default);
            page.Items.Count.Should().BeLessThanOrEqualTo(query.PageSize);
            ids.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ids;
    }

    private async Task<IReadOnlyList<string>> ChildrenAsync(string parentId)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListChildrenAsync(parentId, continuation, default);
            ids.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ids;
    }
}
