using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Bringing ended instances back.</content>
internal sealed partial class ShardOwner
{
    /// <summary>Hands something to an ended instance that may wake it.</summary>
    /// <returns><see langword="false"/> if there is no such life, or it is quarantined.</returns>
    public async Task<bool> TryWakeEndedAsync(string instanceId, string life, Arrival arrival)
    {
        while (true)
        {
            if (instances.TryGetValue(instanceId, out var held) && !string.Equals(held.Life, life, StringComparison.Ordinal))
            {
                return false;
            }

            if (TryPost(instanceId, arrival))
            {
                return true;
            }

            if (quarantined.ContainsKey(instanceId)
                || (Options.Safeguards.ActivatesFirst
                    && await ActivateAsync(instanceId, life).ConfigureAwait(false) is null))
            {
                return false;
            }

            var runner = new InstanceRunner(this, instanceId, life, wokenFrom: null);
            if (TryHold(runner))
            {
                runner.TryPost(arrival);
                runner.Wake();
                return true;
            }
        }
    }

    /// <summary>Puts an ended instance back on the active list.</summary>
    /// <returns>The activation; <see langword="null"/> if there is no such life.</returns>
    public async Task<string?> ActivateAsync(string instanceId, string life)
    {
        var activation = InstanceLife.NewRandom();
        return await Retry.RunAsync("activate", token => Store.ActivateAsync(instanceId, life, activation, token)).ConfigureAwait(false) == ActivationOutcome.Active
            ? activation
            : null;
    }

    /// <summary>Wakes the child of a rewound parent. One that is gone is answered for, so that the parent does not wait in vain.</summary>
    private async Task RewindAsync(InboxMessage message)
    {
        if (!TryDecode(message, out var content)
            || content is not RewindContent { Parent: { } parent }
            || await TryWakeEndedAsync(message.TargetInstanceId, message.TargetLife!, new Arrival(message, content)).ConfigureAwait(false)
            || quarantined.ContainsKey(message.TargetInstanceId))
        {
            return;
        }

        var answer = Outbox.StartRefused(
            parent,
            new DateTime(message.Stamp, DateTimeKind.Utc),
            TurnCommit.GoneErrorType,
            $"The sub-orchestration '{message.TargetInstanceId}' could not be rewound: it was purged or replaced.");
        await Retry.RunAsync("send", token => Store.SendAsync([new OutboundMessage(answer)], token)).ConfigureAwait(false);
        Deliver(answer);
        await Retry.RunAsync("delete message", token => Store.DeleteMessagesAsync(Lease, [message.Key], token)).ConfigureAwait(false);
    }
}
