using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>What has not ended is on the active list. What was purged stays away: nothing of its life is appended or created again.</summary>
internal sealed class Invariant07ActiveUntilEnded() : HubInvariant(7)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        switch (change)
        {
            case BatchCommitted { Stored.Key: var key } when before.Life(key.InstanceId, key.Life) is { IsGone: true } life:
                yield return $"a batch was appended to {life}, which had been purged or replaced";
                break;
            case CreationTried { Outcome: CreationOutcome.Created, Creation.Head: var head } when before.Life(head.InstanceId, head.Life) is not null:
                yield return $"{head.InstanceId} was created a second time in the same life";
                break;
            case InstancePurged purged when before.Life(purged.InstanceId, purged.Life) is { } life && (life.IsActive || life.State.Completion is null):
                yield return $"{life} was purged before it had ended";
                break;
        }
    }

    public override IEnumerable<string> AtRest(HubModel end) => end.Lives
        .Where(life => !life.IsGone && life.IsActive == life.IsOver)
        .Select(life => $"{life} is {life.State.Head.Status} and {(life.IsActive ? "still" : "no longer")} on the active list");
}
