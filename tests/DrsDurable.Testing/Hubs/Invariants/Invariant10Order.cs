using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Events of one instance reach another in the order they were sent; a suspended instance takes no action.</summary>
internal sealed class Invariant10Order() : HubInvariant(10)
{
    private readonly Dictionary<(string Target, string Source), (long Stamp, int Index)> latest = [];

    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is not BatchCommitted { Stored.Key: var key, Decoded: var batch } || before.Life(key.InstanceId, key.Life) is not { } life)
        {
            yield break;
        }

        foreach (var id in batch.Consumed.Select(message => message.Id).Where(id => id.StartsWith("e/", StringComparison.Ordinal)))
        {
            if (before.Sent.GetValueOrDefault((key.InstanceId, id)) is not { } message)
            {
                continue;
            }

            // kind/source/life/generation/event: the source is one life of one instance.
            var parts = id.Split('/');
            var from = ($"{key.InstanceId}/{key.Life}", string.Join('/', parts[..^2]));
            if (latest.TryGetValue(from, out var last) && (message.Stamp, message.Index).CompareTo(last) < 0)
            {
                yield return $"{life} saw {id} after a later event of the same sender";
            }

            latest[from] = (message.Stamp, message.Index);
        }

        var suspended = life.State.IsSuspended;
        foreach (var historyEvent in batch.Events)
        {
            suspended = historyEvent switch { ExecutionSuspendedEvent => true, ExecutionResumedEvent => false, _ => suspended };
            if (suspended && (TaskEvents.Scheduled(historyEvent) is not null || historyEvent is EventSentEvent))
            {
                yield return $"{life} acted while it was suspended: {historyEvent}";
            }
        }
    }
}
