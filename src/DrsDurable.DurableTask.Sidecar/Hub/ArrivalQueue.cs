using System.Runtime.InteropServices;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Store;
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

    /// <summary>Messages waiting, each with the delivery that repeated it meanwhile, if one did.</summary>
    private readonly Dictionary<MessageKey, Arrival?> messages = [];

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

    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return urgent.Count == 0 && others.Count == 0;
            }
        }
    }

    /// <returns>
    /// <see langword="false"/> if this message is waiting already. It is looked at once more after the turn that takes it: it may
    /// have been sent again after that turn deleted it.
    /// </returns>
    public bool TryAdd(Arrival arrival, bool isUrgent)
    {
        lock (gate)
        {
            if (arrival.Message is { } message && !messages.TryAdd(message.Key, null))
            {
                messages[message.Key] = arrival;
                return false;
            }

            (isUrgent ? urgent : others).Add(arrival);
            return true;
        }
    }

    /// <summary>Everything urgent, and up to <paramref name="limit"/> others.</summary>
    public IReadOnlyList<Arrival> Offer(int limit)
    {
        lock (gate)
        {
            urgentOffered = urgent.Count;
            var offered = new List<Arrival>(urgent.Count + Math.Min(limit, others.Count));
            offered.AddRange(urgent);
            offered.AddRange(CollectionsMarshal.AsSpan(others)[..Math.Min(limit, others.Count)]);
            return offered;
        }
    }

    /// <summary>The first <paramref name="taken"/> of those offered last are done with.</summary>
    /// <returns>By how much the number of those waiting has changed.</returns>
    public int Done(int taken)
    {
        lock (gate)
        {
            var fromUrgent = Math.Min(taken, urgentOffered);
            urgentOffered = 0;
            return Remove(urgent, fromUrgent) + Remove(others, taken - fromUrgent) - taken;
        }
    }

    /// <returns>What was waiting.</returns>
    public IReadOnlyList<Arrival> Clear()
    {
        lock (gate)
        {
            Arrival[] waiting = [.. urgent, .. others];
            urgent.Clear();
            others.Clear();
            messages.Clear();
            return waiting;
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

    /// <returns>How many of the removed wait again because they were repeated.</returns>
    private int Remove(List<Arrival> from, int count)
    {
        List<Arrival>? repeated = null;
        foreach (var arrival in CollectionsMarshal.AsSpan(from)[..count])
        {
            if (arrival.Message is { } message && messages.Remove(message.Key, out var again) && again is not null)
            {
                (repeated ??= []).Add(again);
                messages.Add(message.Key, null);
            }
        }

        from.RemoveRange(0, count);
        if (repeated is null)
        {
            return 0;
        }

        others.AddRange(repeated);
        return repeated.Count;
    }
}
