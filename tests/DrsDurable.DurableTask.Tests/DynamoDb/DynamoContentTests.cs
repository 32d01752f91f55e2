using DrsDurable.DurableTask.Sidecar.DynamoDB;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using DrsDurable.Testing.Cases;
using DrsDurable.Testing.DynamoDb;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.DynamoDb;

/// <summary>Contents of any size: in the item, compressed, or in parts that only their own item can name.</summary>
[NeedsDynalite]
public sealed class DynamoContentTests : IAsyncLifetime
{
    private readonly Random random = new(TestSeed.Or(5));
    private readonly VirtualTimeProvider machine = new();
    private DynamoHubStore store = null!;
    private TableOptions options = null!;
    private ShardLease lease = null!;

    public async Task InitializeAsync()
    {
        options = await DynamoTables.NewAsync();
        store = HubMedium.OpenTable(options.CreateClient(), options, machine);
        lease = (await store.OpenAsync("default", "owner", default)).Lease!;
        await store.SendAsync([new OutboundCreation(new InstanceCreation(Pending(), null, []))], default);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(1_500)]
    [InlineData(300_000)]
    [InlineData(2_000_000)]
    public async Task A_batch_of_any_size_is_read_back(int size)
    {
        var (noise, text) = (Noise(size), new byte[size]);

        (await AppendAsync(0, "w0", noise)).Should().Be(AppendOutcome.Committed);
        (await AppendAsync(1, "w1", text)).Should().Be(AppendOutcome.Committed);
        (await AppendAsync(0, "w0", noise)).Should().Be(AppendOutcome.Committed, "it is its own");

        var batches = await store.ReadGenerationAsync("a", "l", 0, default);
        batches.Select(batch => batch.WriterId).Should().Equal("w0", "w1");
        batches[0].Content.Span.SequenceEqual(noise).Should().BeTrue();
        batches[1].Content.Span.SequenceEqual(text).Should().BeTrue();
    }

    [Fact]
    public async Task The_parts_of_a_loser_do_not_touch_the_winners_and_are_taken_away()
    {
        var winner = Noise(1_000_000);
        await AppendAsync(0, "winner", winner);

        (await AppendAsync(0, "loser", Noise(1_000_000))).Should().Be(AppendOutcome.Conflict);

        (await store.ReadGenerationAsync("a", "l", 0, default)).Single().Content.Span.SequenceEqual(winner).Should().BeTrue();
        (await KeysAsync("p#")).Should().HaveCount(3).And.OnlyContain(key => key.Contains("winner"));
    }

    [Fact]
    public async Task A_batch_of_which_a_part_is_gone_is_never_misread()
    {
        await AppendAsync(0, "w", Noise(1_000_000));
        using var client = options.CreateClient();
        var table = await options.OpenAsync(client);
        var part = (await ItemsAsync(table, "p#"))[1];
        await table.DeleteAsync(part.Key, null, default);

        var read = () => store.ReadGenerationAsync("a", "l", 0, default);

        await read.Should().ThrowAsync<Sidecar.Encoding.UndecodableContentException>();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50_000)]
    [InlineData(900_000)]
    public async Task A_message_of_any_size_is_read_back_and_leaves_nothing_behind(int size)
    {
        var message = new InboxMessage("a", "l", "m", 1, 0, Noise(size));
        await store.SendAsync([new OutboundMessage(message)], default);
        await store.SendAsync([new OutboundMessage(message)], default);

        (await store.ReadInboxAsync(0, null, default)).Items.Single().Content.Span.SequenceEqual(message.Content.Span).Should().BeTrue();
        await store.DeleteMessagesAsync(lease, [message.Key], default);

        (await store.ReadInboxAsync(0, null, default)).Items.Should().BeEmpty();
        (await KeysAsync("m#")).Should().BeEmpty();
    }

    [Fact]
    public async Task Large_status_input_and_output_are_read_back_and_purged()
    {
        var text = Convert.ToHexString(Noise(500_000));
        var head = Pending() with { Sequence = 0, Status = InstanceStatus.Completed, CustomStatus = text, CompletedAt = DateTime.UnixEpoch };
        await AppendAsync(0, "w", [1]);

        await store.UpdateHeadAsync(new HeadUpdate(head, new InstancePayloads("in" + text, text + "out", null), Deactivate: true), default);

        var read = (await store.ReadInstanceAsync("a", includePayloads: true, default))!;
        read.Head.CustomStatus.Should().Be(text);
        read.Payloads.Should().Be(new InstancePayloads("in" + text, text + "out", null));
        await store.PurgeAsync("a", "l", default);
        (await KeysAsync("")).Should().Equal("b#l#0000000000#0000000000", "b#l#0000000000#0000000001", "h");
    }

    private static InstanceHead Pending() => new(
        "a", "l", "Name", null, new Dictionary<string, string>(StringComparer.Ordinal), null, null, "l", DateTime.UnixEpoch, null, DateTime.UnixEpoch, null,
        InstanceStatus.Pending, null, 0, -1);

    private byte[] Noise(int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    private async Task<AppendOutcome> AppendAsync(int sequence, string writer, byte[] content) => (await store.AppendAsync(
        new AppendRequest(lease, new BatchKey("a", "l", 0, sequence), writer, content, [], null, [], null), default)).Outcome;

    private async Task<IEnumerable<string>> KeysAsync(string prefix)
    {
        using var client = options.CreateClient();
        return (await ItemsAsync(await options.OpenAsync(client), prefix)).Select(item => item.Key.Sort);
    }

    private static async Task<IReadOnlyList<Item>> ItemsAsync(DynamoTable table, string prefix)
    {
        var hub = (await table.GetAsync(HubKeys.Hub, default))!;
        var keys = new HubKeys(hub.RequiredText(HubAttributes.Life), 1);
        return await table.ReadAsync(new ItemRange(keys.Instance("a"), Prefix: prefix.Length == 0 ? null : prefix), default);
    }
}
