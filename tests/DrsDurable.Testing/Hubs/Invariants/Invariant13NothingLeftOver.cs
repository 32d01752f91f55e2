using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs.Invariants;

/// <summary>At rest the inbox is empty, quarantined targets apart, and everything committed has been sent.</summary>
internal sealed class Invariant13NothingLeftOver() : HubInvariant(13)
{
    public static bool IsSent(HubModel model, Outbound outbound) => outbound switch
    {
        OutboundMessage { Message: var message } => model.Sent.ContainsKey((message.TargetInstanceId, message.Id)),
        OutboundCreation { Creation.Head: var head } => model.CreationsTried.Contains((head.InstanceId, head.Life)),
        _ => true,
    };

    public override IEnumerable<string> AtRest(HubModel end)
    {
        foreach (var message in end.Inbox.Values.Where(message => end.Current(message.TargetInstanceId) is not { IsQuarantined: true }))
        {
            yield return $"message {message.Id} for {message.TargetInstanceId} is still in the inbox";
        }

        foreach (var life in end.Lives.Where(life => !life.IsQuarantined))
        {
            foreach (var outbound in life.Owed.Where(item => !IsSent(end, item)))
            {
                yield return $"{life} never sent {outbound}";
            }
        }
    }
}
