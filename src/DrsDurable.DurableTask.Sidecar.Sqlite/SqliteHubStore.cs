using System.Collections.Concurrent;
using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// A task hub in one SQLite file: write-ahead log, every commit synced, one writing connection, readers that cannot write. One
/// process owns it at a time; a second one is refused.
/// </summary>
public sealed class SqliteHubStore : IHubStore
{
    private static readonly TimeSpan TombstoneLife = TimeSpan.FromDays(7);

    private readonly HubFile file;
    private readonly TimeProvider machine;
    private readonly ConcurrentBag<SqliteSession> idleReaders = [];
    private readonly SemaphoreSlim opening = new(1, 1);
    private SqliteWriter? writer;
    private ShardLease? lease;
    private bool closed;

    /// <param name="path">The database file; its folder is created. A lock file and SQLite's own files appear beside it.</param>
    /// <param name="machine">For the expiry of tombstones, and the times at which something was set aside.</param>
    public SqliteHubStore(string path, TimeProvider machine)
        : this(new HubFile(path), machine)
    {
    }

    internal SqliteHubStore(HubFile file, TimeProvider machine)
    {
        SqliteLibrary.Load();
        this.file = file;
        this.machine = machine;
    }

    public async Task<OpenResult> OpenAsync(string hubName, string ownerId, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (lease is not null)
            {
                return string.Equals(lease.OwnerId, ownerId, StringComparison.Ordinal)
                    ? new OpenResult(OpenOutcome.Opened, lease, null)
                    : new OpenResult(OpenOutcome.InUse, null, "This store object is already open for another owner.");
            }

            return TakeOwnership(hubName, ownerId);
        }
        catch (SqliteException trouble)
        {
            file.Dispose();
            return new OpenResult(OpenOutcome.Unusable, null, SqliteTrouble.AtStart(file.DatabasePath, trouble));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return new OpenResult(
                OpenOutcome.Unusable,
                null,
                $"The task hub in '{file.DatabasePath}' cannot be opened ({trouble.Message.TrimEnd('.')}). Make the data directory writable for this process, with space on its disk, or choose another one.");
        }
        finally
        {
            opening.Release();
        }
    }

    public Task<LeaseOutcome> RenewLeaseAsync(ShardLease lease, CancellationToken cancellationToken) =>
        Task.FromResult(IsHeld(lease) ? LeaseOutcome.Done : LeaseOutcome.LeaseLost);

    public Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.Append(session, request), cancellationToken);

    public Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.Send(session, outbound), cancellationToken);

    public Task<HeadOutcome> UpdateHeadAsync(HeadUpdate update, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.UpdateHead(session, update), cancellationToken);

    public Task<LeaseOutcome> DeleteMessagesAsync(ShardLease lease, IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => IsHeld(lease) ? SqliteWrites.Delete(session, messages) : LeaseOutcome.LeaseLost, cancellationToken);

    public Task<LeaseOutcome> DeadLetterAsync(ShardLease lease, MessageKey message, string reason, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => IsHeld(lease) ? SqliteWrites.DeadLetter(session, message, reason, Now) : LeaseOutcome.LeaseLost, cancellationToken);

    public Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.Activate(session, instanceId, life, activation), cancellationToken);

    public Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.Trim(session, instanceId, life, belowGeneration), cancellationToken);

    public Task<StoredInstance?> ReadInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        ReadOfAsync(instanceId, session => SqliteReads.Instance(session, instanceId, includePayloads), cancellationToken);

    public Task<IReadOnlyList<StoredBatch>> ReadGenerationAsync(string instanceId, string life, int generation, CancellationToken cancellationToken) =>
        ReadOfAsync(instanceId, session => SqliteReads.Generation(session, instanceId, life, generation), cancellationToken);

    public Task<StorePage<ActiveItem>> ListActiveAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteReads.Active(session, continuation), cancellationToken);

    public Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.Park(session, marks), cancellationToken);

    public Task<StorePage<InboxMessage>> ReadInboxAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteReads.Inbox(session, continuation), cancellationToken);

    public Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteReads.Query(session, query), cancellationToken);

    public Task<StorePage<string>> ListCompletedAsync(CompletedQuery query, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteLists.Completed(session, query), cancellationToken);

    public Task<StorePage<string>> ListChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteLists.Children(session, parentInstanceId, continuation), cancellationToken);

    public Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken)
    {
        var now = Now;
        return Writer.RunAsync(session => SqliteWrites.Purge(session, instanceId, life, now, now + TombstoneLife), cancellationToken);
    }

    public Task SetQuarantineAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.SetQuarantine(session, instanceId, life, reason, Now), cancellationToken);

    public Task<StorePage<QuarantinedInstance>> ListQuarantinedAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteReads.Quarantined(session, continuation), cancellationToken);

    public Task<StorePage<DeadLetter>> ListDeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken) =>
        ReadAsync(session => SqliteReads.DeadLetters(session, pageSize, continuation), cancellationToken);

    public Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken) =>
        ReadAsync(SqliteReads.CountDeadLetters, cancellationToken);

    public Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken) =>
        Writer.RunAsync(session => SqliteWrites.SettleDeadLetter(session, message, settlement), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            closed = true;
            CloseIdleReaders();

            // The last connection to close folds the write-ahead log into the database; that must be the writer.
            writer?.Dispose();
            CloseIdleReaders();
            file.Dispose();
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>Transactions committed since it was opened; each may hold many turns.</summary>
    public long Transactions => writer?.Committed ?? 0;

    /// <summary>Ends a transaction; tests let it fail.</summary>
    internal Action<SqliteSession>? Commit { get; init; }

    private DateTime Now => machine.GetUtcNow().UtcDateTime;

    private SqliteWriter Writer => writer ?? throw new InvalidOperationException("The store must be opened first.");

    private OpenResult TakeOwnership(string hubName, string ownerId)
    {
        if (file.RefuseLocation() is { } reason)
        {
            return new OpenResult(OpenOutcome.UnsupportedLocation, null, reason);
        }

        if (!file.TryLock())
        {
            return new OpenResult(
                OpenOutcome.InUse, null, $"Another process uses the task hub in '{file.DatabasePath}' (it holds '{file.LockPath}'). Stop it, or choose another data directory.");
        }

        var connection = file.OpenWriter();
        try
        {
            var version = HubSchema.Read(connection);
            if (version > HubSchema.Version)
            {
                connection.Dispose();
                file.Dispose();
                return new OpenResult(
                    OpenOutcome.SchemaTooNew,
                    null,
                    string.Create(CultureInfo.InvariantCulture, $"The task hub in '{file.DatabasePath}' has schema version {version}; this software knows versions up to {HubSchema.Version}. Start the newer software, or choose another data directory."));
            }

            HubSchema.Migrate(connection, hubName);
            var session = new SqliteSession(connection);
            session.Execute("UPDATE hub SET epoch = epoch + 1");
            session.Execute("DELETE FROM instances WHERE tombstone_until <= $1", Now.Ticks);
            var epoch = session.Query("SELECT epoch FROM hub", row => row.GetInt64(0))[0];
            writer = new SqliteWriter(file, session, Commit);
            lease = new ShardLease(0, ownerId, epoch);
            return new OpenResult(OpenOutcome.Opened, lease, null);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The lock file is the lease: while this process holds it nobody else can own the shard.</summary>
    private bool IsHeld(ShardLease claimed) => claimed == lease && !closed;

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(closed, this);
        SqliteSession? session = null;
        try
        {
            if (!idleReaders.TryTake(out session))
            {
                session = new SqliteSession(file.OpenReader());
            }

            var result = read(session);
            idleReaders.Add(session);
            if (closed)
            {
                CloseIdleReaders();
            }

            return Task.FromResult(result);
        }
        catch (SqliteException trouble)
        {
            session?.Dispose();
            throw new HubStoreUnavailableException(SqliteTrouble.WhileRunning(file.DatabasePath, trouble), trouble);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Reads something of one instance. If it lies on damaged pages, that instance cannot be read; others may.</summary>
    private async Task<T> ReadOfAsync<T>(string instanceId, Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(read, cancellationToken).ConfigureAwait(false);
        }
        catch (HubStoreUnavailableException unavailable) when (unavailable.InnerException is SqliteException trouble && SqliteTrouble.IsDamage(trouble))
        {
            throw new UndecodableContentException(
                $"what is stored of '{instanceId}' lies on damaged pages of '{file.DatabasePath}' ({trouble.Message}); stop this process and bring the data directory back from a copy");
        }
    }

    private void CloseIdleReaders()
    {
        while (idleReaders.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
