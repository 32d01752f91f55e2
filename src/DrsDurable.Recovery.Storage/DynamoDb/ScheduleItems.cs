using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DynamoDB;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Schedules;

namespace DrsDurable.Recovery.Storage.DynamoDb;

/// <summary>Schedules: what an operator edits lies in the document, what the schedule's orchestration writes in an item of its own.</summary>
internal sealed class ScheduleItems(DynamoTable table, CatalogueLedger ledger, NamedItems<RecoveryPlan> plans)
{
    private const string NextRun = "nxt";
    private const string LastExecution = "lex";
    private const string LastRun = "lrn";

    private static readonly ItemCondition Present = new($"attribute_exists({TableShape.PartitionKey}) AND attribute_not_exists({CatalogueItem.Gone})");

    private readonly NamedItems<Schedule> documents = new(
        table,
        "schedule",
        "schedule",
        RecoveryDocuments.Default.Schedule,
        schedule => schedule.ScheduleId,
        schedule => schedule.ScheduleName,
        schedule => schedule.Version,
        schedule => schedule.CreatedAt);

    public Task<StoreWrite> CreateAsync(Schedule schedule, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            var document = Edited(schedule);
            if (await documents.CheckInsertAsync(document, token).ConfigureAwait(false) is { } refused)
            {
                return (null, refused);
            }

            if (!await plans.ExistsAsync(schedule.PlanId, token).ConfigureAwait(false))
            {
                return (null, new StoreWrite(StoreOutcome.ReferenceMissing, Holder: schedule.PlanId));
            }

            var change = new LedgerEntry()
                .Put(CatalogueKeys.PlanUser(schedule.PlanId, schedule.ScheduleId))
                .Put(CatalogueKeys.ScheduleRun(schedule.ScheduleId), (NextRun, schedule.NextRunAt?.UtcTicks), (LastExecution, schedule.LastExecutionId));
            documents.Put(change, document, replaced: null);
            return (change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<StoreWrite> UpdateAsync(Schedule schedule, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            var document = Edited(schedule);
            var (refused, stored) = await documents.CheckReplaceAsync(document, token).ConfigureAwait(false);
            if (refused is not null)
            {
                return (null, refused);
            }

            if (!await plans.ExistsAsync(schedule.PlanId, token).ConfigureAwait(false))
            {
                return (null, new StoreWrite(StoreOutcome.ReferenceMissing, Holder: schedule.PlanId));
            }

            var change = new LedgerEntry();
            if (!string.Equals(stored!.PlanId, schedule.PlanId, StringComparison.Ordinal))
            {
                change.Delete(CatalogueKeys.PlanUser(stored.PlanId, schedule.ScheduleId));
                change.Put(CatalogueKeys.PlanUser(schedule.PlanId, schedule.ScheduleId));
            }

            documents.Put(change, document, stored);
            return (change, StoreWrite.Done);
        },
        cancellationToken);

    public Task<StoreWrite> DeleteAsync(string scheduleId, CancellationToken cancellationToken) => ledger.ChangeAsync(
        async token =>
        {
            if (await documents.GetAsync(scheduleId, token).ConfigureAwait(false) is not { } stored)
            {
                return (null, StoreWrite.NotFound);
            }

            var change = new LedgerEntry().Delete(CatalogueKeys.PlanUser(stored.PlanId, scheduleId)).Delete(CatalogueKeys.ScheduleRun(scheduleId));
            documents.Delete(change, stored);
            return ((LedgerEntry?)change, StoreWrite.Done);
        },
        cancellationToken);

    public async Task<Schedule?> GetAsync(string scheduleId, CancellationToken cancellationToken) =>
        await documents.GetAsync(scheduleId, cancellationToken).ConfigureAwait(false) is { } document
        && await WithRunsAsync([document], cancellationToken).ConfigureAwait(false) is [var schedule]
            ? schedule
            : null;

    public async Task<StorePage<Schedule>> ListAsync(int limit, string? nextToken, CancellationToken cancellationToken)
    {
        var page = await documents.ListAsync(limit, nextToken, cancellationToken).ConfigureAwait(false);
        return page with { Items = await WithRunsAsync(page.Items, cancellationToken).ConfigureAwait(false) };
    }

    public Task RecordNextRunAsync(string scheduleId, DateTimeOffset? nextRunAt, CancellationToken cancellationToken) =>
        table.UpdateAsync(
            CatalogueKeys.ScheduleRun(scheduleId),
            nextRunAt is null ? $"REMOVE {NextRun}" : $"SET {NextRun} = :next",
            nextRunAt is { } at ? [(":next", Values.Number(at.UtcTicks))] : [],
            Present,
            cancellationToken);

    public Task RecordRunAsync(string scheduleId, ScheduledRun run, CancellationToken cancellationToken)
    {
        var values = new List<(string, AttributeValue)> { (":run", Values.Text(JsonSerializer.Serialize(run, RecoveryDocuments.Default.ScheduledRun))) };
        if (run.ExecutionId is { } execution)
        {
            values.Add((":execution", Values.Text(execution)));
        }

        return table.UpdateAsync(
            CatalogueKeys.ScheduleRun(scheduleId),
            $"SET {LastRun} = :run" + (run.ExecutionId is null ? "" : $", {LastExecution} = :execution"),
            values,
            Present,
            cancellationToken);
    }

    private static Schedule Edited(Schedule schedule) => schedule with { NextRunAt = null, LastExecutionId = null, LastRun = null };

    private async Task<IReadOnlyList<Schedule>> WithRunsAsync(IReadOnlyList<Schedule> found, CancellationToken cancellationToken)
    {
        var runs = (await table.GetAllAsync(found.Select(schedule => CatalogueKeys.ScheduleRun(schedule.ScheduleId)), cancellationToken).ConfigureAwait(false))
            .Where(CatalogueItem.IsThere).ToDictionary(item => item.Key);
        return
        [
            .. found.Where(schedule => runs.ContainsKey(CatalogueKeys.ScheduleRun(schedule.ScheduleId))).Select(schedule =>
            {
                var run = runs[CatalogueKeys.ScheduleRun(schedule.ScheduleId)];
                return schedule with
                {
                    NextRunAt = run.Number(NextRun) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
                    LastExecutionId = run.Text(LastExecution),
                    LastRun = run.Text(LastRun) is { } text ? JsonSerializer.Deserialize(text, RecoveryDocuments.Default.ScheduledRun) : null,
                };
            }),
        ];
    }
}
