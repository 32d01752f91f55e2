using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using DrsDurable.DynamoDB;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.DynamoDb;
using DrsDurable.Testing.DynamoDb;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Storage;

/// <summary>What becomes of a change of several items when its process dies, its answers are lost, or its writes arrive late.</summary>
[NeedsDynalite]
public sealed class DynamoRecoveryStoreFaultTests : IAsyncLifetime
{
    private static readonly string[] Servers = [Server(1), Server(2), Server(3)];

    private WeakDynamoDb weak = null!;
    private TableOptions options = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        options = await DynamoTables.NewAsync();
        weak = new WeakDynamoDb(options.CreateClient(), 1);
    }

    public Task DisposeAsync()
    {
        weak.Client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_reservation_whose_process_dies_at_any_write_is_there_whole_or_not_at_all()
    {
        var outcomes = new List<bool>();
        for (var calls = 0; ; calls++)
        {
            var (id, plan) = ($"e{calls}", $"p{calls}");
            var store = await OpenAsync();
            var left = calls;
            weak.Before = request => IsWrite(request) && Interlocked.Decrement(ref left) < 0 ? throw new ProcessDiedException() : Task.CompletedTask;
            var died = false;
            try
            {
                await store.ReserveAsync(Reservation(id, plan, Servers, "k" + id, "h"), None);
            }
            catch (ProcessDiedException)
            {
                died = true;
            }

            weak.Before = null;
            var next = await OpenAsync();
            var isThere = await next.GetExecutionAsync(id, None) is not null;
            outcomes.Add(isThere);
            (await next.GetPlanHolderAsync(plan, None)).Should().Be(isThere ? id : null);
            (await next.GetClaimsAsync(Servers, None)).Should().HaveCount(isThere ? 3 : 0);
            (await next.ListHoldingExecutionsAsync(None)).Should().Equal(isThere ? [id] : []);
            (await next.FindAcceptedAsync("k" + id, Start, None) is not null).Should().Be(isThere);
            (await next.ReserveAsync(Reservation(id, plan, Servers, "k" + id, "h"), None)).Outcome.Should().Be(ReservationOutcome.Reserved);
            await next.ReleaseAsync(id, None);
            (await next.GetClaimsAsync(Servers, None)).Should().BeEmpty();
            if (!died)
            {
                break;
            }
        }

        outcomes[0].Should().BeFalse("nothing was committed before the ledger was written");
        outcomes[1].Should().BeTrue("the ledger was");
        outcomes.Count.Should().BeGreaterThan(8, "each claim is a write");
    }

    [Fact]
    public async Task A_reservation_of_which_every_first_answer_is_lost_is_made_once()
    {
        var store = await OpenAsync();
        var seen = new HashSet<string>();
        weak.LosesAnswer = request =>
        {
            lock (seen)
            {
                return IsWrite(request) && seen.Add(KeyOf(request));
            }
        };

        (await store.ReserveAsync(Reservation("e1", "p1", Servers, "k", "h"), None)).Should().Be(new ReservationResult(ReservationOutcome.Reserved, "e1"));

        weak.LosesAnswer = null;
        weak.LostAnswers.Should().BeGreaterThan(5);
        (await store.GetClaimsAsync(Servers, None)).Should().HaveCount(3);
        (await store.ReserveAsync(Reservation("e2", "p2", [Server(9)]), None)).Outcome.Should().Be(ReservationOutcome.Reserved, "the ledger is clear again");
    }

    [Fact]
    public async Task A_launch_attempt_whose_answer_is_lost_is_still_new_to_its_worker_and_to_no_other()
    {
        var store = await OpenAsync();
        var once = 1;
        weak.LosesAnswer = request => request is PutItemRequest && Interlocked.Decrement(ref once) == 0;

        (await store.MarkLaunchAttemptAsync(Attempt("j", 1), None)).IsNew.Should().BeTrue();

        weak.LostAnswers.Should().Be(1);
        (await store.MarkLaunchAttemptAsync(Attempt("j", 1), None)).IsNew.Should().BeFalse();
    }

    [Fact]
    public async Task A_claim_that_arrives_late_does_not_come_back_after_its_release()
    {
        var store = await OpenAsync();
        weak.ArrivesLate = request => request is PutItemRequest put && put.Item["pk"].S.StartsWith("r.claim#", StringComparison.Ordinal);
        var reserve = () => store.ReserveAsync(Reservation("e1", "p1", Servers), None);
        await reserve.Should().ThrowAsync<TableUnavailableException>("no attempt was answered");
        weak.ArrivesLate = null;

        var next = await OpenAsync();
        (await next.GetClaimsAsync(Servers, None)).Should().HaveCount(3, "whoever opens the data next finishes the change");
        await next.ReleaseAsync("e1", None);
        await weak.ArriveAsync();

        (await next.GetClaimsAsync(Servers, None)).Should().BeEmpty();
        (await next.ReserveAsync(Reservation("e2", "p1", Servers), None)).Outcome.Should().Be(ReservationOutcome.Reserved);
    }

    [Fact]
    public async Task A_lagging_list_catches_up_and_never_shows_what_is_gone()
    {
        var store = await OpenAsync();
        weak.IndexLag = TimeSpan.FromHours(1);
        await store.CreateGroupAsync(Group("g1"), None);
        (await store.ListGroupsAsync(10, null, None)).Items.Should().BeEmpty();
        (await store.GetGroupAsync("g1", None)).Should().NotBeNull();
        weak.IndexLag = TimeSpan.Zero;
        (await store.ListGroupsAsync(10, null, None)).Items.Should().ContainSingle();

        await store.DeleteGroupAsync("g1", None);
        weak.IndexLag = TimeSpan.FromHours(1);
        await store.CreateGroupAsync(Group("g2"), None);

        (await store.ListGroupsAsync(10, null, None)).Items.Should().BeEmpty("the index still names one that is gone, and not yet the other");
    }

    [Fact]
    public async Task A_catalogue_of_a_newer_program_is_refused()
    {
        await OpenAsync();
        var table = await options.OpenAsync(weak.Client);
        await table.UpdateAsync(new ItemKey("r.ledger", "ledger"), "SET schm = :v", [(":v", Values.Number(99))], ItemCondition.Present, None);

        var open = () => OpenAsync();

        (await open.Should().ThrowAsync<RecoveryStoreVersionException>()).Which.Found.Should().Be(99);
    }

    private static bool IsWrite(AmazonWebServiceRequest request) => request is PutItemRequest or UpdateItemRequest or DeleteItemRequest or BatchWriteItemRequest;

    private static string KeyOf(AmazonWebServiceRequest request) => request switch
    {
        PutItemRequest put => put.Item["pk"].S + put.Item["sk"].S,
        UpdateItemRequest update => update.UpdateExpression,
        _ => "",
    };

    private async Task<IRecoveryStore> OpenAsync() => await DynamoRecoveryStore.OpenAsync(await options.OpenAsync(weak.Client), TimeProvider.System, None);

    private sealed class ProcessDiedException() : Exception("The test ends the process here.");
}
