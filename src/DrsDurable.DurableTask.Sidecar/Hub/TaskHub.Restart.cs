using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Running ended instances anew.</content>
public sealed partial class TaskHub
{
    public async Task<RestartInstanceResult> RestartAsync(RestartInstanceRequest request, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.InstanceId(options.Limits, request.InstanceId));
        var requestId = request.RequestId ?? InstanceLife.NewRandom();
        var target = request.WithNewInstanceId ? InstanceLife.IdOfRestart(request.InstanceId, requestId) : request.InstanceId;
        if (await ReadAsync(request.InstanceId, cancellationToken).ConfigureAwait(false) is not { } original)
        {
            return new RestartInstanceResult(RestartInstanceOutcome.NotFound, request.InstanceId);
        }

        var head = original.Head;
        if (string.Equals(head.Life, InstanceLife.ForClient(target, requestId), StringComparison.Ordinal))
        {
            return new RestartInstanceResult(RestartInstanceOutcome.Restarted, target);
        }

        if (!request.WithNewInstanceId && !head.IsTerminal)
        {
            return new RestartInstanceResult(RestartInstanceOutcome.StillActive, request.InstanceId, head.Status);
        }

        var created = await CreateInstanceAsync(
            new CreateInstanceRequest(target, head.Name, head.Version, original.Payloads.Input, head.Tags, RequestId: requestId, TraceParent: head.TraceParent),
            cancellationToken).ConfigureAwait(false);
        return created.Outcome switch
        {
            CreateInstanceOutcome.Created => new RestartInstanceResult(RestartInstanceOutcome.Restarted, target),
            CreateInstanceOutcome.ResourceExhausted => new RestartInstanceResult(RestartInstanceOutcome.ResourceExhausted, target),
            _ => new RestartInstanceResult(RestartInstanceOutcome.StillActive, target, created.ExistingStatus),
        };
    }

    private async Task<StoredInstance?> ReadAsync(string instanceId, CancellationToken cancellationToken)
    {
        using var work = await BeginRequestAsync(cancellationToken).ConfigureAwait(false);
        return await PersistAsync(
            cancellationToken, "read instance", token => node.Store.ReadInstanceAsync(instanceId, includePayloads: true, token)).ConfigureAwait(false);
    }
}
