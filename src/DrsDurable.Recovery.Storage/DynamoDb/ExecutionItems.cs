using System.Text.Json;
using DrsDurable.DynamoDB;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Executions, what they hold (their plan, their servers), the idempotency keys they were accepted under, and their launch attempts.</summary>
internal sealed class ExecutionItems(DynamoTable table, CatalogueLedger ledger, TimeProvider machine)
{
    private const string List = "execution";
    private const string Execution = "exe";
    private const string Hash = "hsh";
    private const string AcceptedAt = "acc";
    private const string Sequence = "sq";
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    public Task<ReservationResult> ReserveAsync(ExecutionReservation reservation, CancellationToken cancellationToken) =>
        ledger.ChangeAsync(token => DecideAsync(reservation, token), cancellationToken);

    public Task ReleaseAsync(string executionId, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            if (await GetSnapshotAsync(executionId, token).ConfigureAwait(false) is not { } snapshot)
            {
                return (null, true);
            }

            var change = new LedgerEntry();
            if (string.Equals(await GetHolderAsync(snapshot.PlanId, token).ConfigureAwait(false), executionId, StringComparison.Ordinal))
            {
                change.Delete(CatalogueKeys.PlanHolder(snapshot.PlanId));
            }

            var claims = await GetClaimsAsync([.. ServersOf(snapshot)], token).ConfigureAwait(false);
            foreach (var (server, _) in claims.Where(claim => string.Equals(claim.Value, executionId, StringComparison.Ordinal)))
            {
                change.Delete(CatalogueKeys.Claim(server));
            }

            if (CatalogueItem.IsThere(await table.GetAsync(CatalogueKeys.HoldingOf(executionId), token).ConfigureAwait(false)))
            {
                change.Delete(CatalogueKeys.HoldingOf(executionId));
            }

            return (change.Writes.Count > 0 ? change : null, true);
        },
        cancellationToken);

    public Task<ExecutionSnapshot?> GetSnapshotAsync(string executionId, CancellationToken cancellationToken) =>
        GetAsync(CatalogueKeys.Snapshot(executionId), RecoveryDocuments.Default.ExecutionSnapshot, cancellationToken);

    public Task<ExecutionRow?> GetRowAsync(string executionId, CancellationToken cancellationToken) =>
        GetAsync(CatalogueKeys.Row(executionId), RecoveryDocuments.Default.ExecutionRow, cancellationToken);

    public async Task<string?> GetHolderAsync(string planId, CancellationToken cancellationToken)
    {
        var item = await table.GetAsync(CatalogueKeys.PlanHolder(planId), cancellationToken).ConfigureAwait(false);
        return CatalogueItem.IsThere(item) ? item!.RequiredText(Execution) : null;
    }

    public async Task<IReadOnlyDictionary<string, string>> GetClaimsAsync(IReadOnlyCollection<string> sourceServerIds, CancellationToken cancellationToken)
    {
        var servers = sourceServerIds.Distinct(StringComparer.Ordinal).ToDictionary(CatalogueKeys.Claim);
        var items = await table.GetAllAsync(servers.Keys, cancellationToken).ConfigureAwait(false);
        return items.Where(CatalogueItem.IsThere).ToDictionary(item => servers[item.Key], item => item.RequiredText(Execution), StringComparer.Ordinal);
    }

    public async Task<AcceptedRequest?> FindAcceptedAsync(string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var item = await table.GetAsync(CatalogueKeys.IdempotencyKey(key), cancellationToken).ConfigureAwait(false);
        return CatalogueItem.IsThere(item) && item!.RequiredNumber(AcceptedAt) > (now - KeyLife).UtcTicks
            ? new AcceptedRequest(item.RequiredText(Execution), item.Text(Hash))
            : null;
    }

    public async Task<IReadOnlyList<string>> ListHoldingAsync(CancellationToken cancellationToken)
    {
        await ledger.SettleAsync(cancellationToken).ConfigureAwait(false);
        var items = await table.ReadAsync(new ItemRange(CatalogueKeys.Holding), cancellationToken).ConfigureAwait(false);
        return [.. items.Where(CatalogueItem.IsThere).Select(item => item.Key.Sort)];
    }

    public async Task<StorePage<ExecutionRow>> ListRowsAsync(ExecutionFilter filter, int limit, string? nextToken, CancellationToken cancellationToken)
    {
        var after = PageToken.Parse(List, nextToken) is { } token ? CatalogueKeys.Sort(token.At, token.Id) : null;
        var range = filter.PlanId is { } plan
            ? new ItemRange(CatalogueKeys.Partition(List, plan), Beyond: after, Descending: true, Index: TableShape.SecondIndex)
            : new ItemRange(CatalogueKeys.List(List), Beyond: after, Descending: true, Index: TableShape.CreationIndex);
        var entries = await CatalogueList.TakeAsync(
            table, range, entry => filter.Status is null || entry.Number(TableShape.Status) == (long)filter.Status, limit + 1, cancellationToken).ConfigureAwait(false);
        var items = (await table.GetAllAsync(entries.Select(entry => entry.Key), cancellationToken).ConfigureAwait(false)).ToDictionary(item => item.Key);
        ExecutionRow[] rows =
        [
            .. entries.Take(limit).Select(entry => items.GetValueOrDefault(entry.Key)).OfType<Item>()
                .Select(item => item.Document(RecoveryDocuments.Default.ExecutionRow))
                .Where(row => filter.Status is null || row.Status == filter.Status),
        ];
        return new StorePage<ExecutionRow>(
            rows, entries.Count > limit ? CatalogueList.TokenOf(List, entries[limit - 1].RequiredText(range.SortAttribute)) : null);
    }

    /// <summary>One item, written only by its execution: it needs no ledger.</summary>
    public async Task UpdateRowAsync(ExecutionRow row, CancellationToken cancellationToken)
    {
        var key = CatalogueKeys.Row(row.ExecutionId);
        if (await table.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } stored || stored.RequiredNumber(Sequence) >= row.Sequence)
        {
            return;
        }

        var item = RowItem(row).With(CatalogueItem.Transaction, stored.RequiredNumber(CatalogueItem.Transaction));
        await table.PutAsync(
            item,
            new ItemCondition($"attribute_exists({TableShape.PartitionKey}) AND {Sequence} < :sequence", (":sequence", Values.Number(row.Sequence))),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<(LaunchAttempt Stored, bool IsNew)> MarkAttemptAsync(LaunchAttempt attempt, CancellationToken cancellationToken)
    {
        const string Writer = "wr";
        var key = CatalogueKeys.Attempt(attempt.JobInstanceId, attempt.Attempt);
        var writer = Guid.NewGuid().ToString("N");
        var item = new Item(key).With(Writer, writer).WithDocument(JsonSerializer.Serialize(attempt, RecoveryDocuments.Default.LaunchAttempt));
        if (await table.PutAsync(item, ItemCondition.Absent, cancellationToken).ConfigureAwait(false))
        {
            return (attempt, true);
        }

        var stored = await table.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidDataException($"The launch attempt {attempt.JobInstanceId}/{attempt.Attempt} was there and is not any more.");
        return (stored.Document(RecoveryDocuments.Default.LaunchAttempt), string.Equals(stored.Text(Writer), writer, StringComparison.Ordinal));
    }

    public Task<LaunchAttempt?> GetAttemptAsync(string jobInstanceId, int attempt, CancellationToken cancellationToken) =>
        GetAsync(CatalogueKeys.Attempt(jobInstanceId, attempt), RecoveryDocuments.Default.LaunchAttempt, cancellationToken);

    private static IEnumerable<string> ServersOf(ExecutionSnapshot snapshot) =>
        snapshot.Servers.Select(server => server.SourceServerId).Distinct(StringComparer.Ordinal);

    private static Item RowItem(ExecutionRow row) => RowWrite(new LedgerEntry(), row).Writes[0].ToItem();

    private static LedgerEntry RowWrite(LedgerEntry change, ExecutionRow row)
    {
        var sort = CatalogueKeys.Sort(row.AcceptedAt, row.ExecutionId);
        return change.PutDocument(
            CatalogueKeys.Row(row.ExecutionId),
            JsonSerializer.Serialize(row, RecoveryDocuments.Default.ExecutionRow),
            (Sequence, row.Sequence),
            (TableShape.Status, (long)row.Status),
            (TableShape.CreationPartition, CatalogueKeys.List(List)),
            (TableShape.CreationSort, sort),
            (TableShape.SecondPartition, CatalogueKeys.Partition(List, row.PlanId)),
            (TableShape.SecondSort, sort));
    }

    private async Task<(LedgerEntry? Change, ReservationResult Result)> DecideAsync(ExecutionReservation reservation, CancellationToken cancellationToken)
    {
        var snapshot = reservation.Snapshot;
        if (await GetSnapshotAsync(snapshot.ExecutionId, cancellationToken).ConfigureAwait(false) is not null)
        {
            return (null, new ReservationResult(ReservationOutcome.Reserved, snapshot.ExecutionId));
        }

        if (reservation.IdempotencyKey is { } key
            && await FindAcceptedAsync(key, snapshot.AcceptedAt, cancellationToken).ConfigureAwait(false) is { } accepted)
        {
            return (null, new ReservationResult(
                string.Equals(accepted.RequestHash, reservation.RequestHash, StringComparison.Ordinal)
                    ? ReservationOutcome.Repeated
                    : ReservationOutcome.IdempotencyKeyReused,
                accepted.ExecutionId));
        }

        if (await GetHolderAsync(snapshot.PlanId, cancellationToken).ConfigureAwait(false) is { } holder)
        {
            return (null, new ReservationResult(ReservationOutcome.PlanAlreadyExecuting, holder));
        }

        string[] servers = [.. ServersOf(snapshot)];
        var conflicts = await GetClaimsAsync(servers, cancellationToken).ConfigureAwait(false);
        return conflicts.Count > 0
            ? (null, new ReservationResult(ReservationOutcome.ServerConflict, conflicts.OrderBy(claim => claim.Key, StringComparer.Ordinal).First().Value, conflicts))
            : (Accept(reservation, servers), new ReservationResult(ReservationOutcome.Reserved, snapshot.ExecutionId));
    }

    private LedgerEntry Accept(ExecutionReservation reservation, IEnumerable<string> servers)
    {
        var snapshot = reservation.Snapshot;
        var execution = (Execution, (object?)snapshot.ExecutionId);
        var change = new LedgerEntry()
            .PutDocument(CatalogueKeys.Snapshot(snapshot.ExecutionId), JsonSerializer.Serialize(snapshot, RecoveryDocuments.Default.ExecutionSnapshot))
            .Put(CatalogueKeys.PlanHolder(snapshot.PlanId), execution)
            .Put(CatalogueKeys.HoldingOf(snapshot.ExecutionId));
        RowWrite(change, ExecutionRow.Accepted(snapshot));
        foreach (var server in servers)
        {
            change.Put(CatalogueKeys.Claim(server), execution);
        }

        if (reservation.IdempotencyKey is { } key)
        {
            // Its 24 hours are domain time, which may be slower than the machine's: the table keeps it for longer and reads decide.
            change.Put(
                CatalogueKeys.IdempotencyKey(key),
                execution,
                (Hash, reservation.RequestHash),
                (AcceptedAt, snapshot.AcceptedAt.UtcTicks),
                (TableShape.Expiry, machine.GetUtcNow().AddDays(30).ToUnixTimeSeconds()));
        }

        return change;
    }

    private async Task<T?> GetAsync<T>(ItemKey key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var item = await table.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return CatalogueItem.IsThere(item) ? item!.Document(type) : null;
    }
}
