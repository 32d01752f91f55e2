using DrsDurable.DurableTask.Client.History;

namespace DrsDurable.DurableTask.Client;

public abstract partial class DurableTaskClient
{
    /// <summary>
    /// Runs an instance anew with the name, version and tags it has and the input of its latest generation.
    /// </summary>
    /// <param name="restartWithNewInstanceId">The copy gets an id of its own, and the original may still be running; otherwise the
    /// ended original is replaced.</param>
    /// <returns>The id of the restarted instance.</returns>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not ended (running, pending or suspended) and its own id was to be used again.</exception>
    public virtual Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} does not restart instances.");

    /// <summary>
    /// Lets a failed instance go on from before its failure: what failed is run again, in failed sub-orchestrations likewise, and what
    /// had succeeded is not. The reason appears in its history.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has not failed.</exception>
    public virtual Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} does not rewind instances.");

    /// <summary>The history of the current generation (since the last ContinueAsNew), oldest event first.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public virtual Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} does not read histories.");

    /// <summary>One page of the ids of ended instances, by completion time.</summary>
    /// <param name="runtimeStatus"><see langword="null"/> = every end.</param>
    /// <param name="completedTimeFrom">Inclusive, as is <paramref name="completedTimeTo"/>.</param>
    /// <param name="lastInstanceKey">The continuation token of the page before; <see langword="null"/> or empty for the first.</param>
    /// <returns>A page whose continuation token is <see langword="null"/> if it is the last.</returns>
    public virtual Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default) =>
        throw new NotSupportedException($"{GetType()} does not list instance ids.");
}
