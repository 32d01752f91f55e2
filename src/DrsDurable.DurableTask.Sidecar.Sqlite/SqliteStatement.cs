using System.Buffers;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>A prepared statement, run again and again by one thread at a time.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt statement;

    /// <summary>SQLite counts parameters as they appear; here stands where each value goes.</summary>
    private readonly int[] positions;

    public SqliteStatement(sqlite3 connection, string sql)
    {
        this.connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out statement));
        positions = new int[raw.sqlite3_bind_parameter_count(statement)];
        for (var position = 1; position <= positions.Length; position++)
        {
            var name = raw.sqlite3_bind_parameter_name(statement, position).utf8_to_string();
            positions[int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) - 1] = position;
        }
    }

    /// <summary>Binds the values. The statement is free for its next run when the answer is disposed of.</summary>
    public Execution Run(ReadOnlySpan<SqliteValue> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            Bind(positions[index], values[index]);
        }

        return new Execution(this);
    }

    public void Dispose() => statement.Dispose();

    private void Bind(int position, SqliteValue value)
    {
        switch (value.Kind)
        {
            case SqliteValueKind.Null:
                Check(raw.sqlite3_bind_null(statement, position));
                break;
            case SqliteValueKind.Integer:
                Check(raw.sqlite3_bind_int64(statement, position, value.Number));
                break;
            case SqliteValueKind.Text when value.Text!.Length == 0:
                Check(raw.sqlite3_bind_text(statement, position, ""));
                break;
            case SqliteValueKind.Text:
                BindText(position, value.Text!);
                break;
            case SqliteValueKind.Blob when value.Blob.IsEmpty:
                // An empty span has no address, which would mean NULL.
                Check(raw.sqlite3_bind_zeroblob(statement, position, 0));
                break;
            case SqliteValueKind.Blob:
                Check(raw.sqlite3_bind_blob(statement, position, value.Blob.Span));
                break;
        }
    }

    private void BindText(int position, string text)
    {
        var longest = System.Text.Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = longest > 1024 ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var utf8 = rented ?? stackalloc byte[1024];
        var count = System.Text.Encoding.UTF8.GetBytes(text, utf8);

        // SQLite copies what it is given before the call returns.
        var result = raw.sqlite3_bind_text(statement, position, utf8[..count]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Check(result);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, connection);
        }
    }

    /// <summary>One run of the statement.</summary>
    public readonly ref struct Execution(SqliteStatement statement)
    {
        public SqliteRow Row => new(statement.statement);

        public bool Next()
        {
            switch (raw.sqlite3_step(statement.statement))
            {
                case raw.SQLITE_ROW:
                    return true;
                case raw.SQLITE_DONE:
                    return false;
                case var failure:
                    SqliteException.ThrowExceptionForRC(failure, statement.connection);
                    return false;
            }
        }

        // The result repeats what the step has said.
        public void Dispose() => _ = raw.sqlite3_reset(statement.statement);
    }
}
