using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Turns;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// What waits for an instance's next turn, in order of arrival; requests to terminate come first. What a turn was offered stays
/// here until that turn is durable, so that a refused one loses nothing.
/// </summary>
internal sealed class ArrivalQueue
{
    private readonly Lock gate = new();
    private readonly List<Arrival> urgent = [];
    private readonly List<Arrival> others = [];
    private int urgentOffered;

    public bool HasUrgent
    {
        get
        {
            lock (gate)
            {
                return urgent.Count > 0;
            }
        }
    }

    public void Add(Arrival arrival, bool isUrgent)
    {
        lock (gate)
        {
            (isUrgent ? urgent : others).Add(arrival);
        }
    }

    /// <summary>Everything urgent, and up to <paramref name="limit"/> others.</summary>
    public IReadOnlyList<Arrival> Offer(int limit)
    {
        lock (gate)
        {
            urgentOffered = urgent.Count;
            return [.. urgent, .. others.Take(limit)];
        }
    }

    /// <summary>The first <paramref name="taken"/> of those offered last are done with.</summary>
    public void Done(int taken)
    {
        lock (gate)
        {
            var fromUrgent = Math.Min(taken, urgentOffered);
            urgent.RemoveRange(0, fromUrgent);
            others.RemoveRange(0, taken - fromUrgent);
            urgentOffered = 0;
        }
    }

    /// <returns>How many were waiting.</returns>
    public int Clear()
    {
        lock (gate)
        {
            var count = urgent.Count + others.Count;
            urgent.Clear();
            others.Clear();
            return count;
        }
    }

    /// <summary>Open tasks of the instance whose outcome is waiting here.</summary>
    public IReadOnlySet<int> AnsweredTasks(InstanceState state)
    {
        lock (gate)
        {
            return others
                .Select(arrival => arrival.Content)
                .OfType<ResponseContent>()
                .Where(response => state.IsOpen(response.Life, response.Generation, response.Outcome))
                .Select(response => response.TaskId)
                .ToHashSet();
        }
    }
}
