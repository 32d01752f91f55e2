using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>The statements of each write, run within the writer's transaction.</summary>
internal static class SqliteWrites
{
    private const int RememberedLives = 16;

    /// <summary>The batch and everything that follows from it.</summary>
    public static AppendResult Append(SqliteSession session, AppendRequest request)
    {
        var key = request.Key;
        var inserted = session.Execute(
            """
            INSERT INTO batches (instance, generation, sequence, writer_id, content)
            SELECT number, $3, $4, $5, $6 FROM instances
            WHERE instance_id = $1 AND life = $2 AND generation <= $3 AND tombstone_until IS NULL
            ON CONFLICT DO NOTHING
            """,
            key.InstanceId, key.Life, key.Generation, key.Sequence, request.WriterId, request.Content);
        if (inserted == 0)
        {
            var writer = session.First(
                """
                SELECT b.writer_id FROM instances i JOIN batches b ON b.instance = i.number
                WHERE i.instance_id = $1 AND i.life = $2 AND b.generation = $3 AND b.sequence = $4
                """,
                row => row.GetString(0),
                key.InstanceId, key.Life, key.Generation, key.Sequence);
            return string.Equals(writer, request.WriterId, StringComparison.Ordinal)
                ? new AppendResult(AppendOutcome.Committed, EffectsApplied: false, [])
                : new AppendResult(AppendOutcome.Conflict, EffectsApplied: false, []);
        }

        var creations = Send(session, request.Outbound);
        if (request.Head is { } head)
        {
            UpdateHead(session, head);
        }

        Delete(session, request.Consumed);
        if (request.TrimBelowGeneration is { } below)
        {
            Trim(session, key.InstanceId, key.Life, below);
        }

        return new AppendResult(AppendOutcome.Committed, EffectsApplied: true, creations);
    }

    public static IReadOnlyList<CreationResult> Send(SqliteSession session, IReadOnlyList<Outbound> outbound)
    {
        List<CreationResult>? creations = null;
        foreach (var item in outbound)
        {
            switch (item)
            {
                case OutboundMessage { Message: var message }:
                    session.Execute(
                        """
                        INSERT INTO inbox (target_id, stamp, position, message_id, target_life, content)
                        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING
                        """,
                        message.TargetInstanceId, message.Stamp, message.Index, message.Id, message.TargetLife, message.Content);
                    break;
                case OutboundCreation { Creation: var creation }:
                    (creations ??= []).Add(Create(session, creation));
                    break;
            }
        }

        return (IReadOnlyList<CreationResult>?)creations ?? [];
    }

    public static HeadOutcome UpdateHead(SqliteSession session, HeadUpdate update)
    {
        var head = update.Head;
        var moved = session.Execute(
            """
            UPDATE instances SET generation = $3, sequence = $4, status = $5, head = $6, completed_at = $7, active = active AND NOT ($8 AND activation IS $9)
            WHERE instance_id = $1 AND life = $2 AND tombstone_until IS NULL
              AND (generation < $3 OR (generation = $3 AND sequence < $4))
            """,
            head.InstanceId, head.Life, head.Generation, head.Sequence, (int)head.Status, HeadCodec.Encode(head),
            head.IsTerminal ? (head.CompletedAt ?? head.LastUpdatedAt).Ticks : (long?)null, update.Deactivate ? 1 : 0, update.Activation);
        if (moved > 0 && update.Payloads is { } payloads)
        {
            WritePayloads(session, head.InstanceId, head.Life, payloads);
        }

        if (moved == 0 && update.Deactivate)
        {
            session.Execute(
                """
                UPDATE instances SET active = 0
                WHERE instance_id = $1 AND life = $2 AND generation = $3 AND sequence = $4 AND activation IS $5 AND tombstone_until IS NULL
                """,
                head.InstanceId, head.Life, head.Generation, head.Sequence, update.Activation);
        }

        if (moved > 0)
        {
            return HeadOutcome.Updated;
        }

        var life = session.First(
            "SELECT life FROM instances WHERE instance_id = $1 AND tombstone_until IS NULL", row => row.GetString(0), head.InstanceId);
        return string.Equals(life, head.Life, StringComparison.Ordinal) ? HeadOutcome.NotNewer : HeadOutcome.OtherLife;
    }

    public static LeaseOutcome Delete(SqliteSession session, IReadOnlyList<MessageKey> messages)
    {
        foreach (var message in messages)
        {
            session.Execute(
                "DELETE FROM inbox WHERE target_id = $1 AND stamp = $2 AND position = $3 AND message_id = $4",
                message.TargetInstanceId, message.Stamp, message.Index, message.Id);
        }

        return LeaseOutcome.Done;
    }

    public static LeaseOutcome DeadLetter(SqliteSession session, MessageKey message, string reason, DateTime now)
    {
        session.Execute(
            """
            INSERT INTO dead_letters (target_id, stamp, position, message_id, target_life, content, reason, dead_at)
            SELECT target_id, stamp, position, message_id, target_life, content, $5, $6 FROM inbox
            WHERE target_id = $1 AND stamp = $2 AND position = $3 AND message_id = $4
            ON CONFLICT DO NOTHING
            """,
            message.TargetInstanceId, message.Stamp, message.Index, message.Id, reason, now.Ticks);
        return Delete(session, [message]);
    }

    public static bool SettleDeadLetter(SqliteSession session, MessageKey message, DeadLetterSettlement settlement)
    {
        if (settlement == DeadLetterSettlement.PutBack)
        {
            session.Execute(
                """
                INSERT INTO inbox (target_id, stamp, position, message_id, target_life, content)
                SELECT target_id, stamp, position, message_id, target_life, content FROM dead_letters
                WHERE target_id = $1 AND stamp = $2 AND position = $3 AND message_id = $4
                ON CONFLICT DO NOTHING
                """,
                message.TargetInstanceId, message.Stamp, message.Index, message.Id);
        }

        return session.Execute(
            "DELETE FROM dead_letters WHERE target_id = $1 AND stamp = $2 AND position = $3 AND message_id = $4",
            message.TargetInstanceId, message.Stamp, message.Index, message.Id) > 0;
    }

    public static ActivationOutcome Activate(SqliteSession session, string instanceId, string life, string activation) => session.Execute(
        "UPDATE instances SET active = 1, activation = $3 WHERE instance_id = $1 AND life = $2 AND tombstone_until IS NULL", instanceId, life, activation) > 0
        ? ActivationOutcome.Active
        : ActivationOutcome.Gone;

    public static bool Trim(SqliteSession session, string instanceId, string life, int belowGeneration)
    {
        // Only below what the head shows: appends to older generations are refused by its generation from then on.
        session.Execute(
            """
            DELETE FROM batches WHERE instance = (SELECT number FROM instances WHERE instance_id = $1 AND life = $2)
              AND generation < MIN($3, (SELECT generation FROM instances WHERE instance_id = $1 AND life = $2))
            """,
            instanceId, life, belowGeneration);
        return true;
    }

    public static PurgeStoreOutcome Purge(SqliteSession session, string instanceId, string life, DateTime now, DateTime tombstoneUntil)
    {
        // A process that runs for months forgets its tombstones here; one that starts does so when it opens the file.
        session.Execute("DELETE FROM instances WHERE tombstone_until <= $1", now.Ticks);
        var existing = ReadRow(session, instanceId);
        if (existing is null || !string.Equals(existing.Life, life, StringComparison.Ordinal))
        {
            return PurgeStoreOutcome.NotFound;
        }

        if (existing.IsTombstone)
        {
            return PurgeStoreOutcome.Purged;
        }

        if (existing.IsActive)
        {
            return PurgeStoreOutcome.StillActive;
        }

        session.Execute(
            "UPDATE instances SET tombstone_until = $2, quarantine = NULL, quarantined_at = NULL, head = x'' WHERE instance_id = $1",
            instanceId, tombstoneUntil.Ticks);
        Remove(session, existing.Number);
        session.Execute("DELETE FROM inbox WHERE target_id = $1", instanceId);
        session.Execute("DELETE FROM dead_letters WHERE target_id = $1", instanceId);
        return PurgeStoreOutcome.Purged;
    }

    public static bool SetQuarantine(SqliteSession session, string instanceId, string life, string? reason, DateTime now) =>
        session.Execute(
            """
            UPDATE instances SET
                quarantined_at = CASE WHEN $3 IS NULL THEN NULL WHEN quarantine IS NULL THEN $4 ELSE quarantined_at END,
                quarantine = $3
            WHERE instance_id = $1 AND life = $2 AND tombstone_until IS NULL
            """,
            instanceId, life, reason, now.Ticks) > 0;

    public static bool Park(SqliteSession session, IReadOnlyList<ParkingMark> marks)
    {
        foreach (var mark in marks)
        {
            session.Execute(
                """
                UPDATE instances SET parked_generation = $3, parked_sequence = $4, parked_due = $5
                WHERE instance_id = $1 AND life = $2 AND active = 1
                """,
                mark.InstanceId, mark.Life, mark.At.Generation, mark.At.Sequence, mark.At.NextDue?.Ticks);
        }

        return true;
    }

    private static CreationResult Create(SqliteSession session, InstanceCreation creation)
    {
        var head = creation.Head;
        var existing = ReadRow(session, head.InstanceId);
        var replaced = "";
        if (existing is not null)
        {
            if (string.Equals(existing.Life, head.Life, StringComparison.Ordinal))
            {
                return existing.IsTombstone
                    ? new CreationResult(CreationOutcome.Gone, null)
                    : new CreationResult(CreationOutcome.AlreadyThere, existing.TryDecodeHead());
            }

            var lives = existing.ReplacedLives.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (lives.Contains(head.Life, StringComparer.Ordinal))
            {
                return new CreationResult(CreationOutcome.Gone, null);
            }

            if (!existing.IsTombstone && (existing.IsActive || !creation.ReplaceableStatuses.Contains(existing.Status)))
            {
                return new CreationResult(CreationOutcome.Clash, existing.TryDecodeHead());
            }

            replaced = string.Join(' ', lives.Append(existing.Life).TakeLast(RememberedLives));
            Remove(session, existing.Number);
            session.Execute("DELETE FROM instances WHERE instance_id = $1", head.InstanceId);
        }

        session.Execute(
            """
            INSERT INTO instances (instance_id, life, generation, sequence, status, created_at, active, replaced_lives, head, parent_id)
            VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9)
            """,
            head.InstanceId, head.Life, head.Generation, head.Sequence, (int)head.Status, head.CreatedAt.Ticks, replaced, HeadCodec.Encode(head),
            head.Parent?.InstanceId);
        if (creation.Input is not null)
        {
            WritePayloads(session, head.InstanceId, head.Life, new InstancePayloads(creation.Input, null, null));
        }

        return new CreationResult(CreationOutcome.Created, null);
    }

    private static void WritePayloads(SqliteSession session, string instanceId, string life, InstancePayloads payloads) => session.Execute(
        """
        INSERT OR REPLACE INTO payloads (instance, input, output, failure)
        SELECT number, $3, $4, $5 FROM instances WHERE instance_id = $1 AND life = $2
        """,
        instanceId, life, payloads.Input, payloads.Output, FailureCodec.Encode(payloads.Failure));

    private static void Remove(SqliteSession session, long instance)
    {
        session.Execute("DELETE FROM batches WHERE instance = $1", instance);
        session.Execute("DELETE FROM payloads WHERE instance = $1", instance);
    }

    private static InstanceRow? ReadRow(SqliteSession session, string instanceId) => session.First(
        "SELECT life, status, active, replaced_lives, tombstone_until, head, number FROM instances WHERE instance_id = $1",
        row => new InstanceRow(
            row.GetString(0), (InstanceStatus)row.GetInt32(1), row.GetBoolean(2), row.GetString(3), !row.IsDBNull(4), row.GetBytes(5), row.GetInt64(6)),
        instanceId);

    private sealed record InstanceRow(
        string Life, InstanceStatus Status, bool IsActive, string ReplacedLives, bool IsTombstone, byte[] Head, long Number)
    {
        /// <summary>A head that cannot be read still protects its id.</summary>
        public InstanceHead? TryDecodeHead()
        {
            try
            {
                return HeadCodec.Decode(Head);
            }
            catch (UndecodableContentException)
            {
                return null;
            }
        }
    }
}
