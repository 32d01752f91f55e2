using Microsoft.Data.Sqlite;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>
/// One connection to <c>recovery.db</c>, used by one caller at a time. A commit has reached the disk when it returns (WAL, synchronous=FULL).
/// Other processes are kept apart by SQLite's own lock, taken at the beginning of every write.
/// </summary>
internal sealed class RecoveryDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SqliteConnection connection;

    private RecoveryDatabase(SqliteConnection connection) => this.connection = connection;

    public static RecoveryDatabase Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using (var pragmas = connection.CreateCommand())
            {
                pragmas.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
                pragmas.ExecuteNonQuery();
            }

            RecoverySchema.Bring(connection, path);
            return new RecoveryDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async Task<T> ReadAsync<T>(Func<RecoveryTransaction, T> read, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Deferred: several statements of one read see one state of the database.
            using var transaction = connection.BeginTransaction(deferred: true);
            return read(new RecoveryTransaction(connection, transaction));
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Commits what <paramref name="write"/> did; an exception in it leaves everything as it was.</summary>
    public async Task<T> WriteAsync<T>(Func<RecoveryTransaction, T> write, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = write(new RecoveryTransaction(connection, transaction));
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
    }
}
