using System.Buffers.Binary;
using System.Collections.Concurrent;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Heads, and the input and output beside them. Updates are conditional on the life and on moving forward; nothing is ever upserted.</summary>
internal sealed class Heads(DynamoTable table, HubKeys keys, StoredContent contents, ActiveList active)
{
    /// <summary>The inputs known to be stored, by their hash: asked before one would be written again at the end of its generation.</summary>
    private readonly ConcurrentDictionary<(string InstanceId, string Life), (int Generation, string? Hash)> inputs = new();

    public Task<Item?> FindAsync(string instanceId, CancellationToken cancellationToken) => table.GetAsync(keys.HeadOf(instanceId), cancellationToken);

    public async Task<StoredInstance?> ReadAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken)
    {
        if (!includePayloads)
        {
            return await FindAsync(instanceId, cancellationToken).ConfigureAwait(false) is { } item && !item.Has(HubAttributes.Tombstone)
                ? await InstanceAsync(item, [], cancellationToken).ConfigureAwait(false)
                : null;
        }

        // The head and all payloads of its partition begin with the same letter: one request.
        var items = await table.ReadAsync(new ItemRange(keys.Instance(instanceId), Prefix: HubKeys.Head), cancellationToken).ConfigureAwait(false);
        return items.FirstOrDefault(item => item.Key.Sort == HubKeys.Head) is { } head && !head.Has(HubAttributes.Tombstone)
            ? await InstanceAsync(head, items, cancellationToken).ConfigureAwait(false)
            : null;
    }

    public async Task<HeadOutcome> UpdateAsync(HeadUpdate update, CancellationToken cancellationToken)
    {
        var head = update.Head;
        if (update.Payloads is { } payloads)
        {
            await WritePayloadsAsync(head, payloads, cancellationToken).ConfigureAwait(false);
        }

        var moved = await MoveAsync(update, cancellationToken).ConfigureAwait(false);
        if (!moved)
        {
            var there = await FindAsync(head.InstanceId, cancellationToken).ConfigureAwait(false);
            if (there is null || there.Has(HubAttributes.Tombstone) || there.Text(HubAttributes.Life) != head.Life)
            {
                return HeadOutcome.OtherLife;
            }

            if (!update.Deactivate)
            {
                return HeadOutcome.NotNewer;
            }

            if (there.Text(HubAttributes.Activation) != update.Activation)
            {
                // It was woken since: it stays on the list, and the head moves if it was behind.
                return await UpdateAsync(update with { Deactivate = false }, cancellationToken).ConfigureAwait(false);
            }

            if (!await table.UpdateAsync(
                keys.HeadOf(head.InstanceId), $"SET {HubAttributes.Inactive} = :one", [(":one", Values.Number(1))], At(update), cancellationToken).ConfigureAwait(false))
            {
                return HeadOutcome.NotNewer;
            }
        }

        if (update.Deactivate)
        {
            await active.LeaveAsync(head.InstanceId, head.Life, update.Activation, cancellationToken).ConfigureAwait(false);
            inputs.TryRemove((head.InstanceId, head.Life), out _);
        }

        return moved ? HeadOutcome.Updated : HeadOutcome.NotNewer;
    }

    /// <summary>Before a batch that wakes an ended instance is appended.</summary>
    public async Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken)
    {
        var writer = Guid.NewGuid().ToString("N");
        var there = await FindAsync(instanceId, cancellationToken).ConfigureAwait(false);
        if (there is null || there.Has(HubAttributes.Tombstone) || there.Text(HubAttributes.Life) != life)
        {
            return ActivationOutcome.Gone;
        }

        var isListedByUs = await active.EnsureAsync(instanceId, life, writer, cancellationToken, activation).ConfigureAwait(false);
        if (await table.UpdateAsync(
            there.Key,
            $"SET {HubAttributes.Activation} = :act REMOVE {HubAttributes.Inactive}",
            [(":act", Values.Text(activation))],
            new ItemCondition($"{HubAttributes.Life} = :life AND attribute_not_exists({HubAttributes.Tombstone})", (":life", Values.Text(life))),
            cancellationToken).ConfigureAwait(false))
        {
            // Who saw it ended before may still take it off the list: not any more, once the item names another writer.
            await active.EnsureAsync(instanceId, life, Guid.NewGuid().ToString("N"), cancellationToken, activation).ConfigureAwait(false);
            return ActivationOutcome.Active;
        }

        if (isListedByUs)
        {
            await active.WithdrawAsync(instanceId, life, writer, cancellationToken).ConfigureAwait(false);
        }

        return ActivationOutcome.Gone;
    }

    /// <summary>The item of a new instance, whose input, and whose place among its parent's children, is stored before it.</summary>
    public async Task<Item> NewItemAsync(InstanceCreation creation, string writer, CancellationToken cancellationToken)
    {
        var head = creation.Head;
        if (head.Parent is { } parent)
        {
            await table.PutAsync(new Item(keys.ChildOf(parent.InstanceId, head.InstanceId)), null, cancellationToken).ConfigureAwait(false);
        }

        await WriteInputAsync(head, creation.Input, cancellationToken).ConfigureAwait(false);
        var item = new Item(keys.HeadOf(head.InstanceId))
            .With(HubAttributes.Life, head.Life)
            .With(HubAttributes.Generation, head.Generation)
            .With(HubAttributes.Sequence, head.Sequence)
            .With(HubAttributes.Writer, writer)
            .With(HubAttributes.Parent, head.Parent?.InstanceId)
            .With(TableShape.Status, (long)head.Status)
            .With(TableShape.CreationPartition, keys.Created(keys.ShardOf(head.InstanceId)))
            .With(TableShape.CreationSort, HubKeys.TimeSort(head.CreatedAt, head.InstanceId));
        await WriteContentAsync(item, head, cancellationToken).ConfigureAwait(false);
        return item;
    }

    /// <summary>A head that cannot be read still protects its id.</summary>
    public async Task<InstanceHead?> TryDecodeAsync(Item item, CancellationToken cancellationToken)
    {
        try
        {
            return await DecodeAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (UndecodableContentException)
        {
            return null;
        }
    }

    private static ItemCondition At(HeadUpdate update)
    {
        var (head, (known, value)) = (update.Head, ActiveList.KnownAs(update.Activation));
        return new ItemCondition(
            $"{HubAttributes.Life} = :life AND {HubAttributes.Generation} = :g AND {HubAttributes.Sequence} = :s"
                + $" AND attribute_not_exists({HubAttributes.Tombstone}) AND {known}",
            [(":life", Values.Text(head.Life)), (":g", Values.Number(head.Generation)), (":s", Values.Number(head.Sequence)), .. value]);
    }

    private async Task<bool> MoveAsync(HeadUpdate update, CancellationToken cancellationToken)
    {
        var head = update.Head;
        var content = new Item(keys.HeadOf(head.InstanceId));
        await WriteContentAsync(content, head, cancellationToken).ConfigureAwait(false);
        var (set, remove, values) = StoredContent.Replacement(content);
        var sets = new List<string>(set) { $"{HubAttributes.Generation} = :g", $"{HubAttributes.Sequence} = :s", $"{TableShape.Status} = :st" };
        var removes = new List<string>(remove);
        var given = new List<(string Name, AttributeValue Value)>(values) { (":st", Values.Number((long)head.Status)) };
        SetOrRemove(head.IsTerminal, TableShape.SecondPartition, Values.Text(keys.Ended(keys.ShardOf(head.InstanceId))));
        SetOrRemove(head.IsTerminal, TableShape.SecondSort, Values.Text(HubKeys.TimeSort(head.CompletedAt ?? head.LastUpdatedAt, head.InstanceId)));
        SetOrRemove(update.Deactivate, HubAttributes.Inactive, Values.Number(1));
        var (known, activation) = update.Deactivate ? ActiveList.KnownAs(update.Activation) : ("", []);
        return await table.UpdateAsync(
            content.Key,
            $"SET {string.Join(", ", sets)}" + (removes.Count > 0 ? $" REMOVE {string.Join(", ", removes)}" : ""),
            given,
            new ItemCondition(
                $"{HubAttributes.Life} = :life AND attribute_not_exists({HubAttributes.Tombstone})"
                    + $" AND ({HubAttributes.Generation} < :g OR ({HubAttributes.Generation} = :g AND {HubAttributes.Sequence} < :s))"
                    + (update.Deactivate ? $" AND {known}" : ""),
                [(":life", Values.Text(head.Life)), (":g", Values.Number(head.Generation)), (":s", Values.Number(head.Sequence)), .. activation]),
            cancellationToken).ConfigureAwait(false);

        void SetOrRemove(bool isSet, string name, AttributeValue value)
        {
            if (isSet)
            {
                sets.Add($"{name} = :{name}");
                given.Add(($":{name}", value));
            }
            else
            {
                removes.Add(name);
            }
        }
    }

    /// <summary>A custom status may be large; its parts are named by what they contain.</summary>
    private Task WriteContentAsync(Item item, InstanceHead head, CancellationToken cancellationToken)
    {
        var bytes = HeadCodec.Encode(head);
        return contents.WriteAsync(
            item, bytes, head.InstanceId, $"{HubKeys.Parts(head.Life)}h#{HubKeys.Padded(head.Generation)}#{HubKeys.Hash(bytes.Span)[..32]}", DynamoTable.ItemBytes, cancellationToken);
    }

    private async Task WritePayloadsAsync(InstanceHead head, InstancePayloads payloads, CancellationToken cancellationToken)
    {
        if (!inputs.TryGetValue((head.InstanceId, head.Life), out var stored) || stored != (head.Generation, HashOf(payloads.Input)))
        {
            await WriteInputAsync(head, payloads.Input, cancellationToken).ConfigureAwait(false);
        }

        if (payloads.Output is not null || payloads.Failure is not null)
        {
            var item = new Item(keys.OutputOf(head.InstanceId, head.Life, head.Generation));
            await WritePayloadAsync(item, head, EncodeOutput(payloads), "o", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The input of a generation never changes: written twice it is the same.</summary>
    private async Task WriteInputAsync(InstanceHead head, string? input, CancellationToken cancellationToken)
    {
        if (input is not null)
        {
            var item = new Item(keys.InputOf(head.InstanceId, head.Life, head.Generation));
            await WritePayloadAsync(item, head, System.Text.Encoding.UTF8.GetBytes(input), "i", cancellationToken).ConfigureAwait(false);
        }

        inputs[(head.InstanceId, head.Life)] = (head.Generation, HashOf(input));
    }

    private static string? HashOf(string? input) => input is null ? null : HubKeys.Hash(System.Text.Encoding.UTF8.GetBytes(input))[..32];

    private async Task WritePayloadAsync(Item item, InstanceHead head, ReadOnlyMemory<byte> bytes, string kind, CancellationToken cancellationToken)
    {
        var partsId = $"{HubKeys.Parts(head.Life)}{kind}#{HubKeys.Padded(head.Generation)}#{HubKeys.Hash(bytes.Span)[..32]}";
        await contents.WriteAsync(item, bytes, head.InstanceId, partsId, DynamoTable.ItemBytes, cancellationToken).ConfigureAwait(false);
        await table.PutAsync(item, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<InstanceHead> DecodeAsync(Item item, CancellationToken cancellationToken) =>
        HeadCodec.Decode(await contents.ReadAsync(item, keys.InstanceIdOf(item.Key.Partition), cancellationToken).ConfigureAwait(false));

    /// <param name="around">Other items of the partition, among them the payloads; empty if they are not wanted.</param>
    private async Task<StoredInstance> InstanceAsync(Item item, IReadOnlyList<Item> around, CancellationToken cancellationToken)
    {
        var head = await DecodeAsync(item, cancellationToken).ConfigureAwait(false);
        if (item.Has(HubAttributes.Inactive))
        {
            await active.UnlistEndedAsync(head.InstanceId, head.Life, cancellationToken).ConfigureAwait(false);
        }

        var payloads = InstancePayloads.None;
        if (around.Count > 0)
        {
            var input = await PayloadAsync(keys.InputOf(head.InstanceId, head.Life, head.Generation)).ConfigureAwait(false);
            var output = head.IsTerminal ? await PayloadAsync(keys.OutputOf(head.InstanceId, head.Life, head.Generation)).ConfigureAwait(false) : default;
            var (text, failure) = output is { } bytes ? DecodeOutput(bytes) : (null, null);
            payloads = new InstancePayloads(input is { } json ? System.Text.Encoding.UTF8.GetString(json.Span) : null, text, failure);
        }

        return new StoredInstance(head, !item.Has(HubAttributes.Inactive), payloads, item.Text(HubAttributes.QuarantineReason), item.Text(HubAttributes.Activation));

        async Task<ReadOnlyMemory<byte>?> PayloadAsync(ItemKey key) => around.FirstOrDefault(other => other.Key == key) is { } payload
            ? (ReadOnlyMemory<byte>?)await contents.ReadAsync(payload, head.InstanceId, cancellationToken).ConfigureAwait(false)
            : default;
    }

    /// <summary>Length of the output (−1 for none), output, failure.</summary>
    private static ReadOnlyMemory<byte> EncodeOutput(InstancePayloads payloads)
    {
        var text = payloads.Output is null ? [] : System.Text.Encoding.UTF8.GetBytes(payloads.Output);
        var failure = FailureCodec.Encode(payloads.Failure) ?? default;
        var bytes = new byte[4 + text.Length + failure.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, payloads.Output is null ? -1 : text.Length);
        text.CopyTo(bytes, 4);
        failure.CopyTo(bytes.AsMemory(4 + text.Length));
        return bytes;
    }

    private static (string? Output, FailureDetails? Failure) DecodeOutput(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 4 || BinaryPrimitives.ReadInt32LittleEndian(bytes.Span) is var length && length > bytes.Length - 4)
        {
            throw new UndecodableContentException("an output is cut short");
        }

        var rest = bytes[(4 + Math.Max(0, length))..];
        return (length < 0 ? null : System.Text.Encoding.UTF8.GetString(bytes.Span.Slice(4, length)), rest.IsEmpty ? null : FailureCodec.Decode(rest));
    }
}
