using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Batches of a generation follow each other without gap, one writer each; a generation begins only where the one before it was closed.</summary>
internal sealed class Invariant01Sequence() : HubInvariant(1)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is BatchCommitted { Stored.Key: var key })
        {
            if (before.Life(key.InstanceId, key.Life) is not { } life)
            {
                yield return $"batch {key} belongs to a life that was never created";
            }
            else if (key != life.State.NextKey)
            {
                yield return $"batch {key} was appended where {life.State.NextKey} was due";
            }
        }
    }
}
