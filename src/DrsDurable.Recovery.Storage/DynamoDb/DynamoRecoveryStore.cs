using DrsDurable.DynamoDB;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>
/// The recovery store in the DynamoDB table that it shares with the task hub. Documents and claims are items; a change of several is made one by
/// <see cref="CatalogueLedger"/>. Items are read consistently, lists lag.
/// </summary>
public sealed class DynamoRecoveryStore : IRecoveryStore, IAsyncDisposable
{
    private readonly DynamoTable table;
    private readonly CatalogueLedger ledger;
    private readonly NamedItems<ProtectionGroup> groups;
    private readonly NamedItems<RecoveryPlan> plans;
    private readonly ScheduleItems schedules;
    private readonly ExecutionItems executions;

    /// <param name="table">Open by the time of <see cref="OpenAsync(CancellationToken)"/>.</param>
    /// <param name="machine">By which leftovers expire.</param>
    public DynamoRecoveryStore(DynamoTable table, TimeProvider machine)
    {
        this.table = table;
        ledger = new CatalogueLedger(table, machine);
        groups = new(table, "group", "protection_group", RecoveryDocuments.Default.ProtectionGroup, group => group.GroupId, group => group.GroupName, group => group.Version, group => group.CreatedAt);
        plans = new(table, "plan", "recovery_plan", RecoveryDocuments.Default.RecoveryPlan, plan => plan.PlanId, plan => plan.PlanName, plan => plan.Version, plan => plan.CreatedAt);
        schedules = new ScheduleItems(table, ledger, plans);
        executions = new ExecutionItems(table, ledger, machine);
    }

    /// <summary>A store over an open table, opened.</summary>
    public static async Task<DynamoRecoveryStore> OpenAsync(DynamoTable table, TimeProvider machine, CancellationToken cancellationToken)
    {
        var store = new DynamoRecoveryStore(table, machine);
        await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return store;
    }

    /// <summary>Begins the catalogue if the table has none, and finishes what a process that is gone left half written.</summary>
    /// <exception cref="RecoveryStoreVersionException">A newer program wrote it.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => ledger.OpenAsync(cancellationToken);

    public Task<StoreWrite> CreateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            if (await groups.CheckInsertAsync(group, token).ConfigureAwait(false) is { } refused)
            {
                return (null, refused);
            }

            var change = new LedgerEntry();
            groups.Put(change, group, replaced: null);
            return (change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<ProtectionGroup?> GetGroupAsync(string groupId, CancellationToken cancellationToken) => groups.GetAsync(groupId, cancellationToken);

    public Task<StorePage<ProtectionGroup>> ListGroupsAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        groups.ListAsync(limit, nextToken, cancellationToken);

    public Task<StoreWrite> UpdateGroupAsync(ProtectionGroup group, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            var (refused, stored) = await groups.CheckReplaceAsync(group, token).ConfigureAwait(false);
            if (refused is not null)
            {
                return (null, refused);
            }

            var change = new LedgerEntry();
            groups.Put(change, group, stored);
            return (change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<StoreWrite> DeleteGroupAsync(string groupId, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            if (await FirstUserAsync(CatalogueKeys.Partition("group", groupId), CatalogueKeys.GroupUsers, token).ConfigureAwait(false) is { } plan)
            {
                return (null, new StoreWrite(StoreOutcome.InUse, Holder: plan));
            }

            if (await groups.GetAsync(groupId, token).ConfigureAwait(false) is not { } stored)
            {
                return (null, StoreWrite.NotFound);
            }

            var change = new LedgerEntry();
            groups.Delete(change, stored);
            return ((LedgerEntry?)change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<StoreWrite> CreatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            var refused = await plans.CheckInsertAsync(plan, token).ConfigureAwait(false) ?? await MissingGroupAsync(plan, token).ConfigureAwait(false);
            return refused is null ? (PutPlan(plan, replaced: null), StoreWrite.Done) : (null, refused);
        },
        cancellationToken);

    public Task<RecoveryPlan?> GetPlanAsync(string planId, CancellationToken cancellationToken) => plans.GetAsync(planId, cancellationToken);

    public Task<StorePage<RecoveryPlan>> ListPlansAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        plans.ListAsync(limit, nextToken, cancellationToken);

    public Task<StoreWrite> UpdatePlanAsync(RecoveryPlan plan, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            var (refused, stored) = await plans.CheckReplaceAsync(plan, token).ConfigureAwait(false);
            refused ??= await executions.GetHolderAsync(plan.PlanId, token).ConfigureAwait(false) is { } execution
                ? new StoreWrite(StoreOutcome.Executing, Holder: execution)
                : await MissingGroupAsync(plan, token).ConfigureAwait(false);
            return refused is null ? (PutPlan(plan, stored), StoreWrite.Done) : (null, refused);
        },
        cancellationToken);

    public Task<StoreWrite> DeletePlanAsync(string planId, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            if (await executions.GetHolderAsync(planId, token).ConfigureAwait(false) is { } execution)
            {
                return (null, new StoreWrite(StoreOutcome.Executing, Holder: execution));
            }

            if (await FirstUserAsync(CatalogueKeys.Partition("plan", planId), CatalogueKeys.PlanUsers, token).ConfigureAwait(false) is { } schedule)
            {
                return (null, new StoreWrite(StoreOutcome.InUse, Holder: schedule));
            }

            if (await plans.GetAsync(planId, token).ConfigureAwait(false) is not { } stored)
            {
                return (null, StoreWrite.NotFound);
            }

            var change = new LedgerEntry();
            foreach (var groupId in stored.GroupIds)
            {
                change.Delete(CatalogueKeys.GroupUser(groupId, planId));
            }

            plans.Delete(change, stored);
            return ((LedgerEntry?)change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<ReservationResult> ReserveAsync(ExecutionReservation reservation, CancellationToken cancellationToken) =>
        executions.ReserveAsync(reservation, cancellationToken);

    public Task<string?> GetPlanHolderAsync(string planId, CancellationToken cancellationToken) => executions.GetHolderAsync(planId, cancellationToken);

    public Task<AcceptedRequest?> FindAcceptedAsync(string idempotencyKey, DateTimeOffset now, CancellationToken cancellationToken) =>
        executions.FindAcceptedAsync(idempotencyKey, now, cancellationToken);

    public Task<ExecutionSnapshot?> GetExecutionAsync(string executionId, CancellationToken cancellationToken) =>
        executions.GetSnapshotAsync(executionId, cancellationToken);

    public Task<ExecutionRow?> GetExecutionRowAsync(string executionId, CancellationToken cancellationToken) =>
        executions.GetRowAsync(executionId, cancellationToken);

    public Task<StorePage<ExecutionRow>> ListExecutionsAsync(ExecutionFilter filter, int limit, string? nextToken, CancellationToken cancellationToken) =>
        executions.ListRowsAsync(filter, limit, nextToken, cancellationToken);

    public Task UpdateExecutionRowAsync(ExecutionRow row, CancellationToken cancellationToken) => executions.UpdateRowAsync(row, cancellationToken);

    public Task ReleaseAsync(string executionId, CancellationToken cancellationToken) => executions.ReleaseAsync(executionId, cancellationToken);

    public Task<IReadOnlyList<string>> ListHoldingExecutionsAsync(CancellationToken cancellationToken) => executions.ListHoldingAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, string>> GetClaimsAsync(IReadOnlyCollection<string> sourceServerIds, CancellationToken cancellationToken) =>
        executions.GetClaimsAsync(sourceServerIds, cancellationToken);

    public Task<(LaunchAttempt Stored, bool IsNew)> MarkLaunchAttemptAsync(LaunchAttempt attempt, CancellationToken cancellationToken) =>
        executions.MarkAttemptAsync(attempt, cancellationToken);

    public Task<LaunchAttempt?> GetLaunchAttemptAsync(string jobInstanceId, int attempt, CancellationToken cancellationToken) =>
        executions.GetAttemptAsync(jobInstanceId, attempt, cancellationToken);

    public Task<StoreWrite> CreateScheduleAsync(Schedule schedule, CancellationToken cancellationToken) => schedules.CreateAsync(schedule, cancellationToken);

    public Task<Schedule?> GetScheduleAsync(string scheduleId, CancellationToken cancellationToken) => schedules.GetAsync(scheduleId, cancellationToken);

    public Task<StorePage<Schedule>> ListSchedulesAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        schedules.ListAsync(limit, nextToken, cancellationToken);

    public Task<StoreWrite> UpdateScheduleAsync(Schedule schedule, CancellationToken cancellationToken) => schedules.UpdateAsync(schedule, cancellationToken);

    public Task<StoreWrite> DeleteScheduleAsync(string scheduleId, CancellationToken cancellationToken) => schedules.DeleteAsync(scheduleId, cancellationToken);

    public Task RecordNextRunAsync(string scheduleId, DateTimeOffset? nextRunAt, CancellationToken cancellationToken) =>
        schedules.RecordNextRunAsync(scheduleId, nextRunAt, cancellationToken);

    public Task RecordScheduledRunAsync(string scheduleId, ScheduledRun run, CancellationToken cancellationToken) =>
        schedules.RecordRunAsync(scheduleId, run, cancellationToken);

    public ValueTask DisposeAsync()
    {
        ledger.Dispose();
        return ValueTask.CompletedTask;
    }

    private LedgerEntry PutPlan(RecoveryPlan plan, RecoveryPlan? replaced)
    {
        var change = new LedgerEntry();
        var before = (replaced?.GroupIds ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var groupId in plan.GroupIds.Where(groupId => !before.Remove(groupId)))
        {
            change.Put(CatalogueKeys.GroupUser(groupId, plan.PlanId));
        }

        foreach (var groupId in before)
        {
            change.Delete(CatalogueKeys.GroupUser(groupId, plan.PlanId));
        }

        plans.Put(change, plan, replaced);
        return change;
    }

    private async Task<StoreWrite?> MissingGroupAsync(RecoveryPlan plan, CancellationToken cancellationToken)
    {
        foreach (var groupId in plan.GroupIds)
        {
            if (!await groups.ExistsAsync(groupId, cancellationToken).ConfigureAwait(false))
            {
                return new StoreWrite(StoreOutcome.ReferenceMissing, Holder: groupId);
            }
        }

        return null;
    }

    private async Task<string?> FirstUserAsync(string partition, string kind, CancellationToken cancellationToken)
    {
        var users = await table.ReadAsync(new ItemRange(partition, Prefix: kind), cancellationToken).ConfigureAwait(false);
        return users.FirstOrDefault(CatalogueItem.IsThere) is { } user ? user.Key.Sort[kind.Length..] : null;
    }
}
