using System.Globalization;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <content>Opening: the table, the hub's record, the lease.</content>
public sealed partial class DynamoHubStore
{
    public async Task<OpenResult> OpenAsync(string hubName, string ownerId, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(closed, this);
            if (opened?.Lease.Held is { } held && string.Equals(held.OwnerId, ownerId, StringComparison.Ordinal))
            {
                return new OpenResult(OpenOutcome.Opened, held, null);
            }

            return await TakeOwnershipAsync(hubName, ownerId, cancellationToken).ConfigureAwait(false);
        }
        catch (TableUnusableException unusable)
        {
            return new OpenResult(OpenOutcome.UnsupportedLocation, null, unusable.Message);
        }
        catch (TableUnavailableException unavailable)
        {
            throw new HubStoreUnavailableException(unavailable.Message, unavailable);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<OpenResult> TakeOwnershipAsync(string hubName, string ownerId, CancellationToken cancellationToken)
    {
        await table.OpenAsync(tableOptions, cancellationToken).ConfigureAwait(false);
        var record = await RecordAsync(hubName, cancellationToken).ConfigureAwait(false);
        if (record.RequiredNumber(HubAttributes.Schema) is var schema && schema > Schema)
        {
            return new OpenResult(
                OpenOutcome.SchemaTooNew,
                null,
                $"The task hub in table '{table.Name}' has schema version {schema}; this program knows versions up to {Schema}. Start the newer program.");
        }

        if (Refusal(record, hubName) is { } refusal)
        {
            return new OpenResult(OpenOutcome.UnsupportedLocation, null, refusal);
        }

        var hub = opened is { } before && before.Life == record.RequiredText(HubAttributes.Life)
            ? before
            : new OpenHub(table, record.RequiredText(HubAttributes.Life), (int)record.RequiredNumber(HubAttributes.Shards), options, machine, logger);
        if (await hub.Lease.TakeAsync(ownerId, cancellationToken).ConfigureAwait(false) is { } other)
        {
            return new OpenResult(
                OpenOutcome.InUse, null, $"Another process ({other}) runs the task hub '{hubName}' in table '{table.Name}' and renews its lease. Stop it, or name another table.");
        }

        opened = hub;
        await hub.Removals.ResumeAsync(0, cancellationToken).ConfigureAwait(false);
        return new OpenResult(OpenOutcome.Opened, hub.Lease.Held, null);
    }

    private async Task<Item> RecordAsync(string hubName, CancellationToken cancellationToken)
    {
        var created = new Item(HubKeys.Hub)
            .With(HubAttributes.Name, hubName)
            .With(HubAttributes.Life, Guid.NewGuid().ToString("N")[..8])
            .With(HubAttributes.Shards, options.Shards)
            .With(HubAttributes.Schema, Schema)
            .With(HubAttributes.Region, tableOptions.Region)
            .With(HubAttributes.At, machine.GetUtcNow().UtcTicks);
        while (true)
        {
            if (await table.GetAsync(HubKeys.Hub, cancellationToken).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            await table.PutAsync(created, ItemCondition.Absent, cancellationToken).ConfigureAwait(false);
        }
    }

    private string? Refusal(Item record, string hubName)
    {
        if (record.RequiredText(HubAttributes.Name) is var name && !string.Equals(name, hubName, StringComparison.Ordinal))
        {
            return $"The table '{table.Name}' holds the task hub '{name}', not '{hubName}'. A table holds one hub: set Hub:Name={name}, or name another table.";
        }

        if (record.RequiredText(HubAttributes.Region) is var region && !string.Equals(region, tableOptions.Region, StringComparison.Ordinal))
        {
            return $"The task hub '{hubName}' in table '{table.Name}' is written in {region}, not in {tableOptions.Region}: two writing Regions would not see each other's conditions."
                + $" Set Store:DynamoDb:Region={region}, or move the hub first.";
        }

        var shards = record.RequiredNumber(HubAttributes.Shards);
        return shards == options.Shards
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The task hub '{hubName}' in table '{table.Name}' was created with {shards} shards, not {options.Shards}; the number is fixed for its life. Set Hub:Shards={shards}.");
    }

    /// <summary>Everything that works on the items of one hub.</summary>
    private sealed class OpenHub
    {
        public OpenHub(DynamoTable table, string life, int shards, DynamoHubOptions options, TimeProvider machine, ILogger logger)
        {
            Life = life;
            var keys = new HubKeys(life, shards);
            var contents = new StoredContent(table, keys);
            Lease = new LeaseKeeper(table, keys, shard: 0, options, machine, logger);
            Batches = new Batches(table, keys, contents, machine);
            Active = new ActiveList(table, keys, Batches, machine);
            Heads = new Heads(table, keys, contents, Active);
            Removals = new Removals(table, keys, Heads, Batches, machine);
            Creations = new Creations(table, Heads, Active, Removals, machine);
            Inbox = new Inbox(table, keys, contents, machine);
            Quarantine = new Quarantine(table, keys, machine);
            Lists = new HeadLists(table, keys, Heads, shards);
        }

        public string Life { get; }

        public LeaseKeeper Lease { get; }

        public Batches Batches { get; }

        public ActiveList Active { get; }

        public Heads Heads { get; }

        public Removals Removals { get; }

        public Creations Creations { get; }

        public Inbox Inbox { get; }

        public Quarantine Quarantine { get; }

        public HeadLists Lists { get; }
    }
}
