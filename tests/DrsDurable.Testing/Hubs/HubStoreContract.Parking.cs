using DrsDurable.DurableTask.Sidecar.Store;
using FluentAssertions;
using Xunit;

namespace DrsDurable.Testing.Hubs;

/// <content>Notes on the active list.</content>
public abstract partial class HubStoreContract
{
    private static ParkedAt AtSecondBatch => new(0, 1, Noon);

    [Fact]
    public async Task ListActive_NamesTheLifeAndNoPlace_OfAnInstanceThatWasNeverParked()
    {
        await CreateAsync("a", "l1");

        (await Store.ListActiveAsync(0, null, default)).Items.Should().Equal(new ActiveItem("a", "l1", null));
    }

    [Fact]
    public async Task Park_IsListedAlsoToTheNextProcess()
    {
        await CreateWithBatchesAsync("a", 2);
        await CreateAsync("delayed", "l1");
        await CreateWithBatchesAsync("waiting", 1);

        await Store.ParkAsync(
            [
                new ParkingMark("a", "l1", AtSecondBatch),
                new ParkingMark("delayed", "l1", new ParkedAt(0, -1, Noon.AddDays(30))),
                new ParkingMark("waiting", "l1", new ParkedAt(0, 0, null)),
            ],
            default);
        await ReopenAsync();

        (await ParkedAsync()).Should().Equal(
            ("a", AtSecondBatch), ("delayed", new ParkedAt(0, -1, Noon.AddDays(30))), ("waiting", new ParkedAt(0, 0, null)));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    public async Task Park_IsForgotten_OnceABatchLiesBehindIt(int generation, int sequence)
    {
        await CreateWithBatchesAsync("a", 2);
        await CreateWithBatchesAsync("b", 2);
        await Store.ParkAsync([new ParkingMark("a", "l1", AtSecondBatch), new ParkingMark("b", "l1", AtSecondBatch)], default);

        await AppendAsync("a", "l1", generation, sequence, "later");

        (await ParkedAsync()).Should().Equal(("a", null), ("b", AtSecondBatch));
    }

    [Fact]
    public async Task Park_ThatArrivesLate_IsNotMistakenForTheNewestPlace()
    {
        await CreateWithBatchesAsync("a", 3);

        await Store.ParkAsync([new ParkingMark("a", "l1", AtSecondBatch)], default);

        (await ParkedAsync()).Should().Equal(("a", null));
    }

    [Fact]
    public async Task Park_AgainAtALaterPlace_ReplacesTheNote()
    {
        await CreateWithBatchesAsync("a", 2);
        await Store.ParkAsync([new ParkingMark("a", "l1", AtSecondBatch)], default);
        await AppendAsync("a", "l1", 0, 2, "later");

        await Store.ParkAsync([new ParkingMark("a", "l1", new ParkedAt(0, 2, null))], default);

        (await ParkedAsync()).Should().Equal(("a", new ParkedAt(0, 2, null)));
    }

    [Fact]
    public async Task Park_OfAnotherLifeOrAnInactiveInstance_ChangesNothing()
    {
        await CreateWithBatchesAsync("a", 2);
        await CreateAsync("ended", "l1");
        await EndAsync("ended", "l1");

        await Store.ParkAsync(
            [
                new ParkingMark("a", "l0", AtSecondBatch), new ParkingMark("ended", "l1", AtSecondBatch), new ParkingMark("nobody", "l1", AtSecondBatch),
            ],
            default);

        (await ParkedAsync()).Should().Equal(("a", null));
    }

    [Fact]
    public async Task Park_IsForgotten_WhenTheInstanceIsReplaced()
    {
        await CreateWithBatchesAsync("a", 1);
        await Store.ParkAsync([new ParkingMark("a", "l1", new ParkedAt(0, 0, null))], default);
        var head = Head("a", "l1") with { Sequence = 1, Status = DurableTask.Sidecar.Protocol.InstanceStatus.Completed };
        await AppendAsync("a", "l1", 0, 1, "end", head: new HeadUpdate(head, null, Deactivate: true));
        await Store.UpdateHeadAsync(new HeadUpdate(head, null, Deactivate: true), default);

        await CreateAsync("a", "l2");

        (await Store.ListActiveAsync(0, null, default)).Items.Should().Equal(new ActiveItem("a", "l2", null));
    }

    private async Task CreateWithBatchesAsync(string id, int count)
    {
        await CreateAsync(id, "l1");
        foreach (var sequence in Enumerable.Range(0, count))
        {
            await AppendAsync(id, "l1", 0, sequence, $"w{sequence}");
        }
    }

    private async Task<IReadOnlyList<(string Id, ParkedAt? At)>> ParkedAsync()
    {
        var items = new List<(string Id, ParkedAt? At)>();
        string? continuation = null;
        do
        {
            var page = await Store.ListActiveAsync(0, continuation, default);
            items.AddRange(page.Items.Select(item => (item.InstanceId, item.Parked)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return items;
    }
}
