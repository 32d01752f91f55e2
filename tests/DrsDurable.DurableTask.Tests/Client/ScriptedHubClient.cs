using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Tests.Client;

/// <summary>A hub that remembers what it was asked and answers what a test laid down.</summary>
internal sealed class ScriptedHubClient : ITaskHubClient
{
    public List<object> Asked { get; } = [];

    public CreateInstanceResult Creation { get; set; } = new(CreateInstanceOutcome.Created);

    public Dictionary<string, InstanceSnapshot> Instances { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyList<HistoryEvent>> Histories { get; } = new(StringComparer.Ordinal);

    public static InstanceSnapshot Snapshot(string id, InstanceStatus status = InstanceStatus.Completed) => new(
        id, "Main", null, status, new DateTime(2026, 1, 1), new DateTime(2026, 1, 2), null, "\"status\"", "1", "2", null, new Dictionary<string, string>(), null);

    public Task<CreateInstanceResult> CreateInstanceAsync(CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return Task.FromResult(Creation);
    }

    public Task<SignalResult> RaiseEventAsync(
        string instanceId, string eventName, string? input, string? requestId, CancellationToken cancellationToken) =>
        Signal(("raise", instanceId, eventName, input));

    public Task<SignalResult> TerminateAsync(string instanceId, string? output, bool recurse, CancellationToken cancellationToken) =>
        Signal(("terminate", instanceId, output, recurse));

    public Task<SignalResult> SuspendAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        Signal(("suspend", instanceId, reason));

    public Task<SignalResult> ResumeAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        Signal(("resume", instanceId, reason));

    public Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        Task.FromResult(Instances.GetValueOrDefault(instanceId));

    public Task<InstanceSnapshot> WaitForStartAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        Task.FromResult(Instances[instanceId]);

    public Task<InstanceSnapshot> WaitForCompletionAsync(string instanceId, bool includePayloads, CancellationToken cancellationToken) =>
        Task.FromResult(Instances[instanceId]);

    public Task<InstancePage> QueryAsync(InstanceQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        var matching = Instances.Values
            .Where(instance => query.Statuses?.Contains(instance.Status) ?? true)
            .Where(instance => query.ContinuationToken is null || string.CompareOrdinal(instance.InstanceId, query.ContinuationToken) > 0)
            .OrderBy(instance => instance.InstanceId, StringComparer.Ordinal)
            .ToList();
        var page = matching.Take(query.PageSize).ToList();
        return Task.FromResult(new InstancePage(page, matching.Count > page.Count ? page[^1].InstanceId : null));
    }

    public Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellationToken) =>
        Task.FromResult(Histories.GetValueOrDefault(instanceId) ?? []);

    public Task<PurgeOutcome> PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (!Instances.TryGetValue(instanceId, out var instance))
        {
            return Task.FromResult(PurgeOutcome.NotFound);
        }

        if (instance.Status is InstanceStatus.Running or InstanceStatus.Pending or InstanceStatus.Suspended)
        {
            return Task.FromResult(PurgeOutcome.StillActive);
        }

        Instances.Remove(instanceId);
        Asked.Add(("purge", instanceId));
        return Task.FromResult(PurgeOutcome.Purged);
    }

    public PurgeReport Report { get; set; } = new(0, IsComplete: true);

    public RestartInstanceResult Restart { get; set; } = new(RestartInstanceOutcome.Restarted, "i-1");

    public Task<PurgeReport> PurgeTreeAsync(string instanceId, CancellationToken cancellationToken)
    {
        Asked.Add(("purge tree", instanceId));
        return Task.FromResult(Report);
    }

    public Task<PurgeReport> PurgeAllAsync(PurgeAllRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return Task.FromResult(Report);
    }

    public Task<RestartInstanceResult> RestartAsync(RestartInstanceRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        return Task.FromResult(Restart);
    }

    public Task<InstanceIdPage> ListCompletedAsync(CompletedInstanceQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult(new InstanceIdPage(["a"], query.ContinuationToken is null ? "next" : null));
    }

    public RewindInstanceResult Rewind { get; set; } = new(RewindInstanceOutcome.Rewound);

    public Task<RewindInstanceResult> RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken)
    {
        Asked.Add(("rewind", instanceId, reason));
        return Task.FromResult(Rewind);
    }

    private Task<SignalResult> Signal(object signal)
    {
        Asked.Add(signal);
        return Task.FromResult(SignalResult.NotFound);
    }
}
