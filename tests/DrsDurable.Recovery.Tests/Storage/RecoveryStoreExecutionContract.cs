using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Storage;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Storage;

/// <summary>Executions: their reservation, list rows, claims, idempotency keys and launch attempts.</summary>
public abstract class RecoveryStoreExecutionContract : RecoveryStoreContract
{
    [Fact]
    public async Task A_reservation_keeps_snapshot_row_plan_and_claims()
    {
        var reservation = Reservation("e1", "p1", [Server(1), Server(2)]);

        (await Store.ReserveAsync(reservation, None)).Outcome.Should().Be(ReservationOutcome.Reserved);

        (await Store.GetExecutionAsync("e1", None)).Should().BeEquivalentTo(reservation.Snapshot);
        (await Store.GetExecutionRowAsync("e1", None)).Should().Be(ExecutionRow.Accepted(reservation.Snapshot));
        (await Store.GetPlanHolderAsync("p1", None)).Should().Be("e1");
        (await Store.ListHoldingExecutionsAsync(None)).Should().Equal("e1");
        (await Store.GetClaimsAsync([Server(1), Server(2), Server(3)], None)).Should().BeEquivalentTo(
            new Dictionary<string, string> { [Server(1)] = "e1", [Server(2)] = "e1" });
    }

    [Fact]
    public async Task A_reservation_sent_again_finds_itself_done_even_after_its_release()
    {
        var reservation = Reservation("e1", "p1", [Server(1)], key: "k", hash: "h");
        await Store.ReserveAsync(reservation, None);

        (await Store.ReserveAsync(reservation, None)).Should().Be(new ReservationResult(ReservationOutcome.Reserved, "e1"));

        await Store.ReleaseAsync("e1", None);
        (await Store.ReserveAsync(reservation, None)).Outcome.Should().Be(ReservationOutcome.Reserved);
        (await Store.ListHoldingExecutionsAsync(None)).Should().BeEmpty("an execution that has ended claims nothing again");
    }

    [Fact]
    public async Task A_plan_that_runs_refuses_a_second_execution_and_names_the_first()
    {
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)]), None);

        var second = await Store.ReserveAsync(Reservation("e2", "p1", [Server(2)]), None);

        second.Should().Be(new ReservationResult(ReservationOutcome.PlanAlreadyExecuting, "e1"));
        (await Store.GetExecutionAsync("e2", None)).Should().BeNull();
        (await Store.GetClaimsAsync([Server(2)], None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_claimed_server_refuses_the_whole_reservation_and_names_every_holder()
    {
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)]), None);
        await Store.ReserveAsync(Reservation("e2", "p2", [Server(2)]), None);

        var third = await Store.ReserveAsync(Reservation("e3", "p3", [Server(1), Server(2), Server(3)], key: "k", hash: "h"), None);

        third.Outcome.Should().Be(ReservationOutcome.ServerConflict);
        third.Conflicts.Should().BeEquivalentTo(new Dictionary<string, string> { [Server(1)] = "e1", [Server(2)] = "e2" });
        (await Store.GetClaimsAsync([Server(3)], None)).Should().BeEmpty();
        (await Store.GetPlanHolderAsync("p3", None)).Should().BeNull();
        (await Store.FindAcceptedAsync("k", Start, None)).Should().BeNull();
        (await Store.ListExecutionsAsync(new ExecutionFilter(), 10, null, None)).Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task Of_two_hosts_that_want_one_server_one_gets_it()
    {
        var other = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Store : other).ReserveAsync(Reservation($"e{number}", $"p{number}", [Server(1), Server(100 + number)]), None))));

        results.Count(result => result.Outcome == ReservationOutcome.Reserved).Should().Be(1);
        results.Count(result => result.Outcome == ReservationOutcome.ServerConflict).Should().Be(15);
        (await Store.ListHoldingExecutionsAsync(None)).Should().ContainSingle();
    }

    [Fact]
    public async Task Of_two_hosts_that_start_one_plan_one_does()
    {
        var other = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Store : other).ReserveAsync(Reservation($"e{number}", "p1", [Server(number)]), None))));

        results.Count(result => result.Outcome == ReservationOutcome.Reserved).Should().Be(1);
        results.Count(result => result.Outcome == ReservationOutcome.PlanAlreadyExecuting).Should().Be(15);
    }

    [Fact]
    public async Task One_key_sent_many_times_at_once_gives_one_execution()
    {
        var other = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Store : other).ReserveAsync(Reservation($"e{number}", "p1", [Server(1)], "k", "h"), None))));

        var winner = results.Single(result => result.Outcome == ReservationOutcome.Reserved).ExecutionId;
        results.Where(result => result.Outcome == ReservationOutcome.Repeated).Should().HaveCount(15)
            .And.OnlyContain(result => result.ExecutionId == winner);
    }

    [Fact]
    public async Task A_key_gives_its_execution_again_for_24_hours_and_refuses_another_request()
    {
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)], "k", "h"), None);
        await Store.ReleaseAsync("e1", None);
        const int justBefore = (24 * 60) - 1;

        (await Store.ReserveAsync(Reservation("e2", "p1", [Server(1)], "k", "h", justBefore), None))
            .Should().Be(new ReservationResult(ReservationOutcome.Repeated, "e1"));
        (await Store.ReserveAsync(Reservation("e3", "p1", [Server(1)], "k", "other", justBefore), None))
            .Should().Be(new ReservationResult(ReservationOutcome.IdempotencyKeyReused, "e1"));
        (await Store.FindAcceptedAsync("k", Start.AddMinutes(justBefore), None)).Should().Be(new AcceptedRequest("e1", "h"));

        (await Store.FindAcceptedAsync("k", Start.AddHours(24), None)).Should().BeNull();
        (await Store.ReserveAsync(Reservation("e4", "p1", [Server(1)], "k", "other", 24 * 60), None)).Outcome
            .Should().Be(ReservationOutcome.Reserved);
    }

    [Fact]
    public async Task A_release_frees_its_own_holdings_only_and_may_be_repeated()
    {
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)]), None);
        await Store.ReserveAsync(Reservation("e2", "p2", [Server(2)]), None);

        await Store.ReleaseAsync("e1", None);
        await Store.ReserveAsync(Reservation("e3", "p1", [Server(1)]), None);
        await Store.ReleaseAsync("e1", None);
        await Store.ReleaseAsync("never was", None);

        (await Store.ListHoldingExecutionsAsync(None)).Should().Equal("e2", "e3");
        (await Store.GetClaimsAsync([Server(1), Server(2)], None)).Values.Should().BeEquivalentTo(["e2", "e3"]);
    }

    [Fact]
    public async Task A_row_is_written_only_by_a_higher_sequence()
    {
        var reservation = Reservation("e1", "p1", [Server(1)]);
        await Store.ReserveAsync(reservation, None);
        var row = ExecutionRow.Accepted(reservation.Snapshot);

        await Store.UpdateExecutionRowAsync(row with { Status = ExecutionStatus.Completed, Sequence = 5 }, None);
        await Store.UpdateExecutionRowAsync(row with { Status = ExecutionStatus.Running, Sequence = 4 }, None);
        await Store.UpdateExecutionRowAsync(row with { Status = ExecutionStatus.Failed, Sequence = 5 }, None);

        (await Store.GetExecutionRowAsync("e1", None)).Should().Be(row with { Status = ExecutionStatus.Completed, Sequence = 5 });
        (await Store.ListExecutionsAsync(new ExecutionFilter(Status: ExecutionStatus.Pending), 5, null, None)).Items.Should().BeEmpty();
        (await Store.ListExecutionsAsync(new ExecutionFilter(Status: ExecutionStatus.Completed), 5, null, None)).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Executions_are_listed_newest_first_by_plan_and_status()
    {
        for (var number = 0; number < 9; number++)
        {
            var reservation = Reservation($"e{number}", $"p{number % 2}", [Server(number)], minutes: number);
            await Store.ReserveAsync(reservation, None);
            await Store.ReleaseAsync($"e{number}", None);
            if (number % 3 == 0)
            {
                await Store.UpdateExecutionRowAsync(
                    ExecutionRow.Accepted(reservation.Snapshot) with { Status = ExecutionStatus.Completed, Sequence = 1 }, None);
            }
        }

        (await IdsAsync(new ExecutionFilter())).Should().Equal("e8", "e7", "e6", "e5", "e4", "e3", "e2", "e1", "e0");
        (await IdsAsync(new ExecutionFilter(PlanId: "p1"))).Should().Equal("e7", "e5", "e3", "e1");
        (await IdsAsync(new ExecutionFilter(Status: ExecutionStatus.Completed))).Should().Equal("e6", "e3", "e0");
        (await IdsAsync(new ExecutionFilter("p0", ExecutionStatus.Completed))).Should().Equal("e6", "e0");
        (await Store.ListExecutionsAsync(new ExecutionFilter("p7"), 5, null, None)).Should().BeEquivalentTo(new StorePage<ExecutionRow>([], null));

        async Task<IEnumerable<string>> IdsAsync(ExecutionFilter filter) =>
            (await ReadAllAsync(token => Store.ListExecutionsAsync(filter, 2, token, None))).Select(row => row.ExecutionId);
    }

    [Fact]
    public async Task A_launch_attempt_is_stored_once_and_the_first_stays()
    {
        var first = Attempt("e1:w0:j0", 1, "drsjob-1");
        (await Store.MarkLaunchAttemptAsync(first, None)).IsNew.Should().BeTrue();

        var (stored, isNew) = await Store.MarkLaunchAttemptAsync(Attempt("e1:w0:j0", 1, "drsjob-2"), None);

        isNew.Should().BeFalse();
        stored.Should().BeEquivalentTo(first);
        (await Store.MarkLaunchAttemptAsync(Attempt("e1:w0:j0", 2), None)).IsNew.Should().BeTrue();
        (await Store.GetLaunchAttemptAsync("e1:w0:j0", 1, None)).Should().BeEquivalentTo(first);
        (await Store.GetLaunchAttemptAsync("e1:w0:j1", 1, None)).Should().BeNull();
    }

    [Fact]
    public async Task Of_two_workers_with_one_attempt_one_learns_that_it_is_new()
    {
        var other = await OpenAsync();

        var marks = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Store : other).MarkLaunchAttemptAsync(Attempt("e1:w0:j0", 1, $"drsjob-{number}"), None))));

        marks.Count(mark => mark.IsNew).Should().Be(1);
        marks.Select(mark => mark.Stored.KnownJobIds.Single()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task What_was_written_is_there_for_whoever_opens_the_data_next()
    {
        await Store.CreateGroupAsync(Group("g1"), None);
        await Store.CreatePlanAsync(Plan("p1", groupIds: "g1"), None);
        await Store.ReserveAsync(Reservation("e1", "p1", [Server(1)], "k", "h"), None);
        await Store.MarkLaunchAttemptAsync(Attempt("e1:w0:j0", 1), None);

        // The first store is left as a killed process leaves it: open.
        var next = await OpenAsync();

        (await next.GetPlanAsync("p1", None)).Should().NotBeNull();
        (await next.ListHoldingExecutionsAsync(None)).Should().Equal("e1");
        (await next.ReserveAsync(Reservation("e2", "p1", [Server(1)], "k", "h"), None)).ExecutionId.Should().Be("e1");
        (await next.GetLaunchAttemptAsync("e1:w0:j0", 1, None)).Should().NotBeNull();
    }

    [Fact]
    public async Task An_execution_of_a_thousand_servers_is_reserved_and_released()
    {
        var servers = Enumerable.Range(0, 1_000).Select(Server).ToArray();

        await Store.ReserveAsync(Reservation("e1", "p1", servers), None);
        (await Store.GetClaimsAsync(servers, None)).Should().HaveCount(1_000);
        await Store.ReleaseAsync("e1", None);

        (await Store.GetClaimsAsync(servers, None)).Should().BeEmpty();
    }
}
