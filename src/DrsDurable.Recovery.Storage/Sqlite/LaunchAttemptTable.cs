using System.Text.Json;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>Launch attempts: written once, never changed.</summary>
internal static class LaunchAttemptTable
{
    public static (LaunchAttempt Stored, bool IsNew) Mark(RecoveryTransaction db, LaunchAttempt attempt)
    {
        if (Get(db, attempt.JobInstanceId, attempt.Attempt) is { } stored)
        {
            return (stored, false);
        }

        db.Execute(
            "INSERT INTO launch_attempt (job_instance_id, attempt, execution_id, document) VALUES ($job, $attempt, $execution, $document)",
            ("$job", attempt.JobInstanceId),
            ("$attempt", attempt.Attempt),
            ("$execution", attempt.ExecutionId),
            ("$document", JsonSerializer.Serialize(attempt, RecoveryDocuments.Default.LaunchAttempt)));
        return (attempt, true);
    }

    public static LaunchAttempt? Get(RecoveryTransaction db, string jobInstanceId, int attempt) =>
        db.Text(
            "SELECT document FROM launch_attempt WHERE job_instance_id = $job AND attempt = $attempt",
            ("$job", jobInstanceId),
            ("$attempt", attempt)) is { } text
            ? JsonSerializer.Deserialize(text, RecoveryDocuments.Default.LaunchAttempt)
            : null;
}
