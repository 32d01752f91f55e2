using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>Whatever was sent, created or handed to a worker has a committed batch that caused it, in a life that existed.</summary>
internal sealed class Invariant02Cause() : HubInvariant(2)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        switch (change)
        {
            case MessageSent { Message: var message } when message.Id[..2] is "e/" or "t/" or "c/" && !before.Owed.Contains((message.TargetInstanceId, message.Id)):
                yield return $"no committed batch sends {message.Id} to {message.TargetInstanceId}";
                break;
            case CreationTried { Outcome: CreationOutcome.Created, Creation.Head: { Parent: not null } head } when !before.Owed.Contains((head.InstanceId, head.Life)):
                yield return $"no committed batch starts {head.InstanceId}";
                break;
            case ActivityHandedOut activity when !before.Lives.Any(life =>
                life.State.Head.InstanceId == activity.InstanceId && life.ActivityNames.GetValueOrDefault(activity.TaskId) == activity.Name):
                yield return $"activity {activity.TaskId} {activity.Name} of {activity.InstanceId} was handed out and nothing scheduled it";
                break;
        }
    }
}
