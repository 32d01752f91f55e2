using DrsDurable.DynamoDB;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>
/// Makes a change of several items one: the change is written whole into a single item, the ledger, by a conditional write that is its commit;
/// then its items are written, and the ledger is cleared. Whoever finds an uncleared change finishes it first. An item is written only by
/// a version above the one it carries, so that finishing a change twice, or late, changes nothing. Changes of the catalogue are
/// rare (an operator edits, an execution is accepted or released): they go one after another.
/// </summary>
internal sealed class CatalogueLedger(DynamoTable table, TimeProvider machine) : IDisposable
{
    /// <summary>The version of what this software writes. A newer catalogue is refused.</summary>
    public const int Schema = 1;

    private const string SchemaVersion = "schm";
    private const string Version = "ver";
    private const string Pending = "chg";
    private const string Writers = "wr";
    private const int RememberedWriters = 16;

    /// <summary>How often somebody else's change is looked at before it is finished in their place.</summary>
    private const int Patience = 3;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Far longer than an attempt to write may be under way.</summary>
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim own = new(1, 1);

    /// <exception cref="RecoveryStoreVersionException">A newer program wrote the catalogue.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await table.PutAsync(new Item(CatalogueKeys.Ledger).With(SchemaVersion, Schema).With(Version, 0), ItemCondition.Absent, cancellationToken).ConfigureAwait(false);
        var ledger = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (ledger.RequiredNumber(SchemaVersion) is var found && found > Schema)
        {
            throw new RecoveryStoreVersionException($"DynamoDB table {table.Name}", (int)found, Schema);
        }

        await FinishAsync(ledger, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decides on the present state and commits what was decided, or decides again when somebody else's change came first.</summary>
    /// <param name="decide">Reads consistently; answers the change, or none, and the result. Called again after a lost race, and by a caller that asks again
    /// because the answer was lost: it must find its own change done.</param>
    public async Task<T> ChangeAsync<T>(Func<CancellationToken, Task<(LedgerEntry? Change, T Result)>> decide, CancellationToken cancellationToken)
    {
        await own.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var version = await SettledAsync(cancellationToken).ConfigureAwait(false);
                var (change, result) = await decide(cancellationToken).ConfigureAwait(false);
                if (change is null)
                {
                    return result;
                }

                if (await CommitAsync(version, change, cancellationToken).ConfigureAwait(false))
                {
                    await ApplyAsync(version.Number + 1, change, cancellationToken).ConfigureAwait(false);
                    return result;
                }
            }
        }
        finally
        {
            own.Release();
        }
    }

    /// <summary>Finishes what a process that is gone has committed.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken) => await SettledAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose() => own.Dispose();

    private async Task<(long Number, string Writers)> SettledAsync(CancellationToken cancellationToken)
    {
        long? waitingFor = null;
        for (var looks = 0; ;)
        {
            var ledger = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var version = ledger.RequiredNumber(Version);
            if (!ledger.Has(Pending))
            {
                return (version, ledger.Text(Writers) ?? "");
            }

            looks = waitingFor == version ? looks + 1 : 0;
            waitingFor = version;
            if (looks >= Patience)
            {
                await FinishAsync(ledger, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await table.PauseAsync(Look * (looks + 1), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<Item> ReadAsync(CancellationToken cancellationToken) =>
        await table.GetAsync(CatalogueKeys.Ledger, cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException($"The ledger of the catalogue in table '{table.Name}' was deleted. Restore the table to a moment before.");

    private async Task<bool> CommitAsync((long Number, string Writers) version, LedgerEntry change, CancellationToken cancellationToken)
    {
        var bytes = change.Encode();
        if (bytes.Length > DynamoTable.ItemBytes)
        {
            throw new InvalidOperationException(
                $"The change needs {bytes.Length} bytes and one DynamoDB item takes {DynamoTable.ItemBytes}: divide the plan or the group into smaller ones.");
        }

        var writer = Guid.NewGuid().ToString("N")[..12];
        var writers = string.Join(' ', version.Writers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(writer).TakeLast(RememberedWriters));
        if (await table.UpdateAsync(
            CatalogueKeys.Ledger,
            $"SET {Version} = :next, {Pending} = :change, {Writers} = :writers",
            [(":next", Values.Number(version.Number + 1)), (":change", Values.Bytes(bytes)), (":writers", Values.Text(writers))],
            new ItemCondition($"{Version} = :version AND attribute_not_exists({Pending})", (":version", Values.Number(version.Number))),
            cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Refused: perhaps because an attempt whose answer was lost had succeeded.
        var ledger = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return (ledger.Text(Writers) ?? "").Split(' ').Contains(writer, StringComparer.Ordinal);
    }

    private Task FinishAsync(Item ledger, CancellationToken cancellationToken) =>
        ledger.Bytes(Pending) is { } pending
            ? ApplyAsync(ledger.RequiredNumber(Version), LedgerEntry.Decode(pending), cancellationToken)
            : Task.CompletedTask;

    private async Task ApplyAsync(long version, LedgerEntry change, CancellationToken cancellationToken)
    {
        var older = new ItemCondition($"attribute_not_exists({CatalogueItem.Transaction}) OR {CatalogueItem.Transaction} < :tx", (":tx", Values.Number(version)));
        await DynamoTable.ForEachAsync(
            change.Writes,
            (write, token) => table.PutAsync(
                (write.Deletes ? new Item(write.Key).With(CatalogueItem.Gone, 1).ExpiringAt(machine.GetUtcNow() + TombstoneLife) : write.ToItem())
                    .With(CatalogueItem.Transaction, version),
                older,
                token),
            cancellationToken).ConfigureAwait(false);
        await table.UpdateAsync(
            CatalogueKeys.Ledger,
            $"REMOVE {Pending}",
            [],
            new ItemCondition($"{Version} = :version", (":version", Values.Number(version))),
            cancellationToken).ConfigureAwait(false);
    }
}
