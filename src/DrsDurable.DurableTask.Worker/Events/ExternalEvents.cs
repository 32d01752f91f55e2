using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Events;

/// <summary>
/// External events on their way into an orchestrator. Names compare without regard to case; events nobody waits for are kept
/// in order of arrival; the newest waiter receives first. A cancelled waiter leaves at once, so that it cannot swallow an event:
/// here we differ from Microsoft's implementation on purpose.
/// </summary>
internal sealed class ExternalEvents(DataConverter converter)
{
    private readonly List<EventRaisedEvent> kept = [];
    private readonly Dictionary<string, List<EventWaiter>> waiters = new(StringComparer.OrdinalIgnoreCase);

    public bool HasWaiters => waiters.Count > 0;

    /// <summary>Events nobody has received, in order of arrival.</summary>
    public IReadOnlyList<EventRaisedEvent> Kept => kept;

    /// <exception cref="ArgumentException">Somebody waits for the same event with another payload type.</exception>
    public EventWaiter<T> Wait<T>(string name)
    {
        if (waiters.TryGetValue(name, out var others) && others[^1].PayloadType != typeof(T))
        {
            throw new ArgumentException(
                $"Event '{name}' is already waited for as '{others[^1].PayloadType}'; it cannot also be waited for as '{typeof(T)}'.", nameof(name));
        }

        var waiter = new EventWaiter<T>(name, converter);
        var next = kept.FindIndex(raised => string.Equals(raised.Name, name, StringComparison.OrdinalIgnoreCase));
        if (next >= 0)
        {
            var raised = kept[next];
            kept.RemoveAt(next);
            waiter.Receive(raised.Input);
            return waiter;
        }

        (others ?? Stack(name)).Add(waiter);
        return waiter;
    }

    public void Arrive(EventRaisedEvent raised)
    {
        if (!waiters.TryGetValue(raised.Name, out var stack))
        {
            kept.Add(raised);
            return;
        }

        var newest = stack[^1];
        Leave(newest);
        newest.Receive(raised.Input);
    }

    /// <summary>Keeps an event for the next generation, whoever waits for it in this one.</summary>
    public void Keep(EventRaisedEvent raised) => kept.Add(raised);

    public void DropKept() => kept.Clear();

    public bool Leave(EventWaiter waiter)
    {
        if (!waiters.TryGetValue(waiter.Name, out var stack) || !stack.Remove(waiter))
        {
            return false;
        }

        if (stack.Count == 0)
        {
            waiters.Remove(waiter.Name);
        }

        return true;
    }

    private List<EventWaiter> Stack(string name)
    {
        var stack = new List<EventWaiter>();
        waiters.Add(name, stack);
        return stack;
    }
}
