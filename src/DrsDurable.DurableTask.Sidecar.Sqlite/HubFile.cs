using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// The files of a hub: the database, and beside it a lock file held exclusively for the life of the owner. The operating system
/// releases the lock when the process dies, which proves that the old owner is gone.
/// </summary>
/// <param name="fileSystemOf">What a folder lies on.</param>
internal sealed class HubFile(string path, Func<string, FileSystemKind> fileSystemOf) : IDisposable
{
    /// <summary>EWOULDBLOCK of Linux and of the BSDs, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private FileStream? lockFile;

    public HubFile(string path)
        : this(path, FileSystemKind.Of)
    {
    }

    public string DatabasePath { get; } = Path.GetFullPath(path);

    public string LockPath => DatabasePath + ".lock";

    /// <summary>Pages the database may grow to; <see langword="null"/> = as the disk allows. Takes effect when the writer next opens the file.</summary>
    public long? MaximumPages { get; set; }

    /// <summary>The reason why the database must not lie where it was put, if there is one.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be made.</exception>
    public string? RefuseLocation()
    {
        var folder = Path.GetDirectoryName(DatabasePath)!;
        Directory.CreateDirectory(folder);
        return fileSystemOf(folder) is { IsNetwork: true, Name: var name }
            ? $"'{folder}' is on a network file system ({name}), where SQLite's write-ahead log is not safe. Put the data directory on a local disk."
            : null;
    }

    /// <summary>Takes the lock; <see langword="false"/> if another owner holds it.</summary>
    /// <exception cref="IOException">The lock file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file cannot be written.</exception>
    public bool TryLock()
    {
        if (lockFile is not null)
        {
            return true;
        }

        FileStream taken;
        try
        {
            taken = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (HeldByAnother.Contains(exception.HResult))
        {
            return false;
        }

        try
        {
            taken.SetLength(0);
            taken.Write(System.Text.Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        }
        catch
        {
            taken.Dispose();
            throw;
        }

        lockFile = taken;
        return true;
    }

    /// <summary>The connection that writes and checkpoints; there is exactly one.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public SqliteConnection OpenWriter() => Open(SqliteOpenMode.ReadWriteCreate, SetUpWriter);

    /// <summary>A connection that can neither write nor checkpoint.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadWrite, static connection =>
    {
        Execute(connection, "PRAGMA wal_autocheckpoint=0");
        Execute(connection, "PRAGMA query_only=ON");
    });

    public void Dispose()
    {
        lockFile?.Dispose();
        lockFile = null;
    }

    private void SetUpWriter(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "PRAGMA foreign_keys=OFF");

        // The pages that groups of turns come back to: 16 MiB of memory, and of log before it is folded in.
        Execute(connection, "PRAGMA cache_size=-16384");
        Execute(connection, "PRAGMA wal_autocheckpoint=4096");
        if (MaximumPages is { } pages)
        {
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages}"));
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode, Action<SqliteConnection> setUp)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = DatabasePath,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout=30000");
            setUp(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
