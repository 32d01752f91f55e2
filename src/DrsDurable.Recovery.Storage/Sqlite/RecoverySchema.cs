using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>
/// The tables and their versions. <c>PRAGMA user_version</c> holds the version of a file; a step of <see cref="Steps"/> leads from one version to
/// the next and is never edited once released.
/// </summary>
internal static class RecoverySchema
{
    /// <summary>Step N leads from version N to N + 1.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE protection_group (
            group_id TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, version INTEGER NOT NULL,
            document TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX protection_group_by_creation ON protection_group (created_at, group_id);

        CREATE TABLE recovery_plan (
            plan_id TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, version INTEGER NOT NULL,
            document TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX recovery_plan_by_creation ON recovery_plan (created_at, plan_id);

        CREATE TABLE plan_group (
            plan_id TEXT NOT NULL, group_id TEXT NOT NULL, PRIMARY KEY (plan_id, group_id)) WITHOUT ROWID;
        CREATE INDEX plan_group_by_group ON plan_group (group_id, plan_id);

        CREATE TABLE execution (
            execution_id TEXT NOT NULL PRIMARY KEY, plan_id TEXT NOT NULL, status TEXT NOT NULL, accepted_at INTEGER NOT NULL,
            sequence INTEGER NOT NULL, snapshot TEXT NOT NULL, list_row TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX execution_by_acceptance ON execution (accepted_at, execution_id);
        CREATE INDEX execution_by_plan ON execution (plan_id, accepted_at, execution_id);
        CREATE INDEX execution_by_status ON execution (status, accepted_at, execution_id);

        CREATE TABLE plan_holder (
            plan_id TEXT NOT NULL PRIMARY KEY, execution_id TEXT NOT NULL UNIQUE) WITHOUT ROWID;

        CREATE TABLE server_claim (
            source_server_id TEXT NOT NULL PRIMARY KEY, execution_id TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX server_claim_by_execution ON server_claim (execution_id);

        CREATE TABLE idempotency_key (
            idempotency_key TEXT NOT NULL PRIMARY KEY, execution_id TEXT NOT NULL, request_hash TEXT, accepted_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX idempotency_key_by_age ON idempotency_key (accepted_at);

        CREATE TABLE launch_attempt (
            job_instance_id TEXT NOT NULL, attempt INTEGER NOT NULL, execution_id TEXT NOT NULL, document TEXT NOT NULL,
            PRIMARY KEY (job_instance_id, attempt)) WITHOUT ROWID;

        CREATE TABLE schedule (
            schedule_id TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, version INTEGER NOT NULL,
            document TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX schedule_by_creation ON schedule (created_at, schedule_id);

        CREATE TABLE schedule_run (
            schedule_id TEXT NOT NULL PRIMARY KEY, plan_id TEXT NOT NULL, next_run_at INTEGER, last_execution_id TEXT, last_run TEXT) WITHOUT ROWID;
        CREATE INDEX schedule_run_by_plan ON schedule_run (plan_id);
        """,
    ];

    public static int Current => Steps.Length;

    /// <exception cref="RecoveryStoreVersionException">A newer program wrote the file.</exception>
    public static void Bring(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Convert.ToInt32(Scalar(connection, transaction, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > Current)
        {
            throw new RecoveryStoreVersionException(path, version, Current);
        }

        for (; version < Current; version++)
        {
            Scalar(connection, transaction, Steps[version]);
        }

        Scalar(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        transaction.Commit();
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
