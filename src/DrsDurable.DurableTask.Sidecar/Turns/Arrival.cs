using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>Something an instance has to look at: a message from its inbox, or an activity's outcome from memory.</summary>
/// <param name="Message"><see langword="null"/> for outcomes handed over in memory.</param>
internal sealed record Arrival(InboxMessage? Message, MessageContent Content)
{
    public int ApproximateBytes => Content switch
    {
        EventContent e => e.Input?.Length ?? 0,
        ResponseContent { Outcome: Protocol.TaskCompletedEvent e } => e.Result?.Length ?? 0,
        ResponseContent { Outcome: Protocol.SubOrchestrationInstanceCompletedEvent e } => e.Result?.Length ?? 0,
        _ => 0,
    };
}
