using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Encoding;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>Messages on their way to instances, in the order of their keys. Contents of more than 4 KB lie beside the target instance, so that reading an inbox stays cheap.</summary>
internal sealed class Inbox(DynamoTable table, HubKeys keys, StoredContent contents, TimeProvider machine)
{
    private const int PageSize = 1_000;
    private const int InlineBytes = 4 * 1024;

    /// <summary>Messages that were read or sent here and have parts: whoever deletes a message has seen it.</summary>
    private readonly ConcurrentDictionary<MessageKey, ItemKey[]> parts = new();

    /// <summary>One that is there already stays as it is.</summary>
    public async Task SendAsync(InboxMessage message, CancellationToken cancellationToken)
    {
        var item = await ItemOfAsync(keys.Inbox(keys.ShardOf(message.TargetInstanceId)), message, cancellationToken).ConfigureAwait(false);
        await table.PutAsync(item, ItemCondition.Absent, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StorePage<InboxMessage>> ReadAsync(int shard, string? continuation, CancellationToken cancellationToken)
    {
        var (items, next) = await table.PageAsync(new ItemRange(keys.Inbox(shard), Beyond: continuation), PageSize, cancellationToken).ConfigureAwait(false);
        var messages = new InboxMessage[items.Count];
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, items.Count), async (i, token) => messages[i] = await MessageAsync(items[i], token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new StorePage<InboxMessage>(messages, next);
    }

    public async Task DeleteAsync(IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken)
    {
        await table.WriteAsync([], messages.Select(KeyOf), cancellationToken).ConfigureAwait(false);
        ItemKey[] orphans = [.. messages.SelectMany(message => parts.GetValueOrDefault(message, []))];
        if (orphans.Length > 0)
        {
            await table.WriteAsync([], orphans, cancellationToken).ConfigureAwait(false);
            foreach (var message in messages)
            {
                parts.TryRemove(message, out _);
            }
        }
    }

    /// <summary>Copied before it is deleted: it is twice there for a moment, and never nowhere.</summary>
    public async Task DeadLetterAsync(MessageKey message, string reason, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(KeyOf(message), cancellationToken).ConfigureAwait(false) is not { } item)
        {
            return;
        }

        var letter = Moved(item, DeadLetterOf(message)).With(HubAttributes.Reason, reason).With(HubAttributes.At, machine.GetUtcNow().UtcTicks);
        await table.PutAsync(letter, ItemCondition.Absent, cancellationToken).ConfigureAwait(false);
        await table.DeleteAsync(item.Key, null, cancellationToken).ConfigureAwait(false);
        parts.TryRemove(message, out _);
    }

    public async Task<StorePage<DeadLetter>> DeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken)
    {
        var range = new ItemRange(keys.DeadLetters(shard), Beyond: continuation is null ? null : PlaceToken.Parse(continuation));
        var (items, next) = await table.PageAsync(range, pageSize, cancellationToken).ConfigureAwait(false);
        var letters = new DeadLetter[items.Count];
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, items.Count),
            async (i, token) =>
            {
                var message = await MessageAsync(items[i], token).ConfigureAwait(false);
                parts.TryRemove(message.Key, out _);
                letters[i] = new DeadLetter(message, items[i].Text(HubAttributes.Reason) ?? "", TimeOf(items[i].Number(HubAttributes.At)));
            },
            cancellationToken).ConfigureAwait(false);
        var isLast = next is null
            || (await table.PageAsync(range.After(next), 1, cancellationToken).ConfigureAwait(false)).Items.Count == 0;
        return new StorePage<DeadLetter>(letters, isLast ? null : PlaceToken.Of(next!));
    }

    public Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken) =>
        table.CountAsync(new ItemRange(keys.DeadLetters(shard)), cancellationToken);

    public async Task<bool> SettleAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken)
    {
        if (await table.GetAsync(DeadLetterOf(message), cancellationToken).ConfigureAwait(false) is not { } letter)
        {
            return false;
        }

        if (settlement == DeadLetterSettlement.PutBack)
        {
            var back = Moved(letter, KeyOf(message));
            back.Attributes.Remove(HubAttributes.Reason);
            back.Attributes.Remove(HubAttributes.At);
            await table.PutAsync(back, ItemCondition.Absent, cancellationToken).ConfigureAwait(false);
        }

        await table.DeleteAsync(letter.Key, null, cancellationToken).ConfigureAwait(false);
        if (settlement == DeadLetterSettlement.Discard)
        {
            await table.WriteAsync([], contents.PartKeys(letter, message.TargetInstanceId), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    public static DateTime? TimeOf(long? ticks) => ticks is { } value ? new DateTime(value, DateTimeKind.Utc) : null;

    private static Item Moved(Item item, ItemKey to) => new(new Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>(item.Attributes, StringComparer.Ordinal)
    {
        [TableShape.PartitionKey] = new(to.Partition),
        [TableShape.SortKey] = new(to.Sort),
    });

    private ItemKey KeyOf(MessageKey message) => new(keys.Inbox(keys.ShardOf(message.TargetInstanceId)), HubKeys.SortOf(message));

    private ItemKey DeadLetterOf(MessageKey message) => new(keys.DeadLetters(keys.ShardOf(message.TargetInstanceId)), HubKeys.SortOf(message));

    private async Task<Item> ItemOfAsync(string partition, InboxMessage message, CancellationToken cancellationToken)
    {
        var sort = HubKeys.SortOf(message.Key);
        var item = new Item(new ItemKey(partition, sort))
            .With(HubAttributes.TargetLife, message.TargetLife)
            .With(HubAttributes.MessageId, HubKeys.IsShortened(message.Id) ? message.Id : null);
        var partsId = $"m#{HubKeys.Hash(System.Text.Encoding.UTF8.GetBytes(sort))}#{HubKeys.Hash(message.Content.Span)[..16]}";
        await contents.WriteAsync(item, message.Content, message.TargetInstanceId, partsId, InlineBytes, cancellationToken).ConfigureAwait(false);
        RememberParts(message.Key, item);
        return item;
    }

    private async Task<InboxMessage> MessageAsync(Item item, CancellationToken cancellationToken)
    {
        var key = HubKeys.MessageOf(item.Key.Sort, item.Text(HubAttributes.MessageId));
        RememberParts(key, item);
        ReadOnlyMemory<byte> content;
        try
        {
            content = await contents.ReadAsync(item, key.TargetInstanceId, cancellationToken).ConfigureAwait(false);
        }
        catch (UndecodableContentException)
        {
            // The hub cannot decode nothing either: it puts this one aside, with its reason, and the others are read.
            content = default;
        }

        return new InboxMessage(key.TargetInstanceId, item.Text(HubAttributes.TargetLife), key.Id, key.Stamp, key.Index, content);
    }

    private void RememberParts(MessageKey key, Item item)
    {
        if (StoredContent.PartsOf(item) > 0)
        {
            parts[key] = [.. contents.PartKeys(item, key.TargetInstanceId)];
        }
    }
}
