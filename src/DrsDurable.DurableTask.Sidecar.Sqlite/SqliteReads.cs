using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>The queries, each one statement and so one short read transaction.</summary>
internal static class SqliteReads
{
    private const int PageSize = 500;

    public static StoredInstance? Instance(SqliteSession session, string instanceId, bool includePayloads) => session.First(
        includePayloads
            ? """
              SELECT i.head, i.active, i.quarantine, p.input, p.output, p.failure, i.activation
              FROM instances i LEFT JOIN payloads p ON p.instance = i.number
              WHERE i.instance_id = $1 AND i.tombstone_until IS NULL
              """
            : "SELECT head, active, quarantine, NULL, NULL, NULL, activation FROM instances WHERE instance_id = $1 AND tombstone_until IS NULL",
        ReadInstance,
        instanceId);

    public static IReadOnlyList<StoredBatch> Generation(SqliteSession session, string instanceId, string life, int generation) => session.Query(
        """
        SELECT b.sequence, b.writer_id, b.content FROM instances i JOIN batches b ON b.instance = i.number
        WHERE i.instance_id = $1 AND i.life = $2 AND b.generation = $3 ORDER BY b.sequence
        """,
        row => new StoredBatch(new BatchKey(instanceId, life, generation, row.GetInt32(0)), row.GetString(1), row.GetBytes(2)),
        instanceId, life, generation);

    public static StorePage<ActiveItem> Active(SqliteSession session, string? continuation)
    {
        // Two seeks per instance tell whether a batch lies behind the place where it was parked.
        var items = session.Query(
            """
            SELECT i.instance_id, i.life, i.parked_generation, i.parked_sequence, i.parked_due,
                EXISTS (SELECT 1 FROM batches b WHERE b.instance = i.number AND b.generation > i.parked_generation)
                OR EXISTS (SELECT 1 FROM batches b WHERE b.instance = i.number
                           AND b.generation = i.parked_generation AND b.sequence > i.parked_sequence),
                i.number
            FROM instances i WHERE i.active = 1 AND i.number > $1 ORDER BY i.number LIMIT $2
            """,
            row => (Number: row.GetInt64(6), Item: new ActiveItem(
                row.GetString(0),
                row.GetString(1),
                row.IsDBNull(2) || row.GetBoolean(5)
                    ? null
                    : new ParkedAt(row.GetInt32(2), row.GetInt32(3), row.IsDBNull(4) ? null : new DateTime(row.GetInt64(4), DateTimeKind.Utc)))),
            continuation is null ? 0 : long.Parse(continuation, CultureInfo.InvariantCulture), PageSize);
        return new StorePage<ActiveItem>(
            [.. items.Select(found => found.Item)],
            items.Count == PageSize ? items[^1].Number.ToString(CultureInfo.InvariantCulture) : null);
    }

    public static StorePage<InboxMessage> Inbox(SqliteSession session, string? continuation)
    {
        var (target, stamp, index, id) = continuation is null ? ("", long.MinValue, int.MinValue, "") : ParseMessageKey(continuation);
        var messages = session.Query(
            """
            SELECT target_id, target_life, message_id, stamp, position, content FROM inbox
            WHERE (target_id, stamp, position, message_id) > ($1, $2, $3, $4)
            ORDER BY target_id, stamp, position, message_id LIMIT $5
            """,
            ReadMessage,
            target, stamp, index, id, PageSize);
        return new StorePage<InboxMessage>(messages, messages.Count == PageSize ? Format(messages[^1].Key) : null);
    }

    public static StorePage<StoredInstance> Query(SqliteSession session, HeadQuery query)
    {
        var (createdAt, id) = query.Continuation is null ? (long.MinValue, "") : ParseHeadKey(query.Continuation);
        var statuses = StatusList(query.Statuses);
        var rows = session.Query(
            query.IncludePayloads
                ? $"SELECT i.head, i.active, i.quarantine, p.input, p.output, p.failure, i.activation, i.created_at, i.instance_id {QueryBody("LEFT JOIN payloads p ON p.instance = i.number")}"
                : $"SELECT i.head, i.active, i.quarantine, NULL, NULL, NULL, i.activation, i.created_at, i.instance_id {QueryBody("")}",
            row => new QueriedRow(row.GetInt64(7), row.GetString(8), TryReadInstance(row)),
            createdAt,
            id,
            query.CreatedFrom?.Ticks ?? long.MinValue,
            query.CreatedTo?.Ticks ?? long.MaxValue,
            statuses,
            query.InstanceIdPrefix,
            query.PageSize + 1);
        // An instance whose head cannot be read does not hide the others; the hub shows it among its quarantined ones.
        StoredInstance[] readable = [.. rows.Take(query.PageSize).Select(row => row.Instance).OfType<StoredInstance>()];
        if (rows.Count <= query.PageSize)
        {
            return new StorePage<StoredInstance>(readable, null);
        }

        var last = rows[query.PageSize - 1];
        return new StorePage<StoredInstance>(readable, string.Create(CultureInfo.InvariantCulture, $"{last.CreatedAt}/{last.InstanceId}"));
    }

    public static StorePage<QuarantinedInstance> Quarantined(SqliteSession session, string? continuation)
    {
        var found = session.Query(
            """
            SELECT instance_id, life, quarantine, quarantined_at FROM instances
            WHERE quarantine IS NOT NULL AND tombstone_until IS NULL AND instance_id > $1 ORDER BY instance_id LIMIT $2
            """,
            row => new QuarantinedInstance(row.GetString(0), row.GetString(1), row.GetString(2), ReadTime(row, 3)),
            continuation ?? "", PageSize);
        return new StorePage<QuarantinedInstance>(found, found.Count == PageSize ? found[^1].InstanceId : null);
    }

    public static StorePage<DeadLetter> DeadLetters(SqliteSession session, int pageSize, string? continuation)
    {
        var (target, stamp, index, id) = continuation is null ? ("", long.MinValue, int.MinValue, "") : ParseMessageKey(continuation);
        var letters = session.Query(
            """
            SELECT target_id, target_life, message_id, stamp, position, content, reason, dead_at FROM dead_letters
            WHERE (target_id, stamp, position, message_id) > ($1, $2, $3, $4)
            ORDER BY target_id, stamp, position, message_id LIMIT $5
            """,
            row => new DeadLetter(ReadMessage(row), row.GetString(6), ReadTime(row, 7)),
            target, stamp, index, id, pageSize + 1);
        return letters.Count > pageSize
            ? new StorePage<DeadLetter>([.. letters.Take(pageSize)], Format(letters[pageSize - 1].Message.Key))
            : new StorePage<DeadLetter>(letters, null);
    }

    public static int CountDeadLetters(SqliteSession session) =>
        session.Query("SELECT count(*) FROM dead_letters", row => row.GetInt32(0))[0];

    private static string QueryBody(string join) =>
        $"""
        FROM instances i {join}
        WHERE i.tombstone_until IS NULL
          AND (i.created_at, i.instance_id) > ($1, $2)
          AND i.created_at >= $3 AND i.created_at <= $4
          AND ($5 IS NULL OR instr($5, ',' || i.status || ',') > 0)
          AND ($6 IS NULL OR substr(i.instance_id, 1, length($6)) = $6)
        ORDER BY i.created_at, i.instance_id LIMIT $7
        """;

    private static StoredInstance ReadInstance(SqliteRow row) => new(
        HeadCodec.Decode(row.GetBytes(0)),
        row.GetBoolean(1),
        new InstancePayloads(
            row.GetText(3),
            row.GetText(4),
            row.IsDBNull(5) ? null : FailureCodec.Decode(row.GetBytes(5))),
        row.GetText(2),
        row.GetText(6));

    /// <summary>Columns target_id, target_life, message_id, stamp, position, content.</summary>
    private static InboxMessage ReadMessage(SqliteRow row) => new(
        row.GetString(0), row.GetText(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.GetBytes(5));

    private static DateTime? ReadTime(SqliteRow row, int column) =>
        row.IsDBNull(column) ? null : new DateTime(row.GetInt64(column), DateTimeKind.Utc);

    private static StoredInstance? TryReadInstance(SqliteRow row)
    {
        try
        {
            return ReadInstance(row);
        }
        catch (UndecodableContentException)
        {
            return null;
        }
    }

    private static string Format(MessageKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key.Stamp}/{key.Index}/{key.TargetInstanceId.Length}/{key.TargetInstanceId}{key.Id}");

    private static (string Target, long Stamp, int Index, string Id) ParseMessageKey(string text)
    {
        var parts = text.Split('/', 4);
        return parts.Length == 4
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var stamp)
            && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= parts[3].Length
            ? (parts[3][..length], stamp, index, parts[3][length..])
            : throw new ArgumentException("The continuation token is not one this hub gave out.", nameof(text));
    }

    public static string? StatusList(IReadOnlyCollection<InstanceStatus>? statuses) => statuses is null
        ? null
        : "," + string.Join(',', statuses.Select(status => ((int)status).ToString(CultureInfo.InvariantCulture))) + ",";

    public static (long Ticks, string Id) ParseHeadKey(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && long.TryParse(text.AsSpan(0, slash), NumberStyles.Integer, CultureInfo.InvariantCulture, out var ticks)
            ? (ticks, text[(slash + 1)..])
            : throw new ArgumentException("The continuation token is not one this hub gave out.", nameof(text));
    }

    private sealed record QueriedRow(long CreatedAt, string InstanceId, StoredInstance? Instance);
}
