using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.Testing.Hubs.Trace;

/// <summary>Everything that was done to a medium, item by item, in the order in which it took effect.</summary>
public sealed class HubTrace
{
    private readonly Lock gate = new();
    private readonly List<HubTraceEntry> entries = [];

    public IReadOnlyList<HubTraceEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    public void Add(HubTraceEntry entry)
    {
        lock (gate)
        {
            entries.Add(entry);
        }
    }
}
