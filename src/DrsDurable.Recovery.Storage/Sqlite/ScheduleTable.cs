using System.Text.Json;
using DrsDurable.Recovery.Schedules;
using Microsoft.Data.Sqlite;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>Schedules: what an operator edits lies in the document, what the schedule's orchestration writes in a row of its own.</summary>
internal static class ScheduleTable
{
    private static readonly NamedDocuments<Schedule> Documents = new(
        "schedule",
        "schedule_id",
        RecoveryDocuments.Default.Schedule,
        schedule => schedule.ScheduleId,
        schedule => schedule.ScheduleName,
        schedule => schedule.Version,
        schedule => schedule.CreatedAt);

    public static StoreWrite Create(RecoveryTransaction db, Schedule schedule)
    {
        var document = Edited(schedule);
        if (Documents.CheckInsert(db, document) is { } refused)
        {
            return refused;
        }

        if (!SqliteRecoveryStore.Plans.Exists(db, schedule.PlanId))
        {
            return new StoreWrite(StoreOutcome.ReferenceMissing, Holder: schedule.PlanId);
        }

        Documents.Insert(db, document);
        db.Execute(
            "INSERT INTO schedule_run (schedule_id, plan_id, next_run_at, last_execution_id) VALUES ($id, $plan, $next, $last)",
            ("$id", schedule.ScheduleId),
            ("$plan", schedule.PlanId),
            ("$next", schedule.NextRunAt?.UtcTicks),
            ("$last", schedule.LastExecutionId));
        return StoreWrite.Done;
    }

    public static Schedule? Get(RecoveryTransaction db, string scheduleId) =>
        Documents.Get(db, scheduleId) is { } document ? WithRuns(db, [document])[0] : null;

    public static StorePage<Schedule> List(RecoveryTransaction db, int limit, string? nextToken)
    {
        var page = Documents.List(db, limit, nextToken);
        return page with { Items = WithRuns(db, page.Items) };
    }

    public static StoreWrite Update(RecoveryTransaction db, Schedule schedule)
    {
        var document = Edited(schedule);
        if (Documents.CheckReplace(db, document) is { } refused)
        {
            return refused;
        }

        if (!SqliteRecoveryStore.Plans.Exists(db, schedule.PlanId))
        {
            return new StoreWrite(StoreOutcome.ReferenceMissing, Holder: schedule.PlanId);
        }

        Documents.Replace(db, document);
        db.Execute("UPDATE schedule_run SET plan_id = $plan WHERE schedule_id = $id", ("$plan", schedule.PlanId), ("$id", schedule.ScheduleId));
        return StoreWrite.Done;
    }

    public static StoreWrite Delete(RecoveryTransaction db, string scheduleId)
    {
        db.Execute("DELETE FROM schedule_run WHERE schedule_id = $id", ("$id", scheduleId));
        return Documents.Delete(db, scheduleId);
    }

    public static void RecordNextRun(RecoveryTransaction db, string scheduleId, DateTimeOffset? nextRunAt) =>
        db.Execute("UPDATE schedule_run SET next_run_at = $next WHERE schedule_id = $id", ("$next", nextRunAt?.UtcTicks), ("$id", scheduleId));

    public static void RecordRun(RecoveryTransaction db, string scheduleId, ScheduledRun run) =>
        db.Execute(
            "UPDATE schedule_run SET last_run = $run, last_execution_id = COALESCE($execution, last_execution_id) WHERE schedule_id = $id",
            ("$run", JsonSerializer.Serialize(run, RecoveryDocuments.Default.ScheduledRun)),
            ("$execution", run.ExecutionId),
            ("$id", scheduleId));

    public static string? FindByPlan(RecoveryTransaction db, string planId) =>
        db.Text("SELECT schedule_id FROM schedule_run WHERE plan_id = $plan ORDER BY schedule_id LIMIT 1", ("$plan", planId));

    private static Schedule Edited(Schedule schedule) => schedule with { NextRunAt = null, LastExecutionId = null, LastRun = null };

    private static List<Schedule> WithRuns(RecoveryTransaction db, IReadOnlyList<Schedule> documents)
    {
        var result = new List<Schedule>(documents.Count);
        foreach (var document in documents)
        {
            result.AddRange(db.Rows(
                "SELECT next_run_at, last_execution_id, last_run FROM schedule_run WHERE schedule_id = $id",
                (SqliteDataReader reader) => document with
                {
                    NextRunAt = reader.IsDBNull(0) ? null : new DateTimeOffset(reader.GetInt64(0), TimeSpan.Zero),
                    LastExecutionId = reader.IsDBNull(1) ? null : reader.GetString(1),
                    LastRun = reader.IsDBNull(2) ? null : JsonSerializer.Deserialize(reader.GetString(2), RecoveryDocuments.Default.ScheduledRun),
                },
                ("$id", document.ScheduleId)));
        }

        return result;
    }
}
