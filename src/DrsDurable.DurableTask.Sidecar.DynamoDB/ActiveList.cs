using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>One item for each live instance, under its shard: put before its head, deleted after its last.</summary>
internal sealed class ActiveList(DynamoTable table, HubKeys keys, Batches batches, TimeProvider machine)
{
    private const int PageSize = 1_000;

    /// <summary>The writers of the items as they were listed last.</summary>
    private readonly ConcurrentDictionary<(string InstanceId, string Life), string> listed = new();

    /// <summary>That nobody has woken it but by this activation.</summary>
    public static (string Condition, (string Name, AttributeValue Value)[] Values) KnownAs(string? activation) => activation is null
        ? ($"attribute_not_exists({HubAttributes.Activation})", [])
        : ($"{HubAttributes.Activation} = :act", [(":act", Values.Text(activation))]);

    /// <param name="activation">By which an ended instance is put there again.</param>
    /// <returns>Whether this call put it there, under this writer.</returns>
    public async Task<bool> EnsureAsync(string instanceId, string life, string writer, CancellationToken cancellationToken, string? activation = null)
    {
        var key = keys.ActiveOf(instanceId, life);
        while (true)
        {
            var item = new Item(key).With(HubAttributes.Writer, writer).With(HubAttributes.At, machine.GetUtcNow().UtcTicks)
                .With(HubAttributes.Activation, activation);
            if (await table.PutAsync(item, ItemCondition.Absent, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            // Whoever put it there may be about to take it back: not any more, once it names another writer.
            if (await table.UpdateAsync(
                key,
                $"SET {HubAttributes.Writer} = :writer" + (activation is null ? "" : $", {HubAttributes.Activation} = :act"),
                [(":writer", Values.Text(writer)), .. activation is null ? [] : new[] { (":act", Values.Text(activation)) }],
                ItemCondition.Present,
                cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    /// <summary>Takes back what <see cref="EnsureAsync"/> put there, unless somebody relies on it meanwhile.</summary>
    public Task WithdrawAsync(string instanceId, string life, string writer, CancellationToken cancellationToken) => table.DeleteAsync(
        keys.ActiveOf(instanceId, life), new ItemCondition($"{HubAttributes.Writer} = :writer", (":writer", Values.Text(writer))), cancellationToken);

    /// <summary>Whoever woke it since has written another activation there, and it stays.</summary>
    public Task LeaveAsync(string instanceId, string life, string? activation, CancellationToken cancellationToken)
    {
        listed.TryRemove((instanceId, life), out _);
        var (condition, values) = KnownAs(activation);
        return table.DeleteAsync(keys.ActiveOf(instanceId, life), new ItemCondition(condition, values), cancellationToken);
    }

    /// <summary>An instance that was listed turned out to have ended for good: its last owner died before it took it off. Whoever wakes it
    /// meanwhile has put another writer there, and it stays.</summary>
    public Task UnlistEndedAsync(string instanceId, string life, CancellationToken cancellationToken) =>
        listed.TryRemove((instanceId, life), out var writer) ? WithdrawAsync(instanceId, life, writer, cancellationToken) : Task.CompletedTask;

    public async Task<StorePage<ActiveItem>> ListAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        var (items, next) = await table.PageAsync(new ItemRange(keys.Active(shard), Beyond: continuation), PageSize, cancellationToken).ConfigureAwait(false);
        var listed = new ActiveItem[items.Count];
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, items.Count), async (i, token) => listed[i] = await ItemAsync(items[i], token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new StorePage<ActiveItem>(listed, next);
    }

    public Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken) => DynamoTable.ForEachAsync(
        marks,
        (mark, token) => table.UpdateAsync(
            keys.ActiveOf(mark.InstanceId, mark.Life),
            $"SET {HubAttributes.ParkedGeneration} = :g, {HubAttributes.ParkedSequence} = :s"
                + (mark.At.NextDue is null ? $" REMOVE {HubAttributes.ParkedDue}" : $", {HubAttributes.ParkedDue} = :d"),
            [
                (":g", Values.Number(mark.At.Generation)), (":s", Values.Number(mark.At.Sequence)),
                .. mark.At.NextDue is { } due ? [(":d", Values.Number(due.Ticks))] : Array.Empty<(string, AttributeValue)>(),
            ],
            ItemCondition.Present,
            token),
        cancellationToken);

    private async Task<ActiveItem> ItemAsync(Item item, CancellationToken cancellationToken)
    {
        var (instanceId, life) = HubKeys.NamesOf(item.Key.Sort);
        listed[(instanceId, life)] = item.RequiredText(HubAttributes.Writer);
        if (item.Number(HubAttributes.ParkedGeneration) is not { } generation || item.Number(HubAttributes.ParkedSequence) is not { } sequence)
        {
            return new ActiveItem(instanceId, life, null);
        }

        var at = new ParkedAt((int)generation, (int)sequence, Inbox.TimeOf(item.Number(HubAttributes.ParkedDue)));
        var newest = await batches.NewestAsync(instanceId, life, cancellationToken).ConfigureAwait(false);
        return new ActiveItem(instanceId, life, newest is { } place && place.CompareTo((at.Generation, at.Sequence)) > 0 ? null : at);
    }
}
