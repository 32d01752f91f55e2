using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Recovery.Storage.Sqlite;

/// <summary>The recovery store in one SQLite file: documents with indexed columns beside them, one transaction per method.</summary>
public sealed class SqliteRecoveryStore : IRecoveryStore, IAsyncDisposable
{
    internal static readonly NamedDocuments<RecoveryPlan> Plans = new(
        "recovery_plan",
        "plan_id",
        RecoveryDocuments.Default.RecoveryPlan,
        plan => plan.PlanId,
        plan => plan.PlanName,
        plan => plan.Version,
        plan => plan.CreatedAt);

    private static readonly NamedDocuments<ProtectionGroup> Groups = new(
        "protection_group",
        "group_id",
        RecoveryDocuments.Default.ProtectionGroup,
        group => group.GroupId,
        group => group.GroupName,
        group => group.Version,
        group => group.CreatedAt);

    private readonly RecoveryDatabase database;

    private SqliteRecoveryStore(RecoveryDatabase database) => this.database = database;

    /// <summary>Opens the file, creating it and its folder when they are not there, and brings an older schema up to date.</summary>
    /// <param name="path">Usually <c>recovery.db</c> under Data:Path.</param>
    /// <exception cref="RecoveryStoreVersionException">A newer program wrote the file.</exception>
    public static SqliteRecoveryStore Open(string path) => new(RecoveryDatabase.Open(path));

    public Task<StoreWrite> CreateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                if (Groups.CheckInsert(db, group) is { } refused)
                {
                    return refused;
                }

                Groups.Insert(db, group);
                return StoreWrite.Done;
            },
            cancellationToken);

    public Task<ProtectionGroup?> GetGroupAsync(string groupId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => Groups.Get(db, groupId), cancellationToken);

    public Task<StorePage<ProtectionGroup>> ListGroupsAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        database.ReadAsync(db => Groups.List(db, limit, nextToken), cancellationToken);

    public Task<StoreWrite> UpdateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                if (Groups.CheckReplace(db, group) is { } refused)
                {
                    return refused;
                }

                Groups.Replace(db, group);
                return StoreWrite.Done;
            },
            cancellationToken);

    public Task<StoreWrite> DeleteGroupAsync(string groupId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db => db.Text("SELECT plan_id FROM plan_group WHERE group_id = $id ORDER BY plan_id LIMIT 1", ("$id", groupId)) is { } plan
                ? new StoreWrite(StoreOutcome.InUse, Holder: plan)
                : Groups.Delete(db, groupId),
            cancellationToken);

    public Task<StoreWrite> CreatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                if (Plans.CheckInsert(db, plan) is { } refused)
                {
                    return refused;
                }

                if (MissingGroup(db, plan) is { } missing)
                {
                    return missing;
                }

                Plans.Insert(db, plan);
                WriteGroupsOfPlan(db, plan);
                return StoreWrite.Done;
            },
            cancellationToken);

    public Task<RecoveryPlan?> GetPlanAsync(string planId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => Plans.Get(db, planId), cancellationToken);

    public Task<StorePage<RecoveryPlan>> ListPlansAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        database.ReadAsync(db => Plans.List(db, limit, nextToken), cancellationToken);

    public Task<StoreWrite> UpdatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                if (Plans.CheckReplace(db, plan) is { } refused)
                {
                    return refused;
                }

                if (ExecutionTables.GetHolder(db, plan.PlanId) is { } execution)
                {
                    return new StoreWrite(StoreOutcome.Executing, Holder: execution);
                }

                if (MissingGroup(db, plan) is { } missing)
                {
                    return missing;
                }

                Plans.Replace(db, plan);
                WriteGroupsOfPlan(db, plan);
                return StoreWrite.Done;
            },
            cancellationToken);

    public Task<StoreWrite> DeletePlanAsync(string planId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                if (ExecutionTables.GetHolder(db, planId) is { } execution)
                {
                    return new StoreWrite(StoreOutcome.Executing, Holder: execution);
                }

                if (ScheduleTable.FindByPlan(db, planId) is { } schedule)
                {
                    return new StoreWrite(StoreOutcome.InUse, Holder: schedule);
                }

                db.Execute("DELETE FROM plan_group WHERE plan_id = $id", ("$id", planId));
                return Plans.Delete(db, planId);
            },
            cancellationToken);

    public Task<ReservationResult> ReserveAsync(ExecutionReservation reservation, CancellationToken cancellationToken) =>
        database.WriteAsync(db => ExecutionTables.Reserve(db, reservation), cancellationToken);

    public Task<string?> GetPlanHolderAsync(string planId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ExecutionTables.GetHolder(db, planId), cancellationToken);

    public Task<AcceptedRequest?> FindAcceptedAsync(string idempotencyKey, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ExecutionTables.FindAccepted(db, idempotencyKey, now), cancellationToken);

    public Task<ExecutionSnapshot?> GetExecutionAsync(string executionId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ExecutionTables.GetSnapshot(db, executionId), cancellationToken);

    public Task<ExecutionRow?> GetExecutionRowAsync(string executionId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ExecutionTables.GetRow(db, executionId), cancellationToken);

    public Task<StorePage<ExecutionRow>> ListExecutionsAsync(
        ExecutionFilter filter, int limit, string? nextToken, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ExecutionTables.ListRows(db, filter, limit, nextToken), cancellationToken);

    public Task UpdateExecutionRowAsync(ExecutionRow row, CancellationToken cancellationToken) =>
        WriteAsync(db => ExecutionTables.UpdateRow(db, row), cancellationToken);

    public Task ReleaseAsync(string executionId, CancellationToken cancellationToken) =>
        WriteAsync(db => ExecutionTables.Release(db, executionId), cancellationToken);

    public async Task<IReadOnlyList<string>> ListHoldingExecutionsAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(ExecutionTables.ListHolding, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyDictionary<string, string>> GetClaimsAsync(
        IReadOnlyCollection<string> sourceServerIds, CancellationToken cancellationToken) =>
        await database.ReadAsync(db => ExecutionTables.GetClaims(db, sourceServerIds), cancellationToken).ConfigureAwait(false);

    public Task<(LaunchAttempt Stored, bool IsNew)> MarkLaunchAttemptAsync(LaunchAttempt attempt, CancellationToken cancellationToken) =>
        database.WriteAsync(db => LaunchAttemptTable.Mark(db, attempt), cancellationToken);

    public Task<LaunchAttempt?> GetLaunchAttemptAsync(string jobInstanceId, int attempt, CancellationToken cancellationToken) =>
        database.ReadAsync(db => LaunchAttemptTable.Get(db, jobInstanceId, attempt), cancellationToken);

    public Task<StoreWrite> CreateScheduleAsync(Schedule schedule, CancellationToken cancellationToken) =>
        database.WriteAsync(db => ScheduleTable.Create(db, schedule), cancellationToken);

    public Task<Schedule?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ScheduleTable.Get(db, scheduleId), cancellationToken);

    public Task<StorePage<Schedule>> ListSchedulesAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        database.ReadAsync(db => ScheduleTable.List(db, limit, nextToken), cancellationToken);

    public Task<StoreWrite> UpdateScheduleAsync(Schedule schedule, CancellationToken cancellationToken) =>
        database.WriteAsync(db => ScheduleTable.Update(db, schedule), cancellationToken);

    public Task<StoreWrite> DeleteScheduleAsync(string scheduleId, CancellationToken cancellationToken) =>
        database.WriteAsync(db => ScheduleTable.Delete(db, scheduleId), cancellationToken);

    public Task RecordNextRunAsync(string scheduleId, DateTimeOffset? nextRunAt, CancellationToken cancellationToken) =>
        WriteAsync(db => ScheduleTable.RecordNextRun(db, scheduleId, nextRunAt), cancellationToken);

    public Task RecordScheduledRunAsync(string scheduleId, ScheduledRun run, CancellationToken cancellationToken) =>
        WriteAsync(db => ScheduleTable.RecordRun(db, scheduleId, run), cancellationToken);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static StoreWrite? MissingGroup(RecoveryTransaction db, RecoveryPlan plan)
    {
        foreach (var groupId in plan.GroupIds)
        {
            if (!Groups.Exists(db, groupId))
            {
                return new StoreWrite(StoreOutcome.ReferenceMissing, Holder: groupId);
            }
        }

        return null;
    }

    private static void WriteGroupsOfPlan(RecoveryTransaction db, RecoveryPlan plan)
    {
        db.Execute("DELETE FROM plan_group WHERE plan_id = $id", ("$id", plan.PlanId));
        foreach (var groupId in plan.GroupIds)
        {
            db.Execute("INSERT INTO plan_group (plan_id, group_id) VALUES ($plan, $group)", ("$plan", plan.PlanId), ("$group", groupId));
        }
    }

    private Task WriteAsync(Action<RecoveryTransaction> write, CancellationToken cancellationToken) =>
        database.WriteAsync(
            db =>
            {
                write(db);
                return true;
            },
            cancellationToken);
}
