using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>
/// One connection and its prepared statements. Parameters are $1, $2 … in the order of the values. The statements run on SQLite's
/// own interface: they are the hub's hot path, and a command object costs several times what SQLite does.
/// </summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        using var run = Statement(sql).Run(values);
        while (run.Next())
        {
        }

        return raw.sqlite3_changes(connection.Handle);
    }

    public IReadOnlyList<T> Query<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<SqliteValue> values)
    {
        using var run = Statement(sql).Run(values);
        var rows = new List<T>();
        while (run.Next())
        {
            rows.Add(read(run.Row));
        }

        return rows;
    }

    public T? First<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<SqliteValue> values)
        where T : class
    {
        using var run = Statement(sql).Run(values);
        return run.Next() ? read(run.Row) : null;
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
        connection.Dispose();
    }

    private SqliteStatement Statement(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(connection.Handle!, sql);
            statements.Add(sql, statement);
        }

        return statement;
    }
}
