using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>What a hub's table and record refuse, and how its lease changes hands.</summary>
[NeedsDynalite]
public sealed class DynamoHubOpeningTests : IAsyncLifetime
{
    private readonly VirtualTimeProvider machine = new();
    private readonly List<DynamoHubStore> stores = [];
    private TableOptions options = null!;

    public async Task InitializeAsync() => options = await DynamoTables.NewAsync();

    public async Task DisposeAsync()
    {
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_OfAMissingTable_SaysHowToCreateIt()
    {
        var result = await Store(table: options with { CreateTable = false }).OpenAsync("default", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.UnsupportedLocation);
        result.Detail.Should().Contain(options.Table).And.Contain("CreateTable=true");
    }

    [Fact]
    public async Task Open_OfAnotherHubInTheTable_NamesBoth()
    {
        await OpenAndCloseAsync();

        var result = await Store().OpenAsync("other", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.UnsupportedLocation);
        result.Detail.Should().Contain("'default'").And.Contain("'other'");
    }

    [Fact]
    public async Task Open_InAnotherRegionThanTheHubIsWrittenIn_IsRefused()
    {
        await OpenAndCloseAsync();

        var result = await Store(table: options with { Region = "eu-west-1" }).OpenAsync("default", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.UnsupportedLocation);
        result.Detail.Should().Contain("us-east-1").And.Contain("eu-west-1");
    }

    [Fact]
    public async Task Open_WithAnotherNumberOfShards_NamesTheHubsOwn()
    {
        await OpenAndCloseAsync();

        var result = await Store(hub: new DynamoHubOptions { Shards = 16 }).OpenAsync("default", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.UnsupportedLocation);
        result.Detail.Should().Contain("Hub:Shards=1");
    }

    [Fact]
    public async Task Open_OfANewerSchema_IsRefusedAndChangesNothing()
    {
        await OpenAndCloseAsync();
        using var client = options.CreateClient();
        var table = await options.OpenAsync(client);
        await table.UpdateAsync(HubKeys.Hub, $"SET {HubAttributes.Schema} = :v", [(":v", Values.Number(99))], ItemCondition.Present, default);

        var result = await Store().OpenAsync("default", "owner", default);

        result.Outcome.Should().Be(OpenOutcome.SchemaTooNew);
        result.Detail.Should().Contain("99");
    }

    [Fact]
    public async Task Open_WhileAnotherRenewsItsLease_IsRefused()
    {
        var first = Store();
        var lease = (await first.OpenAsync("default", "first", default)).Lease!;

        var opening = Store().OpenAsync("default", "second", default);
        while (!opening.IsCompleted)
        {
            await first.RenewLeaseAsync(lease, default);
            machine.AdvanceToNextTimer();
        }

        (await opening).Should().Match<OpenResult>(result => result.Outcome == OpenOutcome.InUse && result.Detail!.Contains("first"));
    }

    [Fact]
    public async Task Open_AfterTheOwnerDied_WaitsForAWholeLeaseTimeAndThenTakesTheShard()
    {
        var dead = Store();
        var before = (await dead.OpenAsync("default", "dead", default)).Lease!;
        var begun = machine.GetUtcNow();

        var opening = Store().OpenAsync("default", "next", default);
        while (!opening.IsCompleted)
        {
            machine.AdvanceToNextTimer();
            await Task.Yield();
        }

        var after = await opening;
        after.Outcome.Should().Be(OpenOutcome.Opened);
        after.Lease!.Epoch.Should().Be(before.Epoch + 1);
        (machine.GetUtcNow() - begun).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
        (await dead.DeleteMessagesAsync(before, [], default)).Should().Be(LeaseOutcome.LeaseLost, "it may have woken up again");
    }

    [Fact]
    public async Task Deletions_ThatComeTogether_ShareOneRenewal()
    {
        var client = options.CreateClient();
        var weak = new WeakDynamoDb(client, 1);
        var store = new DynamoHubStore(weak.Client, options, new DynamoHubOptions(), machine, NullLogger<DynamoHubStore>.Instance);
        stores.Add(store);
        var lease = (await store.OpenAsync("default", "owner", default)).Lease!;
        var messages = Enumerable.Range(0, 50).Select(i => new InboxMessage("a", null, $"m{i}", i, 0, new byte[] { 1 })).ToList();
        await store.SendAsync([.. messages.Select(message => new OutboundMessage(message))], default);
        weak.Consumed.Reset();

        await Task.WhenAll(messages.Select(message => store.DeleteMessagesAsync(lease, [message.Key], default)));

        (await store.ReadInboxAsync(0, null, default)).Items.Should().BeEmpty();
        weak.Consumed.RequestsByOperation["UpdateItem"].Should().BeLessThan(10);
    }

    private DynamoHubStore Store(TableOptions? table = null, DynamoHubOptions? hub = null)
    {
        var store = new DynamoHubStore((table ?? options).CreateClient(), table ?? options, hub ?? new DynamoHubOptions(), machine, NullLogger<DynamoHubStore>.Instance);
        stores.Add(store);
        return store;
    }

    private async Task OpenAndCloseAsync()
    {
        await using var store = Store();
        (await store.OpenAsync("default", "before", default)).Outcome.Should().Be(OpenOutcome.Opened);
    }
}
