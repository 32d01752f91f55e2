namespace DrsDurable.DurableTask.Sidecar.Store;

/// <summary>
/// What a task hub needs of a store. Nothing here needs a transaction over several items: a store promises at least that a
/// batch is atomic and fenced, and that everything else can be repeated without further effect. Expected outcomes are results;
/// <see cref="HubStoreUnavailableException"/> means that the outcome is unknown. All reads are strongly consistent except
/// <see cref="QueryAsync"/>, <see cref="ListCompletedAsync"/> and <see cref="ListChildrenAsync"/>, which may lag.
/// </summary>
public interface IHubStore : IAsyncDisposable
{
    /// <summary>Opens the hub, creating or migrating it, and takes the shard's lease for this owner. Repeating it for the
    /// same owner answers the same while the lease stands; an owner that lost it comes back under another id.</summary>
    Task<OpenResult> OpenAsync(string hubName, string ownerId, CancellationToken cancellationToken);

    /// <summary>Confirms the lease by a conditional write, and prolongs it by its term.</summary>
    Task<LeaseOutcome> RenewLeaseAsync(ShardLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Commits a turn. The batch is written only if its key does not exist and its life and generation have not been purged or
    /// trimmed; when the call returns it is durable. A repeated request (same key, same writer id) answers Committed.
    /// Whatever of the rest is done before the answer must be durable, in the order outbound, head, deletions, trimming,
    /// leaving the active list.
    /// Consumed messages are deleted only under the rule of <see cref="DeleteMessagesAsync"/>.
    /// </summary>
    Task<AppendResult> AppendAsync(AppendRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Puts what is to be sent where its targets find it, one after another. A message already in the inbox (same key) stays as it
    /// is. A creation puts the new instance on the active list before its head exists, and creates only if the id is free: absent,
    /// purged, or ended, inactive and of a replaceable status. The lives a head replaces are remembered (the last 16).
    /// </summary>
    /// <returns>One result per creation, in order.</returns>
    Task<IReadOnlyList<CreationResult>> SendAsync(IReadOnlyList<Outbound> outbound, CancellationToken cancellationToken);

    /// <summary>Moves the head forward within its life, never back. Takes the instance off the active list if asked to, also when the head was
    /// up to date, unless it was activated without the knowledge of who asks.</summary>
    Task<HeadOutcome> UpdateHeadAsync(HeadUpdate update, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes inbox messages. Nothing is deleted unless the lease was confirmed by a conditional renewal that began after this call
    /// did: otherwise an owner that lost the shard could delete what its successor still has to read.
    /// </summary>
    Task<LeaseOutcome> DeleteMessagesAsync(ShardLease lease, IReadOnlyList<MessageKey> messages, CancellationToken cancellationToken);

    /// <summary>Moves a message that can never be consumed out of the inbox, keeping it with the reason and the store's time.
    /// The rule of <see cref="DeleteMessagesAsync"/> holds.</summary>
    Task<LeaseOutcome> DeadLetterAsync(ShardLease lease, MessageKey message, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Puts an ended instance back on the active list, before a batch that wakes it is appended: whoever loads it from then on either
    /// finds that batch or takes it off the list again. From then on only an owner that knows of this activation takes it off the
    /// list: one that fell behind may still be about to, for the end before it.
    /// </summary>
    /// <param name="activation">Random; the same when the call is repeated.</param>
    Task<ActivationOutcome> ActivateAsync(string instanceId, string life, string activation, CancellationToken cancellationToken);

    /// <summary>Removes the batches of generations below the given one. Appends to them stay refused.</summary>
    Task TrimAsync(string instanceId, string life, int belowGeneration, CancellationToken cancellationToken);

    /// <summary><see langword="null"/> if there is no such instance or it was purged.</summary>
    Task<StoredInstance?> ReadInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken);

    /// <summary>All batches of a generation, by sequence. Empty if there are none.</summary>
    Task<IReadOnlyList<StoredBatch>> ReadGenerationAsync(string instanceId, string life, int generation, CancellationToken cancellationToken);

    /// <summary>
    /// The active instances of the shard. A note left by <see cref="ParkAsync"/> is answered only if no batch of that life lies
    /// behind the place it names, which is found out without reading history.
    /// </summary>
    Task<StorePage<ActiveItem>> ListActiveAsync(int shard, string? continuation, CancellationToken cancellationToken);

    /// <summary>
    /// Notes on the active list where instances were parked, so that the next owner need not read their histories. An instance of
    /// another life, or one that is not on the list, is left alone; a later note replaces an earlier one.
    /// </summary>
    Task ParkAsync(IReadOnlyList<ParkingMark> marks, CancellationToken cancellationToken);

    /// <summary>The inbox of the shard from its start, in the order of message keys.</summary>
    Task<StorePage<InboxMessage>> ReadInboxAsync(int shard, string? continuation, CancellationToken cancellationToken);

    Task<StorePage<StoredInstance>> QueryAsync(HeadQuery query, CancellationToken cancellationToken);

    /// <summary>Ids of ended instances by an index of its own, ordered by completion time, then instance id. It may lag.</summary>
    /// <exception cref="ArgumentException">The continuation is not one this store gave out.</exception>
    Task<StorePage<string>> ListCompletedAsync(CompletedQuery query, CancellationToken cancellationToken);

    /// <summary>Ids of the instances that an instance of this id has started in any of its lives and generations, by id. It may lag.</summary>
    Task<StorePage<string>> ListChildrenAsync(string parentInstanceId, string? continuation, CancellationToken cancellationToken);

    /// <summary>
    /// Removes an ended, inactive instance and leaves a tombstone for seven days, which is the commit point: from then on nothing
    /// of it is readable and neither a late start nor an append of that life is accepted.
    /// </summary>
    Task<PurgeStoreOutcome> PurgeAsync(string instanceId, string life, CancellationToken cancellationToken);

    /// <summary>Marks an instance as not to be run, or (reason <see langword="null"/>) releases it. The store notes its own time
    /// when a mark is first made; a mark made again keeps that time.</summary>
    Task SetQuarantineAsync(string instanceId, string life, string? reason, CancellationToken cancellationToken);

    /// <summary>The instances of the shard that are marked as not to be run, by id.</summary>
    Task<StorePage<QuarantinedInstance>> ListQuarantinedAsync(int shard, string? continuation, CancellationToken cancellationToken);

    /// <summary>The dead letters of the shard, in the order of message keys.</summary>
    /// <exception cref="ArgumentException">The continuation is not one this store gave out.</exception>
    Task<StorePage<DeadLetter>> ListDeadLettersAsync(int shard, int pageSize, string? continuation, CancellationToken cancellationToken);

    /// <summary>How many dead letters the shard has.</summary>
    Task<int> CountDeadLettersAsync(int shard, CancellationToken cancellationToken);

    /// <summary>Puts a dead letter back into the inbox, or removes it for good. Repeating it has no further effect.</summary>
    /// <returns><see langword="false"/> if there is no such dead letter.</returns>
    Task<bool> SettleDeadLetterAsync(MessageKey message, DeadLetterSettlement settlement, CancellationToken cancellationToken);
}
