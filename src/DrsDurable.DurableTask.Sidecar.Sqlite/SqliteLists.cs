using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>Ids served by indexes of their own: ended instances by completion, children by parent.</summary>
internal static class SqliteLists
{
    private const int PageSize = 500;

    public static StorePage<string> Completed(SqliteSession session, CompletedQuery query)
    {
        var (completedAt, id) = query.Continuation is null ? (long.MinValue, "") : SqliteReads.ParseHeadKey(query.Continuation);
        var rows = session.Query(
            """
            SELECT completed_at, instance_id FROM instances
            WHERE completed_at IS NOT NULL AND tombstone_until IS NULL
              AND (completed_at, instance_id) > ($1, $2)
              AND completed_at >= $3 AND completed_at <= $4
              AND ($5 IS NULL OR instr($5, ',' || status || ',') > 0)
            ORDER BY completed_at, instance_id LIMIT $6
            """,
            row => (CompletedAt: row.GetInt64(0), InstanceId: row.GetString(1)),
            completedAt,
            id,
            query.CompletedFrom?.Ticks ?? long.MinValue,
            query.CompletedTo?.Ticks ?? long.MaxValue,
            SqliteReads.StatusList(query.Statuses),
            query.PageSize + 1);
        string[] ids = [.. rows.Take(query.PageSize).Select(row => row.InstanceId)];
        if (rows.Count <= query.PageSize)
        {
            return new StorePage<string>(ids, null);
        }

        var last = rows[query.PageSize - 1];
        return new StorePage<string>(ids, string.Create(CultureInfo.InvariantCulture, $"{last.CompletedAt}/{last.InstanceId}"));
    }

    public static StorePage<string> Children(SqliteSession session, string parentInstanceId, string? continuation)
    {
        var ids = session.Query(
            """
            SELECT instance_id FROM instances
            WHERE parent_id = $1 AND instance_id > $2 AND tombstone_until IS NULL ORDER BY instance_id LIMIT $3
            """,
            row => row.GetString(0),
            parentInstanceId, continuation ?? "", PageSize);
        return new StorePage<string>(ids, ids.Count == PageSize ? ids[^1] : null);
    }
}
