using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DynamoDB;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.DynamoDB;

/// <summary>
/// The lease of one shard: taken when its counter stood still for a whole lease time on our own clock, renewed by a conditional write when the hub asks for it,
/// given back at the end. It says who may delete; what may be appended is decided by the batches' keys.
/// </summary>
internal sealed partial class LeaseKeeper(DynamoTable table, HubKeys keys, int shard, DynamoHubOptions options, TimeProvider machine, ILogger logger) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private Task<bool> running = Task.FromResult(true);
    private Task<bool>? waiting;
    private ShardLease? held;
    private bool lost;

    public ShardLease? Held => lost ? null : held;

    private TimeSpan? Term => options.LeaseTime == Timeout.InfiniteTimeSpan ? null : options.LeaseTime;

    /// <returns>Who holds the lease and renews it; <see langword="null"/> when it is ours.</returns>
    public async Task<string?> TakeAsync(string ownerId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var item = await table.GetAsync(keys.Lease(shard), cancellationToken).ConfigureAwait(false);
            // A hub that dropped the shard asks again under another id: from itself it need not wait to take it.
            if (item?.Text(HubAttributes.Owner) is { } owner
                && !string.Equals(owner, ownerId, StringComparison.Ordinal)
                && !string.Equals(owner, held?.OwnerId, StringComparison.Ordinal)
                && !await StandsStillAsync(item, cancellationToken).ConfigureAwait(false))
            {
                return owner;
            }

            if (string.Equals(item?.Text(HubAttributes.Owner), ownerId, StringComparison.Ordinal))
            {
                held = new ShardLease(shard, ownerId, item!.RequiredNumber(HubAttributes.Epoch), Term);
                lost = false;
                return null;
            }

            // Refused when another was faster; an attempt of our own whose answer was lost is met at the next look.
            var epoch = (item?.Number(HubAttributes.Epoch) ?? 0) + 1;
            var next = new Item(keys.Lease(shard)).With(HubAttributes.Owner, ownerId).With(HubAttributes.Epoch, epoch).With(HubAttributes.Counter, 0);
            await table.PutAsync(next, item is null ? ItemCondition.Absent : Unchanged(item), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Confirms the lease by a renewal that begins after this call. Callers that come while one is under way share the next.
    /// </summary>
    /// <returns><see langword="false"/> if the lease is over.</returns>
    public async Task<bool> ConfirmAsync(ShardLease lease)
    {
        if (Held != lease)
        {
            return false;
        }

        Task<bool> renewal;
        lock (gate)
        {
            renewal = waiting ??= NextAsync(running);
        }

        return await renewal.ConfigureAwait(false) && Held == lease;
    }

    public async ValueTask DisposeAsync()
    {
        if (Held is not { } lease)
        {
            return;
        }

        try
        {
            await table.UpdateAsync(keys.Lease(shard), $"REMOVE {HubAttributes.Owner}", [], Mine(lease), CancellationToken.None).ConfigureAwait(false);
        }
        catch (TableUnavailableException exception)
        {
            LogNotGivenBack(shard, options.LeaseTime, exception);
        }
    }

    private static ItemCondition Unchanged(Item item) => item.Text(HubAttributes.Owner) is { } owner
        ? new ItemCondition(
            $"{HubAttributes.Owner} = :owner AND {HubAttributes.Epoch} = :epoch AND {HubAttributes.Counter} = :counter",
            (":owner", Values.Text(owner)), (":epoch", item.Attributes[HubAttributes.Epoch]), (":counter", item.Attributes[HubAttributes.Counter]))
        : new ItemCondition($"attribute_not_exists({HubAttributes.Owner}) AND {HubAttributes.Epoch} = :epoch", (":epoch", item.Attributes[HubAttributes.Epoch]));

    private static ItemCondition Mine(ShardLease lease) => new(
        $"{HubAttributes.Owner} = :owner AND {HubAttributes.Epoch} = :epoch", (":owner", Values.Text(lease.OwnerId)), (":epoch", Values.Number(lease.Epoch)));

    private async Task<bool> StandsStillAsync(Item seen, CancellationToken cancellationToken)
    {
        LogWatching(shard, seen.RequiredText(HubAttributes.Owner), options.LeaseTime);
        if (Term is not { } term)
        {
            return false;
        }

        var since = machine.GetTimestamp();
        while (machine.GetElapsedTime(since) < term)
        {
            await Task.Delay(term / 10, machine, cancellationToken).ConfigureAwait(false);
            var now = await table.GetAsync(keys.Lease(shard), cancellationToken).ConfigureAwait(false);
            if (now?.Text(HubAttributes.Owner) is not { } owner)
            {
                return true;
            }

            if (!string.Equals(owner, seen.Text(HubAttributes.Owner), StringComparison.Ordinal)
                || now.Number(HubAttributes.Epoch) != seen.Number(HubAttributes.Epoch)
                || now.Number(HubAttributes.Counter) != seen.Number(HubAttributes.Counter))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> NextAsync(Task<bool> before)
    {
        await Task.Yield();
        await ((Task)before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            running = waiting!;
            waiting = null;
        }

        return await RenewAsync().ConfigureAwait(false);
    }

    private async Task<bool> RenewAsync()
    {
        if (Held is not { } lease)
        {
            return false;
        }

        if (await table.UpdateAsync(
            keys.Lease(shard), $"SET {HubAttributes.Counter} = {HubAttributes.Counter} + :one", [(":one", Values.Number(1))], Mine(lease), CancellationToken.None).ConfigureAwait(false))
        {
            return true;
        }

        lost |= held == lease;
        LogLost(shard);
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Shard {Shard} is leased to {Owner}; it is taken when its lease has not been renewed for {LeaseTime}.")]
    private partial void LogWatching(int shard, string owner, TimeSpan leaseTime);

    [LoggerMessage(LogLevel.Error, "The lease of shard {Shard} was taken by another process; nothing is deleted for it here any more.")]
    private partial void LogLost(int shard);

    [LoggerMessage(LogLevel.Warning, "The lease of shard {Shard} could not be given back; the next owner waits {LeaseTime} for it.")]
    private partial void LogNotGivenBack(int shard, TimeSpan leaseTime, Exception exception);
}
