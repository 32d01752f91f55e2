using System.Diagnostics.CodeAnalysis;
using Amazon.DynamoDBv2.Model;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// A task hub in a DynamoDB table: single-item conditional writes, strongly consistent reads, no transaction and no Scan. A turn is committed by
/// one put of its batch; everything else is done after it and may be repeated.
/// </summary>
/// <param name="client">Disposed with the store.</param>
public sealed partial class DynamoHubStore(
    Amazon.DynamoDBv2.IAmazonDynamoDB client, TableOptions tableOptions, DynamoHubOptions options, TimeProvider machine, ILogger<DynamoHubStore> logger) : IHubStore
{
    /// <summary>The version of what this software writes. A newer hub is refused.</summary>
    public const int Schema = 1;

    private readonly DynamoTable table = new(client, tableOptions.Table, machine, logger);
    private readonly SemaphoreSlim opening = new(1, 1);
    private OpenHub? opened;
    private bool closed;

    public Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) => AnsweredAsync(async hub =>
    {
        var outcome = await hub.Batches.AppendAsync(
            request, () => hub.Heads.FindAsync(request.Key.InstanceId, cancellationToken), cancellationToken).ConfigureAwait(false);
        var hasEffects = request.Outbound.Count > 0 || request.Head is not null || request.Consumed.Count > 0 || request.TrimBelowGeneration is not null;
        return new AppendResult(outcome, EffectsApplied: outcome == AppendOutcome.Committed && !hasEffects, []);
    });

    public Task<LeaseOutcome> RenewLeaseAsync(ShardLease lease, CancellationToken cancellationToken) =>
        ConfirmedAsync(lease, static _ => Task.CompletedTask);

    /// <summary>In order to each target; different targets at the same time.</summary>
    public Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound, CancellationToken cancellationToken) => AnsweredAsync(async hub =>
    {
        var results = new CreationResult?[outbound.Count];
        await DynamoTable.ForEachAsync(
            Enumerable.Range(0, outbound.Count).GroupBy(i => TargetOf(outbound[i]), StringComparer.Ordinal),
            async (target, token) =>
            {
                foreach (var i in target)
                {
                    switch (outbound[i])
                    {
                        case OutboundMessage { Message: var message }:
                            await hub.Inbox.SendAsync(message, token).ConfigureAwait(false);
                            break;
                        case OutboundCreation { Creation: var creation }:
                            results[i] = await hub.Creations.CreateAsync(creation, token).ConfigureAwait(false);
                            break;
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (IReadOnlyList<CreationResult>)[.. results.OfType<CreationResult>()];
    });

    public Task<HeadOutcome> UpdateHeadAsync(HeadUpdate update, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Heads.UpdateAsync(update, cancellationToken));

    public Task<LeaseOutcome> DeleteMessagesAsync(ShardLease lease, IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken) =>
        ConfirmedAsync(lease, hub => hub.Inbox.DeleteAsync(messages, cancellationToken));

    public Task<LeaseOutcome> DeadLetterAsync(ShardLease lease, MessageKey message, string reason, CancellationToken cancellationToken) =>
        ConfirmedAsync(lease, hub => hub.Inbox.DeadLetterAsync(message, reason, cancellationToken));

    public Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Heads.ActivateAsync(instanceId, life, activation, cancellationToken));

    public Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken) =>
        DoneAsync(hub => hub.Removals.TrimAsync(instanceId, life, belowGeneration, cancellationToken));

    public Task<StoredInstance?> ReadInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Heads.ReadAsync(instanceId, includePayloads, cancellationToken));

    public Task<IReadOnlyList<StoredBatch>> ReadGenerationAsync(string instanceId, string life, int generation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Batches.ReadAsync(instanceId, life, generation, cancellationToken));

    public Task<StorePage<ActiveItem>> ListActiveAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Active.ListAsync(shard, continuation, cancellationToken));

    public Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken) =>
        DoneAsync(hub => hub.Active.ParkAsync(marks, cancellationToken));

    public Task<StorePage<InboxMessage>> ReadInboxAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Inbox.ReadAsync(shard, continuation, cancellationToken));

    public Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Lists.QueryAsync(query, cancellationToken));

    public Task<StorePage<string>> ListCompletedAsync(CompletedQuery query, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Lists.CompletedAsync(query, cancellationToken));

    public Task<StorePage<string>> ListChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Lists.ChildrenAsync(parentInstanceId, continuation, cancellationToken));

    public Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Removals.PurgeAsync(instanceId, life, cancellationToken));

    public Task SetQuarantineAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken) =>
        DoneAsync(hub => hub.Quarantine.SetAsync(instanceId, life, reason, cancellationToken));

    public Task<StorePage<QuarantinedInstance>> ListQuarantinedAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Quarantine.ListAsync(shard, continuation, cancellationToken));

    public Task<StorePage<DeadLetter>> ListDeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Inbox.DeadLettersAsync(shard, pageSize, continuation, cancellationToken));

    public Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Inbox.CountDeadLettersAsync(shard, cancellationToken));

    public Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken) =>
        AnsweredAsync(hub => hub.Inbox.SettleAsync(message, settlement, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (closed)
            {
                return;
            }

            closed = true;
            if (opened is { } hub)
            {
                await hub.Lease.DisposeAsync().ConfigureAwait(false);
            }

            client.Dispose();
        }
        finally
        {
            opening.Release();
        }
    }

    private static string TargetOf(Outbound outbound) => outbound switch
    {
        OutboundMessage { Message: var message } => message.TargetInstanceId,
        OutboundCreation { Creation.Head: var head } => head.InstanceId,
        _ => throw new ArgumentException($"{outbound.GetType().Name} cannot be sent.", nameof(outbound)),
    };

    /// <summary>Nothing is done unless a renewal that begins now succeeds.</summary>
    private Task<LeaseOutcome> ConfirmedAsync(ShardLease lease, Func<OpenHub, Task> act) => AnsweredAsync(async hub =>
    {
        if (!await hub.Lease.ConfirmAsync(lease).ConfigureAwait(false))
        {
            return LeaseOutcome.LeaseLost;
        }

        await act(hub).ConfigureAwait(false);
        return LeaseOutcome.Done;
    });

    private Task DoneAsync(Func<OpenHub, Task> act) => AnsweredAsync(async hub =>
    {
        await act(hub).ConfigureAwait(false);
        return true;
    });

    private async Task<T> AnsweredAsync<T>(Func<OpenHub, Task<T>> act)
    {
        var hub = opened ?? throw new InvalidOperationException("The store must be opened first.");
        try
        {
            return await act(hub).ConfigureAwait(false);
        }
        catch (Exception exception) when (Unavailable(exception, out var message))
        {
            throw new HubStoreUnavailableException(message, exception);
        }
    }

    private bool Unavailable(Exception exception, [NotNullWhen(true)] out string? message)
    {
        message = exception switch
        {
            TableUnavailableException => exception.Message,
            ResourceNotFoundException => $"The table '{tableOptions.Table}' is not there any more: restore it, or stop this process and start it on another.",
            ObjectDisposedException when closed => "The store was closed while it was asked.",
            _ => null,
        };
        return message is not null;
    }
}
