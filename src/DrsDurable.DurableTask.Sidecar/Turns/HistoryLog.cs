using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Sidecar.Turns;

/// <summary>
/// The events of one generation, append-only. A view taken earlier keeps showing what it showed, so that a worker may read it
/// while later turns append.
/// </summary>
internal sealed class HistoryLog
{
    private HistoryEvent[] events = [];
    private int count;

    public void Append(HistoryEvent historyEvent)
    {
        if (count == events.Length)
        {
            Array.Resize(ref events, Math.Max(8, count * 2));
        }

        events[count++] = historyEvent;
    }

    public IReadOnlyList<HistoryEvent> View() => new ArraySegment<HistoryEvent>(events, 0, count);
}
