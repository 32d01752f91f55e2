using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Turns;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Turns of a life are stamped strictly later, over generations and owners; a timer fires at its time or later.</summary>
internal sealed class Invariant08TimeMovesForward() : HubInvariant(8)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is not BatchCommitted { Stored.Key: var key, Decoded: var batch } || before.Life(key.InstanceId, key.Life) is not { } life)
        {
            yield break;
        }

        if (life.State.Mark != BatchMark.Start && batch.Stamp <= life.State.LastStamp)
        {
            yield return $"{life} has a turn at {batch.Stamp:O} after one at {life.State.LastStamp:O}";
        }

        foreach (var fired in batch.Events.OfType<TimerFiredEvent>().Where(fired => batch.Stamp < fired.FireAt))
        {
            yield return $"{life} saw its timer {fired.TimerId} fire at {batch.Stamp:O}, before {fired.FireAt:O}";
        }
    }
}
