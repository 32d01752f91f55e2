using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Within its window a message is applied once over all generations of a life, and only in the life it was meant for.</summary>
internal sealed class Invariant04AppliedOnce() : HubInvariant(4)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is not BatchCommitted { Stored.Key: var key, Decoded: var batch } || before.Life(key.InstanceId, key.Life) is not { } life)
        {
            yield break;
        }

        var here = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in batch.Consumed)
        {
            var window = message.FromClient ? TurnComposer.ClientWindow : TurnComposer.OrchestrationWindow;
            if (!here.Add(message.Id) || (life.Consumed.TryGetValue(message.Id, out var at) && message.At - at <= window))
            {
                yield return $"{life} applied {message.Id} twice";
            }

            if (before.Sent.GetValueOrDefault((key.InstanceId, message.Id))?.TargetLife is { } meant && meant != key.Life)
            {
                yield return $"{life} applied {message.Id}, which was meant for another life";
            }
        }
    }
}
