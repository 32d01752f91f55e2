using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

/// <summary>What every <see cref="IHubStore"/> promises. A store is tested by deriving from this class.</summary>
public abstract partial class HubStoreContract : IAsyncLifetime
{
    private static readonly DateTime Noon = new(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private IHubStore? store;
    private ShardLease? lease;

    protected IHubStore Store => store!;

    protected ShardLease Lease => lease!;

    /// <summary>A store over the same data each time; the one before has been disposed.</summary>
    protected abstract IHubStore OpenStore();

    public virtual Task InitializeAsync() => ReopenAsync();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task Open_AgainForTheSameOwner_AnswersTheSame()
    {
        var again = await Store.OpenAsync("default", Lease.OwnerId, default);

        again.Should().Be(new OpenResult(OpenOutcome.Opened, Lease, null));
    }

    [Fact]
    public async Task Open_ForTheNextOwner_GrowsTheEpoch()
    {
        var before = Lease.Epoch;

        await ReopenAsync();

        Lease.Epoch.Should().BeGreaterThan(before);
    }

    [Fact]
    public async Task Append_ToAFreeKey_IsReadBackAlsoByTheNextProcess()
    {
        await CreateAsync("a", "l1");

        var result = await AppendAsync("a", "l1", 0, 0, "w1", content: [1, 2, 3]);
        await ReopenAsync();

        result.Outcome.Should().Be(AppendOutcome.Committed);
        var batch = (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().ContainSingle().Subject;
        batch.Key.Should().Be(new BatchKey("a", "l1", 0, 0));
        batch.WriterId.Should().Be("w1");
        batch.Content.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Append_RepeatedByItsWriter_IsCommittedOnce()
    {
        await CreateAsync("a", "l1");
        await AppendAsync("a", "l1", 0, 0, "w1", content: [1]);

        var again = await AppendAsync("a", "l1", 0, 0, "w1", content: [1]);

        again.Outcome.Should().Be(AppendOutcome.Committed);
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Append_ByAnotherWriter_ConflictsAndChangesNothing()
    {
        await CreateAsync("a", "l1");
        await AppendAsync("a", "l1", 0, 0, "w1", content: [1]);

        var second = await AppendAsync("a", "l1", 0, 0, "w2", content: [2], outbound: [Message("b", "m", 1)]);

        second.Outcome.Should().Be(AppendOutcome.Conflict);
        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Single().Content.ToArray().Should().Equal(1);
        (await InboxAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Append_ForALifeThatIsNotThere_Conflicts()
    {
        await CreateAsync("a", "l1");

        (await AppendAsync("a", "l2", 0, 0, "w1")).Outcome.Should().Be(AppendOutcome.Conflict);
        (await AppendAsync("b", "l1", 0, 0, "w1")).Outcome.Should().Be(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task Append_BelowTheGenerationTheHeadShows_ConflictsAfterTrimming()
    {
        await CreateAsync("a", "l1");
        await AppendAsync("a", "l1", 0, 0, "w1");
        await AppendAsync("a", "l1", 1, 0, "w2");
        await Store.UpdateHeadAsync(new HeadUpdate(Head("a", "l1") with { Generation = 1, Sequence = 0 }, null, Deactivate: false), default);

        await Store.TrimAsync("a", "l1", 1, default);

        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().BeEmpty();
        (await Store.ReadGenerationAsync("a", "l1", 1, default)).Should().ContainSingle();
        (await AppendAsync("a", "l1", 0, 1, "w3")).Outcome.Should().Be(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task Trim_BeforeTheHeadShowsTheGeneration_RemovesNothing()
    {
        await CreateAsync("a", "l1");
        await AppendAsync("a", "l1", 0, 0, "w1");

        await Store.TrimAsync("a", "l1", 1, default);

        (await Store.ReadGenerationAsync("a", "l1", 0, default)).Should().ContainSingle();
    }

    [Fact]
    public async Task Append_WithEffects_LeavesNothingThatTheCallerCouldNotFinish()
    {
        await CreateAsync("a", "l1");
        var consumed = Message("a", "m1", 1);
        await Store.SendAsync([new OutboundMessage(consumed)], default);
        var head = new HeadUpdate(Head("a", "l1") with { Sequence = 0, Status = InstanceStatus.Running, CustomStatus = "\"x\"" }, null, Deactivate: false);
        Outbound[] outbound = [new OutboundMessage(Message("b", "m2", 2)), Creation("c", "lc")];

        var result = await AppendAsync("a", "l1", 0, 0, "w1", outbound: outbound, head: head, consumed: [consumed.Key]);
        var creations = result.Creations;
        if (!result.EffectsApplied)
        {
            creations = await Store.SendAsync(outbound, default);
            await Store.UpdateHeadAsync(head, default);
            await Store.DeleteMessagesAsync(Lease, [consumed.Key], default);
        }

        creations.Should().ContainSingle().Which.Outcome.Should().BeOneOf(CreationOutcome.Created, CreationOutcome.AlreadyThere);
        (await InboxAsync()).Should().ContainSingle().Which.Id.Should().Be("m2");
        (await Store.ReadInstanceAsync("a", false, default))!.Head.CustomStatus.Should().Be("\"x\"");
        (await Store.ReadInstanceAsync("c", false, default))!.IsActive.Should().BeTrue();
    }

    [Fact]
    public async Task Append_ConflictingAmongMany_DoesNotFailTheOthers()
    {
        foreach (var i in Enumerable.Range(0, 40))
        {
            await CreateAsync($"i{i}", "l1");
        }

        await AppendAsync("i7", "l1", 0, 0, "other");

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AppendAsync($"i{i}", "l1", 0, 0, $"w{i}")));

        for (var i = 0; i < 40; i++)
        {
            results[i].Outcome.Should().Be(i == 7 ? AppendOutcome.Conflict : AppendOutcome.Committed);
        }
    }

    [Fact]
    public async Task ReadGeneration_ReturnsTheBatchesInOrder()
    {
        await CreateAsync("a", "l1");
        foreach (var sequence in Enumerable.Range(0, 12))
        {
            await AppendAsync("a", "l1", 0, sequence, $"w{sequence}");
        }

        var batches = await Store.ReadGenerationAsync("a", "l1", 0, default);

        batches.Select(batch => batch.Key.Sequence).Should().Equal(Enumerable.Range(0, 12));
    }

    [Fact]
    public async Task SetQuarantine_IsShownAndReleased()
    {
        await CreateAsync("a", "l1");

        await Store.SetQuarantineAsync("a", "l1", "damaged", default);
        (await Store.ReadInstanceAsync("a", false, default))!.QuarantineReason.Should().Be("damaged");

        await Store.SetQuarantineAsync("a", "l1", null, default);
        (await Store.ReadInstanceAsync("a", false, default))!.QuarantineReason.Should().BeNull();
    }

    protected async Task ReopenAsync()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }

        store = OpenStore();
        var opened = await store.OpenAsync("default", Guid.NewGuid().ToString("N"), default);
        opened.Outcome.Should().Be(OpenOutcome.Opened);
        lease = opened.Lease;
    }

    private static InstanceHead Head(string id, string life, DateTime? createdAt = null) => new(
        id,
        life,
        "Name",
        Version: null,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["tag"] = "value" },
        Parent: null,
        TraceParent: null,
        ExecutionId: life,
        createdAt ?? Noon,
        StartAt: null,
        LastUpdatedAt: createdAt ?? Noon,
        CompletedAt: null,
        InstanceStatus.Pending,
        CustomStatus: null,
        Generation: 0,
        Sequence: -1);

    private static OutboundCreation Creation(string id, string life, string? input = null, params InstanceStatus[] replaceable) => new(new InstanceCreation(
        Head(id, life), input, replaceable.Length > 0 ? replaceable : InstanceCreation.EveryTerminalStatus));

    private static InboxMessage Message(string target, string id, long stamp, int index = 0) => new(target, null, id, stamp, index, new byte[] { 9 });

    private async Task<CreationResult> CreateAsync(string id, string life, string? input = null, params InstanceStatus[] replaceable) =>
        (await Store.SendAsync([Creation(id, life, input, replaceable)], default)).Single();

    private Task<AppendResult> AppendAsync(
        string id,
        string life,
        int generation,
        int sequence,
        string writer,
        byte[]? content = null,
        IReadOnlyList<Outbound>? outbound = null,
        HeadUpdate? head = null,
        IReadOnlyList<MessageKey>? consumed = null) => Store.AppendAsync(
            new AppendRequest(Lease, new BatchKey(id, life, generation, sequence), writer, content ?? [0], outbound ?? [], head, consumed ?? [], null),
            default);

    private Task<AppendResult> AppendAsync(string id, string life, int generation, int sequence, string writer, byte[] content, InboxMessage[] outbound) =>
        AppendAsync(id, life, generation, sequence, writer, content, [.. outbound.Select(message => new OutboundMessage(message))]);

    private async Task EndAsync(string id, string life, InstanceStatus status = InstanceStatus.Completed)
    {
        await AppendAsync(id, life, 0, 0, "end");
        var head = Head(id, life) with { Sequence = 0, Status = status };
        await Store.UpdateHeadAsync(new HeadUpdate(head, new InstancePayloads(null, "\"out\"", null), Deactivate: true), default);
    }

    private async Task<IReadOnlyList<InboxMessage>> InboxAsync()
    {
        var messages = new Dictionary<MessageKey, InboxMessage>();
        string? continuation = null;
        do
        {
            var page = await Store.ReadInboxAsync(0, continuation, default);
            foreach (var message in page.Items)
            {
                messages[message.Key] = message;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [.. messages.Values];
    }
}
