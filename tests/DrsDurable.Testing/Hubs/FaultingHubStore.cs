using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs;

/// <summary>
/// Counts the calls to a store and spoils chosen ones. After a crash nothing gets through any more and nothing is answered, until
/// the process is taken away.
/// </summary>
/// <param name="stage">What the processes of one run share; <see langword="null"/> for faults that need nothing of it.</param>
public sealed partial class FaultingHubStore(IHubStore inner, IReadOnlyCollection<StoreFault> faults, FaultStage? stage = null) : IHubStore
{
    /// <summary>Names of the operations called, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    public Task<OpenResult> OpenAsync(string hubName, string ownerId, CancellationToken cancellationToken) =>
        inner.OpenAsync(hubName, ownerId, cancellationToken);

    public Task<LeaseOutcome> RenewLeaseAsync(ShardLease lease, CancellationToken cancellationToken) =>
        CallAsync(nameof(RenewLeaseAsync), () => inner.RenewLeaseAsync(lease, cancellationToken), cancellationToken);

    public Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken) =>
        CallAsync(nameof(AppendAsync), () => inner.AppendAsync(request, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound, CancellationToken cancellationToken) =>
        CallAsync(nameof(SendAsync), () => inner.SendAsync(outbound, cancellationToken), cancellationToken);

    public Task<HeadOutcome> UpdateHeadAsync(HeadUpdate update, CancellationToken cancellationToken) =>
        CallAsync(nameof(UpdateHeadAsync), () => inner.UpdateHeadAsync(update, cancellationToken), cancellationToken);

    public Task<LeaseOutcome> DeleteMessagesAsync(ShardLease lease, IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken) =>
        CallAsync(nameof(DeleteMessagesAsync), () => inner.DeleteMessagesAsync(lease, messages, cancellationToken), cancellationToken);

    public Task<LeaseOutcome> DeadLetterAsync(ShardLease lease, MessageKey message, string reason, CancellationToken cancellationToken) =>
        CallAsync(nameof(DeadLetterAsync), () => inner.DeadLetterAsync(lease, message, reason, cancellationToken), cancellationToken);

    public Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ActivateAsync), () => inner.ActivateAsync(instanceId, life, activation, cancellationToken), cancellationToken);

    public Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken) =>
        CallAsync(nameof(TrimAsync), () => Answered(inner.TrimAsync(instanceId, life, belowGeneration, cancellationToken)), cancellationToken);

    public Task<StoredInstance?> ReadInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        CallAsync(nameof(ReadInstanceAsync), () => inner.ReadInstanceAsync(instanceId, includePayloads, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<StoredBatch>> ReadGenerationAsync(string instanceId, string life, int generation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ReadGenerationAsync), () => inner.ReadGenerationAsync(instanceId, life, generation, cancellationToken), cancellationToken);

    public Task<StorePage<ActiveItem>> ListActiveAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ListActiveAsync), () => StaleOr(ref staleActive, continuation, () => inner.ListActiveAsync(shard, continuation, cancellationToken)), cancellationToken);

    public Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken) =>
        CallAsync(nameof(ParkAsync), () => Answered(inner.ParkAsync(marks, cancellationToken)), cancellationToken);

    public Task<StorePage<InboxMessage>> ReadInboxAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ReadInboxAsync), () => StaleOr(ref staleInbox, continuation, () => inner.ReadInboxAsync(shard, continuation, cancellationToken)), cancellationToken);

    public Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken) =>
        CallAsync(nameof(QueryAsync), () => inner.QueryAsync(query, cancellationToken), cancellationToken);

    public Task<StorePage<string>> ListCompletedAsync(CompletedQuery query, CancellationToken cancellationToken) =>
        CallAsync(nameof(ListCompletedAsync), () => inner.ListCompletedAsync(query, cancellationToken), cancellationToken);

    public Task<StorePage<string>> ListChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ListChildrenAsync), () => inner.ListChildrenAsync(parentInstanceId, continuation, cancellationToken), cancellationToken);

    public Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken) =>
        CallAsync(nameof(PurgeAsync), () => inner.PurgeAsync(instanceId, life, cancellationToken), cancellationToken);

    public Task SetQuarantineAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken) =>
        CallAsync(
            nameof(SetQuarantineAsync), () => Answered(inner.SetQuarantineAsync(instanceId, life, reason, cancellationToken)), cancellationToken);

    public Task<StorePage<QuarantinedInstance>> ListQuarantinedAsync(int shard, string? continuation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ListQuarantinedAsync), () => inner.ListQuarantinedAsync(shard, continuation, cancellationToken), cancellationToken);

    public Task<StorePage<DeadLetter>> ListDeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken) =>
        CallAsync(nameof(ListDeadLettersAsync), () => inner.ListDeadLettersAsync(shard, pageSize, continuation, cancellationToken), cancellationToken);

    public Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken) =>
        CallAsync(nameof(CountDeadLettersAsync), () => inner.CountDeadLettersAsync(shard, cancellationToken), cancellationToken);

    public Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken) =>
        CallAsync(nameof(SettleDeadLetterAsync), () => inner.SettleDeadLetterAsync(message, settlement, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Answered(Task call)
    {
        await call;
        return true;
    }
}
