using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Data.Sqlite;

namespace DrsDurable.DurableTask.Sidecar.Sqlite;

/// <summary>The tables of a hub and the steps from one schema version to the next.</summary>
internal static class HubSchema
{
    /// <summary>What this software writes. A newer database is refused.</summary>
    public const int Version = 6;

    /// <summary>Step i leads from version i to i + 1. Steps are never changed once released, only added.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE instances (
            instance_id TEXT NOT NULL PRIMARY KEY,
            life TEXT NOT NULL,
            generation INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            active INTEGER NOT NULL,
            replaced_lives TEXT NOT NULL,
            tombstone_until INTEGER NULL,
            quarantine TEXT NULL,
            head BLOB NOT NULL) WITHOUT ROWID;
        CREATE INDEX instances_by_creation ON instances (created_at, instance_id) WHERE tombstone_until IS NULL;
        CREATE INDEX instances_active ON instances (instance_id) WHERE active = 1;
        CREATE INDEX instances_tombstones ON instances (tombstone_until) WHERE tombstone_until IS NOT NULL;
        CREATE TABLE payloads (
            instance_id TEXT NOT NULL PRIMARY KEY,
            life TEXT NOT NULL,
            input TEXT NULL,
            output TEXT NULL,
            failure BLOB NULL) WITHOUT ROWID;
        CREATE TABLE batches (
            instance_id TEXT NOT NULL,
            life TEXT NOT NULL,
            generation INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            writer_id TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (instance_id, life, generation, sequence)) WITHOUT ROWID;
        CREATE TABLE inbox (
            target_id TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            position INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            target_life TEXT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (target_id, stamp, position, message_id)) WITHOUT ROWID;
        CREATE TABLE dead_letters (
            target_id TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            position INTEGER NOT NULL,
            message_id TEXT NOT NULL,
            target_life TEXT NULL,
            content BLOB NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (target_id, stamp, position, message_id)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE instances ADD COLUMN quarantined_at INTEGER NULL;
        CREATE INDEX instances_quarantined ON instances (instance_id) WHERE quarantine IS NOT NULL;
        ALTER TABLE dead_letters ADD COLUMN dead_at INTEGER NULL;
        """,
        """
        ALTER TABLE instances ADD COLUMN parked_generation INTEGER NULL;
        ALTER TABLE instances ADD COLUMN parked_sequence INTEGER NULL;
        ALTER TABLE instances ADD COLUMN parked_due INTEGER NULL;
        """,
        """
        ALTER TABLE instances ADD COLUMN completed_at INTEGER NULL;
        ALTER TABLE instances ADD COLUMN parent_id TEXT NULL;
        CREATE INDEX instances_by_completion ON instances (completed_at, instance_id) WHERE completed_at IS NOT NULL AND tombstone_until IS NULL;
        CREATE INDEX instances_by_parent ON instances (parent_id, instance_id) WHERE parent_id IS NOT NULL AND tombstone_until IS NULL;
        """,

        // Every life gets a number, under which its rows lie. Numbers grow with time, and instances that run together are of about the
        // same time: a group of turns touches a few neighbouring pages instead of one page each.
        """
        ALTER TABLE instances RENAME TO instances_by_text;
        ALTER TABLE payloads RENAME TO payloads_by_text;
        ALTER TABLE batches RENAME TO batches_by_text;
        DROP INDEX instances_by_creation;
        DROP INDEX instances_active;
        DROP INDEX instances_tombstones;
        DROP INDEX instances_quarantined;
        DROP INDEX instances_by_completion;
        DROP INDEX instances_by_parent;
        CREATE TABLE instances (
            number INTEGER NOT NULL PRIMARY KEY,
            instance_id TEXT NOT NULL,
            life TEXT NOT NULL,
            generation INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            active INTEGER NOT NULL,
            replaced_lives TEXT NOT NULL,
            tombstone_until INTEGER NULL,
            quarantine TEXT NULL,
            quarantined_at INTEGER NULL,
            parked_generation INTEGER NULL,
            parked_sequence INTEGER NULL,
            parked_due INTEGER NULL,
            completed_at INTEGER NULL,
            parent_id TEXT NULL,
            head BLOB NOT NULL);
        INSERT INTO instances (
            instance_id, life, generation, sequence, status, created_at, active, replaced_lives, tombstone_until, quarantine, quarantined_at,
            parked_generation, parked_sequence, parked_due, completed_at, parent_id, head)
        SELECT
            instance_id, life, generation, sequence, status, created_at, active, replaced_lives, tombstone_until, quarantine, quarantined_at,
            parked_generation, parked_sequence, parked_due, completed_at, parent_id, head
        FROM instances_by_text ORDER BY created_at, instance_id;
        CREATE UNIQUE INDEX instances_by_id ON instances (instance_id);
        CREATE INDEX instances_by_creation ON instances (created_at, instance_id) WHERE tombstone_until IS NULL;
        CREATE INDEX instances_active ON instances (active) WHERE active = 1;
        CREATE INDEX instances_tombstones ON instances (tombstone_until) WHERE tombstone_until IS NOT NULL;
        CREATE INDEX instances_quarantined ON instances (instance_id) WHERE quarantine IS NOT NULL;
        CREATE INDEX instances_by_completion ON instances (completed_at, instance_id) WHERE completed_at IS NOT NULL AND tombstone_until IS NULL;
        CREATE INDEX instances_by_parent ON instances (parent_id, instance_id) WHERE parent_id IS NOT NULL AND tombstone_until IS NULL;
        CREATE TABLE payloads (
            instance INTEGER NOT NULL PRIMARY KEY,
            input TEXT NULL,
            output TEXT NULL,
            failure BLOB NULL);
        INSERT INTO payloads SELECT i.number, p.input, p.output, p.failure
        FROM instances i JOIN payloads_by_text p ON p.instance_id = i.instance_id AND p.life = i.life;
        CREATE TABLE batches (
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            writer_id TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (instance, generation, sequence)) WITHOUT ROWID;
        INSERT INTO batches SELECT i.number, b.generation, b.sequence, b.writer_id, b.content
        FROM instances i JOIN batches_by_text b ON b.instance_id = i.instance_id AND b.life = i.life;
        DROP TABLE instances_by_text;
        DROP TABLE payloads_by_text;
        DROP TABLE batches_by_text;
        """,
        """
        ALTER TABLE instances ADD COLUMN activation TEXT NULL;
        """,
    ];

    /// <summary>Version of the database; 0 if it is new.</summary>
    public static int Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Brings the database to <see cref="Version"/>, one transaction per step.</summary>
    /// <param name="upTo">An earlier version, for tests of the later steps.</param>
    public static void Migrate(SqliteConnection connection, string hubName, int upTo = Version)
    {
        for (var version = Read(connection); version < upTo; version++)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Steps[version];
            command.ExecuteNonQuery();
            if (version == 0)
            {
                command.CommandText = "CREATE TABLE hub (name TEXT NOT NULL PRIMARY KEY, life TEXT NOT NULL, epoch INTEGER NOT NULL) WITHOUT ROWID";
                command.ExecuteNonQuery();
                command.CommandText = "INSERT INTO hub (name, life, epoch) VALUES ($name, $life, 0)";
                command.Parameters.AddWithValue("$name", hubName);
                command.Parameters.AddWithValue("$life", Guid.NewGuid().ToString("N"));
                command.ExecuteNonQuery();
                command.Parameters.Clear();
            }

            if (version == 3)
            {
                IndexHeads(connection, transaction);
            }

            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version + 1}");
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    /// <summary>What earlier versions kept inside the heads only. A head that cannot be read stays out of the indexes, as its instance does.</summary>
    private static void IndexHeads(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var read = connection.CreateCommand();
        read.Transaction = transaction;
        read.CommandText = "SELECT instance_id, head FROM instances WHERE tombstone_until IS NULL";
        var heads = new List<InstanceHead>();
        using (var rows = read.ExecuteReader())
        {
            while (rows.Read())
            {
                try
                {
                    heads.Add(HeadCodec.Decode(rows.GetFieldValue<byte[]>(1)));
                }
                catch (UndecodableContentException)
                {
                    continue;
                }
            }
        }

        using var write = connection.CreateCommand();
        write.Transaction = transaction;
        write.CommandText = "UPDATE instances SET completed_at = $completed, parent_id = $parent WHERE instance_id = $id";
        var id = write.Parameters.Add("$id", SqliteType.Text);
        var completed = write.Parameters.Add("$completed", SqliteType.Integer);
        var parent = write.Parameters.Add("$parent", SqliteType.Text);
        foreach (var head in heads)
        {
            id.Value = head.InstanceId;
            completed.Value = head.IsTerminal ? (head.CompletedAt ?? head.LastUpdatedAt).Ticks : DBNull.Value;
            parent.Value = (object?)head.Parent?.InstanceId ?? DBNull.Value;
            write.ExecuteNonQuery();
        }
    }
}
