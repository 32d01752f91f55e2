using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// The files of a hub: the database, and beside it a lock file held exclusively for the life of the owner. The operating system
/// releases the lock when the process dies, which proves that the old owner is gone.
/// </summary>
internal sealed class HubFile(string path) : IDisposable
{
    private static readonly HashSet<string> NetworkFileSystems = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.s3fs", "9p", "davfs",
    };

    private FileStream? lockFile;

    public string DatabasePath { get; } = Path.GetFullPath(path);

    public string LockPath => DatabasePath + ".lock";

    /// <summary>The reason why the database must not lie where it was put, if there is one.</summary>
    public string? RefuseLocation()
    {
        var folder = Path.GetDirectoryName(DatabasePath)!;
        Directory.CreateDirectory(folder);
        var drive = new DriveInfo(folder);
        return drive.DriveType == DriveType.Network || NetworkFileSystems.Contains(drive.DriveFormat)
            ? $"'{folder}' is on a network file system ({drive.DriveFormat}), where SQLite's write-ahead log is not safe. Put the data directory on a local disk."
            : null;
    }

    /// <summary>Takes the lock; <see langword="false"/> if another owner holds it.</summary>
    public bool TryLock()
    {
        if (lockFile is not null)
        {
            return true;
        }

        try
        {
            lockFile = new FileStream(LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            var owner = System.Text.Encoding.UTF8.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            lockFile.SetLength(0);
            lockFile.Write(owner);
            return true;
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return false;
        }
    }

    /// <summary>The connection that writes and checkpoints; there is exactly one.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "PRAGMA foreign_keys=OFF");

        // The pages that groups of turns come back to: 16 MiB of memory, and of log before it is folded in.
        Execute(connection, "PRAGMA cache_size=-16384");
        Execute(connection, "PRAGMA wal_autocheckpoint=4096");
        return connection;
    }

    /// <summary>A connection that can neither write nor checkpoint.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = Open(SqliteOpenMode.ReadWrite);
        Execute(connection, "PRAGMA wal_autocheckpoint=0");
        Execute(connection, "PRAGMA query_only=ON");
        return connection;
    }

    public void Dispose()
    {
        lockFile?.Dispose();
        lockFile = null;
    }

    private SqliteConnection Open(SqliteOpenMode mode)
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
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new HubStoreUnavailableException($"The hub's database '{DatabasePath}' could not be opened: {exception.Message}", exception);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
