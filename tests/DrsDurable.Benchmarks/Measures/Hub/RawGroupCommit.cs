using System.Diagnostics;
using SQLitePCL;

namespace DrsDurable.Benchmarks.Measures.Hub;

/// <summary>
/// A bare loop on SQLite's own interface that writes the rows a hub has left in its database into an empty one with the same tables
/// and indexes: creations, then batch after batch of all instances, with the two head updates of each. One thread, prepared
/// statements, write-ahead log, every commit synced.
/// </summary>
internal static class RawGroupCommit
{
    /// <param name="groupSize">Creations or turns in a transaction.</param>
    /// <returns>The time from the first BEGIN to the end of the last COMMIT.</returns>
    public static TimeSpan Run(string hubDatabase, int groupSize)
    {
        var path = hubDatabase + ".raw";
        using var source = Open(hubDatabase);
        using var target = Open(path);
        foreach (var pragma in new[] { "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-16384", "PRAGMA wal_autocheckpoint=4096" })
        {
            Execute(target, pragma);
        }

        foreach (var statement in Read(source, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"))
        {
            Execute(target, (string)statement[0]!);
        }

        var instances = Read(source, "SELECT * FROM instances ORDER BY created_at");
        var payloads = Read(source, "SELECT * FROM payloads");
        var order = Columns(source, "instances").IndexOf("number");
        var place = instances.Select((row, index) => (Number: (long)row[order]!, Index: index)).ToDictionary(item => item.Number, item => item.Index);
        var batches = Read(source, "SELECT * FROM batches ORDER BY sequence");
        var batchId = Columns(source, "batches").IndexOf("instance");
        var batchSequence = Columns(source, "batches").IndexOf("sequence");
        var turns = batches
            .OrderBy(row => (long)row[batchSequence]!)
            .ThenBy(row => place[(long)row[batchId]!])
            .ToList();
        var last = turns.Max(row => (long)row[batchSequence]!);
        var payloadOf = payloads.ToDictionary(row => (long)row[0]!);

        using var insertInstance = Prepare(target, $"INSERT INTO instances VALUES ({Marks(instances[0].Length)})");
        using var insertBatch = Prepare(target, $"INSERT INTO batches VALUES ({Marks(batches[0].Length)})");
        using var insertPayload = Prepare(target, $"INSERT INTO payloads VALUES ({Marks(payloads[0].Length)})");
        using var updateInstance = Prepare(target, "UPDATE instances SET generation = ?, sequence = ?, status = ?, active = ?, head = ? WHERE number = ?");
        var columns = Columns(source, "instances");
        int[] shown = [.. new[] { "generation", "sequence", "status", "active", "head", "number" }.Select(name => columns.IndexOf(name))];
        var active = columns.IndexOf("active");

        var begin = Stopwatch.GetTimestamp();
        foreach (var group in instances.Chunk(groupSize))
        {
            Execute(target, "BEGIN IMMEDIATE");
            foreach (var row in group)
            {
                object?[] created = [.. row];
                created[active] = 1L;
                Write(insertInstance, created);
            }

            Execute(target, "COMMIT");
        }

        foreach (var group in turns.Chunk(groupSize))
        {
            Execute(target, "BEGIN IMMEDIATE");
            foreach (var row in group)
            {
                Write(insertBatch, row);
                var instance = instances[place[(long)row[batchId]!]];
                object?[] head = [.. shown.Select(column => instance[column])];
                switch ((long)row[batchSequence]!)
                {
                    case 0:
                        (head[1], head[2], head[3]) = (0L, 0L, 1L);
                        Write(updateInstance, head);
                        break;
                    case var sequence when sequence == last:
                        Write(updateInstance, head);
                        Write(insertPayload, payloadOf[(long)row[batchId]!]);
                        break;
                }
            }

            Execute(target, "COMMIT");
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    private static string Marks(int count) => string.Join(',', Enumerable.Repeat('?', count));

    private static sqlite3 Open(string path)
    {
        Check(raw.sqlite3_open_v2(path, out var connection, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, null), connection);
        return connection;
    }

    private static sqlite3_stmt Prepare(sqlite3 connection, string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection, sql, out var statement), connection);
        return statement;
    }

    private static void Execute(sqlite3 connection, string sql) => Check(raw.sqlite3_exec(connection, sql), connection);

    private static void Write(sqlite3_stmt statement, IReadOnlyList<object?> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            _ = values[index] switch
            {
                null => raw.sqlite3_bind_null(statement, index + 1),
                long number => raw.sqlite3_bind_int64(statement, index + 1, number),
                string text => raw.sqlite3_bind_text(statement, index + 1, text),
                byte[] bytes => raw.sqlite3_bind_blob(statement, index + 1, bytes),
                var other => throw new ArgumentException($"A column holds a {other.GetType().Name}.", nameof(values)),
            };
        }

        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE)
        {
            throw new InvalidOperationException($"SQLite answered {result}.");
        }

        Check(raw.sqlite3_reset(statement), null);
    }

    private static List<string> Columns(sqlite3 connection, string table) =>
        [.. Read(connection, $"SELECT name FROM pragma_table_info('{table}')").Select(row => (string)row[0]!)];

    private static List<object?[]> Read(sqlite3 connection, string sql)
    {
        using var statement = Prepare(connection, sql);
        var rows = new List<object?[]>();
        while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
        {
            var row = new object?[raw.sqlite3_column_count(statement)];
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = raw.sqlite3_column_type(statement, column) switch
                {
                    raw.SQLITE_NULL => null,
                    raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
                    raw.SQLITE_TEXT => raw.sqlite3_column_text(statement, column).utf8_to_string(),
                    _ => raw.sqlite3_column_blob(statement, column).ToArray(),
                };
            }

            rows.Add(row);
        }

        return rows;
    }

    private static void Check(int result, sqlite3? connection)
    {
        if (result != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {result}{(connection is null ? "" : ": " + raw.sqlite3_errmsg(connection).utf8_to_string())}.");
        }
    }
}
