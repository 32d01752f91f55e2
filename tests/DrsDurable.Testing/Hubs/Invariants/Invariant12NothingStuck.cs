namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>At rest whatever has not ended waits for an event, is suspended, or is quarantined.</summary>
internal sealed class Invariant12NothingStuck() : HubInvariant(12)
{
    public override IEnumerable<string> AtRest(HubModel end)
    {
        foreach (var life in end.Lives.Where(life => life is { IsOver: false, IsQuarantined: false } && !life.State.IsSuspended))
        {
            if (!life.State.HasStarted)
            {
                yield return $"{life} has never run";
            }

            foreach (var (taskId, scheduled) in life.State.OpenActivities)
            {
                yield return $"{life} waits for activity {taskId} {scheduled.Name}";
            }

            foreach (var (taskId, timer) in life.State.OpenTimers)
            {
                yield return $"{life} waits for timer {taskId}, due {timer.FireAt:O}";
            }

            foreach (var (taskId, child) in life.State.OpenChildren)
            {
                if (end.Life(child.InstanceId, life.State.LifeOfChild(taskId)) is not { IsOver: false })
                {
                    yield return $"{life} waits for child {taskId} {child.InstanceId}, which is over or was never created";
                }
            }
        }
    }
}
