using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.Testing.Hubs.Trace;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>
/// A message is deleted only when its id is in a committed batch, or on grounds that stay true: its task is no longer open, its
/// life is over, its target does not exist.
/// </summary>
internal sealed class Invariant05DeletedWhenRead() : HubInvariant(5)
{
    public override IEnumerable<string> OnChange(HubModel before, HubTraceEntry change)
    {
        if (change is not MessageDeleted { Message: var message })
        {
            yield break;
        }

        var target = message.TargetLife is { } named ? before.Life(message.TargetInstanceId, named) : before.Current(message.TargetInstanceId);
        if (target is null or { IsOver: true })
        {
            yield break;
        }

        var unread = MessageCodec.Decode(message.Content) switch
        {
            ResponseContent response => target.State.IsOpen(response.Life, response.Generation, response.Outcome),
            TerminateContent => true,
            EventContent or SuspendContent or ResumeContent => !before.Lives.Any(life =>
                life.State.Head.InstanceId == message.TargetInstanceId && life.Consumed.ContainsKey(message.Id)),
            _ => false,
        };
        if (unread)
        {
            yield return $"message {message.Id} for {target} was deleted unread";
        }
    }
}
