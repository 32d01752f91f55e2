using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Waking failed instances.</content>
public sealed partial class TaskHub
{
    public async Task<RewindInstanceResult> RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken)
    {
        LimitRules.ThrowIfBroken(LimitRules.InstanceId(options.Limits, instanceId));
        LimitRules.ThrowIfBroken(LimitRules.Payload(options.Limits, reason, "The reason"));
        while (true)
        {
            RewindRequest request;
            using (await BeginRequestAsync(cancellationToken).ConfigureAwait(false))
            {
                var stored = await PersistAsync(
                    cancellationToken, "read instance", token => shard.Store.ReadInstanceAsync(instanceId, includePayloads: false, token)).ConfigureAwait(false);
                if (stored is null)
                {
                    return new RewindInstanceResult(RewindInstanceOutcome.NotFound);
                }

                var head = stored.Head;
                if (stored.QuarantineReason is not null)
                {
                    return new RewindInstanceResult(RewindInstanceOutcome.Quarantined, head.Status);
                }

                if (head.Status != InstanceStatus.Failed)
                {
                    return new RewindInstanceResult(RewindInstanceOutcome.NotFailed, head.Status);
                }

                request = new RewindRequest(head.Life, new BatchMark(head.Generation, head.Sequence));
                var arrival = new Arrival(null, new RewindContent(shard.Now, reason, null) { Request = request });
                if (!await shard.TryWakeEndedAsync(instanceId, head.Life, arrival).ConfigureAwait(false))
                {
                    continue;
                }
            }

            if (await AnswerAsync(instanceId, request, cancellationToken).ConfigureAwait(false))
            {
                return new RewindInstanceResult(RewindInstanceOutcome.Rewound);
            }
        }
    }

    /// <summary>Waits without counting as work: the instance's runner does.</summary>
    private async Task<bool> AnswerAsync(string instanceId, RewindRequest request, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, shard.Stopped);
        while (true)
        {
            var change = shard.Watches.NextChange(instanceId);
            if (shard.Quarantined.ContainsKey(instanceId))
            {
                request.Reply(rewound: false);
            }

            if (await Task.WhenAny(request.Answer, change).WaitAsync(either.Token).ConfigureAwait(false) == request.Answer)
            {
                return await request.Answer.ConfigureAwait(false);
            }
        }
    }
}
