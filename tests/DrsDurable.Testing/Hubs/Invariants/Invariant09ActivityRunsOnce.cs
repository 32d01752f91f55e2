using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>An activity is handed out again only by another process, under another lease, or after a worker gave it back.</summary>
internal sealed class Invariant09ActivityRunsOnce() : HubInvariant(9)
{
    private readonly HashSet<(int Process, long Epoch, string InstanceId, string Life, int Generation, int TaskId)> handedOut = [];

    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is ActivityHandedOut activity
            && before.Lives.LastOrDefault(life => life.State.Head.InstanceId == activity.InstanceId && life.ActivityNames.ContainsKey(activity.TaskId)) is { } life)
        {
            var generation = life.Scheduled.Where(task => task.Kind == TaskKind.Activity && task.Id == activity.TaskId).Max(task => task.Generation);
            var isNew = handedOut.Add((activity.Process, before.Epoch, activity.InstanceId, life.State.Head.Life, generation, activity.TaskId));
            if (!isNew && !activity.IsRedelivery)
            {
                yield return $"activity {activity.TaskId} {activity.Name} of {life} was handed out twice by one process";
            }
        }
    }
}
