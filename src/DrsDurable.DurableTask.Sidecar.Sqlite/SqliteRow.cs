using SQLitePCL;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>The row a statement stands at. It is to be read before the statement goes on.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? GetText(int column) => IsDBNull(column) ? null : GetString(column);

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public bool GetBoolean(int column) => GetInt64(column) != 0;

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();
}
