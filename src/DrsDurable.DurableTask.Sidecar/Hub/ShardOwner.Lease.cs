using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Holding the lease, and dropping the shard when another process holds it.</content>
internal sealed partial class ShardOwner
{
    private readonly Action<ShardOwner> lost;
    private long confirmedAt;
    private readonly Lock dropping = new();
    private volatile bool dropped;

    public ShardLease Lease { get; private set; } = new(0, "", 0);

    /// <summary>Another process owns the shard.</summary>
    public bool IsDropped => dropped;

    /// <param name="askedAt">Machine timestamp from before the lease was asked for.</param>
    public void Hold(ShardLease lease, long askedAt)
    {
        Lease = lease;
        Interlocked.Exchange(ref confirmedAt, askedAt);
    }

    /// <summary>Does what only the owner may do.</summary>
    /// <exception cref="OperationCanceledException">The lease is lost; the shard has been dropped.</exception>
    public async Task UnderLeaseAsync(string operation, Func<CancellationToken, Task<LeaseOutcome>> call)
    {
        var begun = Clocks.Machine.GetTimestamp();
        if (await Retry.RunAsync(operation, call).ConfigureAwait(false) == LeaseOutcome.LeaseLost && Options.Safeguards.DropsLostShards)
        {
            Drop(operation);
            Stopped.ThrowIfCancellationRequested();
        }

        Interlocked.Exchange(ref confirmedAt, begun);
    }

    /// <summary>Asks the store whether the lease still stands.</summary>
    /// <inheritdoc cref="UnderLeaseAsync"/>
    public Task ConfirmLeaseAsync() => UnderLeaseAsync("renew lease", token => Store.RenewLeaseAsync(Lease, token));

    /// <summary>
    /// Before effects that nothing fences: asks the store if the lease may have ended by this machine's clock, as it has after a
    /// pause of the whole process.
    /// </summary>
    /// <inheritdoc cref="UnderLeaseAsync"/>
    public Task EnsureLeaseAsync() =>
        Lease.Term is { } term && Clocks.Machine.GetElapsedTime(Interlocked.Read(ref confirmedAt)) >= term ? ConfirmLeaseAsync() : Task.CompletedTask;

    /// <summary>Whoever notices it second returns, too, only when nothing acts any more.</summary>
    private void Drop(string noticedBy)
    {
        lock (dropping)
        {
            if (!dropped)
            {
                dropped = true;
                LogDropped(Lease.Shard, noticedBy);
                lost(this);
                Stop();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Another process owns shard {Shard}, as the answer to '{NoticedBy}' says: everything of it in memory is dropped. The hub asks for the shard again.")]
    private partial void LogDropped(int shard, string noticedBy);
}
