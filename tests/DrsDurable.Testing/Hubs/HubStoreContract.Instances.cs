using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

public abstract partial class HubStoreContract
{
    [Fact]
    public async Task Create_OnAFreeId_CreatesAnActiveInstance()
    {
        (await CreateAsync("a", "l1", "\"in\"")).Outcome.Should().Be(CreationOutcome.Created);

        var stored = await Store.ReadInstanceAsync("a", includePayloads: true, default);
        stored!.Head.Should().BeEquivalentTo(Head("a", "l1"));
        stored.IsActive.Should().BeTrue();
        stored.Payloads.Should().Be(new InstancePayloads("\"in\"", null, null));
        (await ActiveAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Create_OfTheSameLifeAgain_SaysItIsThere()
    {
        await CreateAsync("a", "l1");

        var again = await CreateAsync("a", "l1");

        again.Outcome.Should().Be(CreationOutcome.AlreadyThere);
        again.Existing!.Life.Should().Be("l1");
    }

    [Fact]
    public async Task Create_OverAnActiveInstance_Clashes()
    {
        await CreateAsync("a", "l1");

        var second = await CreateAsync("a", "l2");

        second.Outcome.Should().Be(CreationOutcome.Clash);
        second.Existing!.Life.Should().Be("l1");
    }

    [Fact]
    public async Task Create_OverAnEndedInstance_ReplacesAllOfIt()
    {
        await CreateAsync("a", "l1", "\"old\"");
        await EndAsync("a", "l1");

        (await CreateAsync("a", "l2")).Outcome.Should().Be(CreationOutcome.Created);

        var stored = await Store.ReadInstanceAsync("a", includePayloads: true, default);
        stored!.Head.Life.Should().Be("l2");
        stored.Payloads.Should().Be(InstancePayloads.None);
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_OverAnEndedInstanceOfAProtectedStatus_Clashes()
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1", InstanceStatus.Completed);

        (await CreateAsync("a", "l2", null, InstanceStatus.Failed)).Outcome.Should().Be(CreationOutcome.Clash);
    }

    [Fact]
    public async Task Create_OfALifeThatWasReplaced_IsDropped()
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1");
        await CreateAsync("a", "l2");
        await EndAsync("a", "l2");
        await CreateAsync("a", "l3");

        (await CreateAsync("a", "l1")).Outcome.Should().Be(CreationOutcome.Gone);
        (await CreateAsync("a", "l2")).Outcome.Should().Be(CreationOutcome.Gone);
    }

    [Fact]
    public async Task UpdateHead_MovesForwardOnly()
    {
        await CreateAsync("a", "l1");
        var second = Head("a", "l1") with { Sequence = 2, CustomStatus = "\"two\"" };

        (await Store.UpdateHeadAsync(new HeadUpdate(second, null, false), default)).Should().Be(HeadOutcome.Updated);
        (await Store.UpdateHeadAsync(new HeadUpdate(second with { CustomStatus = "\"same\"" }, null, false), default)).Should().Be(HeadOutcome.NotNewer);
        (await Store.UpdateHeadAsync(new HeadUpdate(second with { Sequence = 1, CustomStatus = "\"one\"" }, null, false), default)).Should().Be(HeadOutcome.NotNewer);

        (await Store.ReadInstanceAsync("a", false, default))!.Head.CustomStatus.Should().Be("\"two\"");
        var next = second with { Generation = 1, Sequence = 0, CustomStatus = "\"next\"" };
        (await Store.UpdateHeadAsync(new HeadUpdate(next, null, false), default)).Should().Be(HeadOutcome.Updated);
    }

    [Fact]
    public async Task UpdateHead_OfAnotherLife_ChangesNothing()
    {
        await CreateAsync("a", "l2");

        var late = Head("a", "l1") with { Sequence = 9, Status = InstanceStatus.Completed };
        (await Store.UpdateHeadAsync(new HeadUpdate(late, null, Deactivate: true), default)).Should().Be(HeadOutcome.OtherLife);

        var stored = await Store.ReadInstanceAsync("a", false, default);
        stored!.Head.Status.Should().Be(InstanceStatus.Pending);
        stored.IsActive.Should().BeTrue();
    }

    [Fact]
    public async Task UpdateHead_RepeatedToDeactivate_StillDeactivates()
    {
        await CreateAsync("a", "l1");
        var ended = new HeadUpdate(Head("a", "l1") with { Sequence = 0, Status = InstanceStatus.Completed }, InstancePayloads.None, Deactivate: false);
        await Store.UpdateHeadAsync(ended, default);

        (await Store.UpdateHeadAsync(ended with { Deactivate = true }, default)).Should().Be(HeadOutcome.NotNewer);

        (await ActiveAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task UpdateHead_WithPayloads_KeepsAFailureWithItsCauses()
    {
        await CreateAsync("a", "l1");
        var failure = new FailureDetails("Outer", "o", "at x", new FailureDetails("Inner", "i", null, null, IsNonRetriable: true));
        var head = Head("a", "l1") with { Sequence = 0, Status = InstanceStatus.Failed };

        await Store.UpdateHeadAsync(new HeadUpdate(head, new InstancePayloads("1", null, failure), Deactivate: true), default);

        (await Store.ReadInstanceAsync("a", includePayloads: true, default))!.Payloads.Should().Be(new InstancePayloads("1", null, failure));
    }

    [Fact]
    public async Task Purge_NeedsAnEndedInactiveInstance()
    {
        await CreateAsync("a", "l1");

        (await Store.PurgeAsync("a", "l1", default)).Should().Be(PurgeStoreOutcome.StillActive);
        (await Store.PurgeAsync("b", "l1", default)).Should().Be(PurgeStoreOutcome.NotFound);
        (await Store.PurgeAsync("a", "l2", default)).Should().Be(PurgeStoreOutcome.NotFound);
    }

    [Fact]
    public async Task Purge_LeavesNothingReadableAndNothingOfThatLifeComesBack()
    {
        await CreateAsync("a", "l1");
        await EndAsync("a", "l1");

        (await Store.PurgeAsync("a", "l1", default)).Should().Be(PurgeStoreOutcome.Purged);
        await ReopenAsync();

        (await Store.ReadInstanceAsync("a", true, default)).Should().BeNull();
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().BeEmpty();
        (await Store.QueryAsync(AnyHead, default)).Items.Should().BeEmpty();
        (await CreateAsync("a", "l1")).Outcome.Should().Be(CreationOutcome.Gone);
        (await AppendAsync("a", "l1", 0, 1, "w")).Outcome.Should().Be(AppendOutcome.Conflict);
        (await CreateAsync("a", "l2")).Outcome.Should().Be(CreationOutcome.Created);
        (await CreateAsync("a", "l1")).Outcome.Should().Be(CreationOutcome.Gone);
    }

    [Fact]
    public async Task ListActive_PagesThroughEveryActiveInstanceOnce()
    {
        foreach (var i in Enumerable.Range(0, 20))
        {
            await CreateAsync($"i{i:D2}", "l1");
        }

        await EndAsync("i05", "l1");

        (await ActiveAsync()).Should().BeEquivalentTo(Enumerable.Range(0, 20).Where(i => i != 5).Select(i => $"i{i:D2}"));
    }

    [Fact]
    public async Task Query_OrdersByCreationThenId_FiltersAndPages()
    {
        foreach (var i in Enumerable.Range(0, 9))
        {
            await Store.SendAsync(
                [new OutboundCreation(new InstanceCreation(Head($"{(i % 2 == 0 ? "even" : "odd")}{i}", "l", Noon.AddMinutes(i / 2)), null, []))], default);
        }

        (await PagesAsync(AnyHead with { PageSize = 2 })).Should().Equal("even0", "odd1", "even2", "odd3", "even4", "odd5", "even6", "odd7", "even8");
        (await PagesAsync(AnyHead with { InstanceIdPrefix = "odd" })).Should().Equal("odd1", "odd3", "odd5", "odd7");
        (await PagesAsync(AnyHead with { CreatedFrom = Noon.AddMinutes(1), CreatedTo = Noon.AddMinutes(2) })).Should().Equal("even2", "odd3", "even4", "odd5");
        (await PagesAsync(AnyHead with { Statuses = [InstanceStatus.Running] })).Should().BeEmpty();
        (await PagesAsync(AnyHead with { Statuses = [InstanceStatus.Pending], PageSize = 9 })).Should().HaveCount(9);
    }

    private static HeadQuery AnyHead { get; } = new(null, null, null, null, 100, IncludePayloads: false, null);

    private async Task<IReadOnlyList<string>> PagesAsync(HeadQuery query)
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.QueryAsync(query with { Continuation = continuation }, default);
            page.Items.Count.Should().BeLessThanOrEqualTo(query.PageSize);
            ids.AddRange(page.Items.Select(instance => instance.Head.InstanceId));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ids;
    }

    private async Task<IReadOnlyList<string>> ActiveAsync()
    {
        var ids = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Store.ListActiveAsync(0, continuation, default);
            ids.AddRange(page.Items.Select(item => item.InstanceId));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return ids;
    }
}
