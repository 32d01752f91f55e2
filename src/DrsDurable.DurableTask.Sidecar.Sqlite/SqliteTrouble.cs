using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>Says what is wrong with a hub's file, and what an operator does about it.</summary>
internal static class SqliteTrouble
{
    /// <summary>While the hub runs: what can be put right beside it, it waits for.</summary>
    public static string WhileRunning(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"The disk that holds the task hub's database '{path}' is full ({error.Message}). Free space there: the hub keeps trying, and goes on by itself.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"The task hub's database '{path}' is damaged ({error.Message}). Stop this process and bring the data directory back from a copy.",
        _ => $"The task hub's database '{path}' does not answer ({error.Message}). Look at the disk that holds it: the hub keeps trying, and goes on by itself.",
    };

    /// <summary>At the start, which ends with it.</summary>
    public static string AtStart(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => $"The disk that holds the task hub's database '{path}' is full ({error.Message}). Free space there, then start again.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            $"'{path}' is not a database that SQLite can read, or it is damaged ({error.Message}). Bring it back from a copy of the data directory, or begin anew in another one.",
        _ => $"The task hub's database '{path}' cannot be opened ({error.Message}). Look whether its disk is full or damaged and whether this process may write there, or choose another data directory.",
    };

    /// <summary>What lies on damaged pages: it is for whoever reads one instance to set that one aside.</summary>
    public static bool IsDamage(SqliteException error) => error.SqliteErrorCode == raw.SQLITE_CORRUPT;
}
