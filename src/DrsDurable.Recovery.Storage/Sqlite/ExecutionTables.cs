using System.Text.Json;
using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>Executions, what they hold (their plan, their servers), and the idempotency keys they were accepted under.</summary>
internal static class ExecutionTables
{
    private const string List = "execution";
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    public static ReservationResult Reserve(RecoveryTransaction db, ExecutionReservation reservation)
    {
        var snapshot = reservation.Snapshot;
        if (GetSnapshot(db, snapshot.ExecutionId) is not null)
        {
            return new ReservationResult(ReservationOutcome.Reserved, snapshot.ExecutionId);
        }

        db.Execute("DELETE FROM idempotency_key WHERE accepted_at <= $limit", ("$limit", (snapshot.AcceptedAt - KeyLife).UtcTicks));
        if (reservation.IdempotencyKey is { } key && FindAccepted(db, key, snapshot.AcceptedAt) is { } accepted)
        {
            return string.Equals(accepted.RequestHash, reservation.RequestHash, StringComparison.Ordinal)
                ? new ReservationResult(ReservationOutcome.Repeated, accepted.ExecutionId)
                : new ReservationResult(ReservationOutcome.IdempotencyKeyReused, accepted.ExecutionId);
        }

        if (GetHolder(db, snapshot.PlanId) is { } holder)
        {
            return new ReservationResult(ReservationOutcome.PlanAlreadyExecuting, holder);
        }

        var servers = snapshot.Servers.Select(server => server.SourceServerId).Distinct(StringComparer.Ordinal).ToList();
        var conflicts = GetClaims(db, servers);
        if (conflicts.Count > 0)
        {
            return new ReservationResult(ReservationOutcome.ServerConflict, conflicts.Values.First(), conflicts);
        }

        Insert(db, reservation, servers);
        return new ReservationResult(ReservationOutcome.Reserved, snapshot.ExecutionId);
    }

    public static ExecutionSnapshot? GetSnapshot(RecoveryTransaction db, string executionId) =>
        db.Text("SELECT snapshot FROM execution WHERE execution_id = $id", ("$id", executionId)) is { } text
            ? JsonSerializer.Deserialize(text, RecoveryDocuments.Default.ExecutionSnapshot)
            : null;

    public static ExecutionRow? GetRow(RecoveryTransaction db, string executionId) =>
        db.Text("SELECT list_row FROM execution WHERE execution_id = $id", ("$id", executionId)) is { } text ? ParseRow(text) : null;

    public static StorePage<ExecutionRow> ListRows(RecoveryTransaction db, ExecutionFilter filter, int limit, string? nextToken)
    {
        var after = PageToken.Parse(List, nextToken);
        var conditions = new List<string>();
        if (filter.PlanId is not null)
        {
            conditions.Add("plan_id = $plan");
        }

        if (filter.Status is not null)
        {
            conditions.Add("status = $status");
        }

        if (after is not null)
        {
            conditions.Add("(accepted_at, execution_id) < ($at, $id)");
        }

        var rows = db.Rows(
            $"""
             SELECT list_row FROM execution {(conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions))}
             ORDER BY accepted_at DESC, execution_id DESC LIMIT $limit
             """,
            reader => ParseRow(reader.GetString(0)),
            ("$plan", filter.PlanId),
            ("$status", filter.Status?.ToString()),
            ("$at", after?.At.UtcTicks),
            ("$id", after?.Id),
            ("$limit", limit + 1));
        return rows.Count > limit
            ? new StorePage<ExecutionRow>(rows[..limit], new PageToken(List, rows[limit - 1].AcceptedAt, rows[limit - 1].ExecutionId).ToString())
            : new StorePage<ExecutionRow>(rows, null);
    }

    public static void UpdateRow(RecoveryTransaction db, ExecutionRow row) =>
        db.Execute(
            "UPDATE execution SET status = $status, sequence = $sequence, list_row = $row WHERE execution_id = $id AND sequence < $sequence",
            ("$status", row.Status.ToString()),
            ("$sequence", row.Sequence),
            ("$row", JsonSerializer.Serialize(row, RecoveryDocuments.Default.ExecutionRow)),
            ("$id", row.ExecutionId));

    public static void Release(RecoveryTransaction db, string executionId)
    {
        db.Execute("DELETE FROM plan_holder WHERE execution_id = $id", ("$id", executionId));
        db.Execute("DELETE FROM server_claim WHERE execution_id = $id", ("$id", executionId));
    }

    public static List<string> ListHolding(RecoveryTransaction db) =>
        db.Rows(
            """
            SELECT execution_id FROM plan_holder
            UNION SELECT execution_id FROM server_claim
            ORDER BY 1
            """,
            reader => reader.GetString(0));

    public static string? GetHolder(RecoveryTransaction db, string planId) =>
        db.Text("SELECT execution_id FROM plan_holder WHERE plan_id = $plan", ("$plan", planId));

    public static Dictionary<string, string> GetClaims(RecoveryTransaction db, IReadOnlyCollection<string> sourceServerIds)
    {
        var claims = db.Rows(
            """
            SELECT source_server_id, execution_id FROM server_claim
            WHERE source_server_id IN (SELECT value FROM json_each($servers)) ORDER BY source_server_id
            """,
            reader => (Server: reader.GetString(0), Execution: reader.GetString(1)),
            ("$servers", JsonSerializer.Serialize(sourceServerIds)));
        return claims.ToDictionary(claim => claim.Server, claim => claim.Execution, StringComparer.Ordinal);
    }

    public static AcceptedRequest? FindAccepted(RecoveryTransaction db, string key, DateTimeOffset now) =>
        db.Rows(
            "SELECT execution_id, request_hash FROM idempotency_key WHERE idempotency_key = $key AND accepted_at > $limit",
            reader => new AcceptedRequest(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)),
            ("$key", key),
            ("$limit", (now - KeyLife).UtcTicks)) is [var accepted]
            ? accepted
            : null;

    private static void Insert(RecoveryTransaction db, ExecutionReservation reservation, IReadOnlyList<string> servers)
    {
        var snapshot = reservation.Snapshot;
        var row = ExecutionRow.Accepted(snapshot);
        db.Execute(
            """
            INSERT INTO execution (execution_id, plan_id, status, accepted_at, sequence, snapshot, list_row)
            VALUES ($id, $plan, $status, $at, $sequence, $snapshot, $row)
            """,
            ("$id", snapshot.ExecutionId),
            ("$plan", snapshot.PlanId),
            ("$status", row.Status.ToString()),
            ("$at", snapshot.AcceptedAt.UtcTicks),
            ("$sequence", row.Sequence),
            ("$snapshot", JsonSerializer.Serialize(snapshot, RecoveryDocuments.Default.ExecutionSnapshot)),
            ("$row", JsonSerializer.Serialize(row, RecoveryDocuments.Default.ExecutionRow)));
        db.Execute(
            "INSERT INTO plan_holder (plan_id, execution_id) VALUES ($plan, $id)", ("$plan", snapshot.PlanId), ("$id", snapshot.ExecutionId));
        db.Execute(
            "INSERT INTO server_claim (source_server_id, execution_id) SELECT value, $id FROM json_each($servers)",
            ("$id", snapshot.ExecutionId),
            ("$servers", JsonSerializer.Serialize(servers)));
        if (reservation.IdempotencyKey is { } key)
        {
            db.Execute(
                "INSERT INTO idempotency_key (idempotency_key, execution_id, request_hash, accepted_at) VALUES ($key, $id, $hash, $at)",
                ("$key", key),
                ("$id", snapshot.ExecutionId),
                ("$hash", reservation.RequestHash),
                ("$at", snapshot.AcceptedAt.UtcTicks));
        }
    }

    private static ExecutionRow ParseRow(string text) =>
        JsonSerializer.Deserialize(text, RecoveryDocuments.Default.ExecutionRow) ?? throw new InvalidDataException("A row of execution holds no list row.");
}
