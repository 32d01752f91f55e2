using DrsDurable.DurableTask.Sidecar.Store;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Leaving memory while it waits, and coming back.</content>
internal sealed partial class InstanceRunner
{
    private readonly ParkedAt? wokenFrom;
    private readonly TaskCompletionSource<bool>? loading;
    private int waitingForLoad;
    private bool parked;

    /// <summary>Something waits for its next turn.</summary>
    public bool HasArrivals => !arrivals.IsEmpty;

    /// <summary>Machine timestamp at which it last came to rest; of the parking alone.</summary>
    public long RestedAt { get; set; }

    /// <summary>It stands in the parking's queue; of the parking alone.</summary>
    public bool IsQueuedForParking { get; set; }

    /// <summary>Bytes it takes while it waits, roughly: decoded events are several times their stored size.</summary>
    public long ApproximateBytes => 4096 + (4 * (state?.HistoryBytes ?? 0));

    /// <summary>Where it could be parked now; <see langword="null"/> if it is at work, about to be, or has work outside.</summary>
    public ParkingMark? ParkingPlace()
    {
        lock (gate)
        {
            return PlaceUnlocked() is { } at ? new ParkingMark(InstanceId, Life, at) : null;
        }
    }

    /// <summary>Leaves memory if it still rests where it was noted. From then on nothing can be posted to it: whoever holds it must
    /// look again in the shard.</summary>
    public bool TryPark(ParkingMark mark)
    {
        lock (gate)
        {
            if (PlaceUnlocked() != mark.At || !shard.Park(this, new ParkedInstance(InstanceId, Life, mark.At)))
            {
                return false;
            }

            parked = true;
            return true;
        }
    }

    /// <summary>Waits until its history has been read. The caller, who counts as work, does not while it waits: the load does, but
    /// for its pauses.</summary>
    /// <returns>Whether there is an instance to run.</returns>
    public async Task<bool> WaitUntilLoadedAsync()
    {
        if (loading is null)
        {
            return true;
        }

        lock (gate)
        {
            if (!loading.Task.IsCompleted)
            {
                waitingForLoad++;
                shard.Work.Exit();
            }
        }

        try
        {
            return await loading.Task.WaitAsync(shard.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            EndLoading(false);
            throw;
        }
    }

    private void EndLoading(bool isThere)
    {
        if (loading is null)
        {
            return;
        }

        lock (gate)
        {
            for (; waitingForLoad > 0; waitingForLoad--)
            {
                shard.Work.Enter();
            }

            loading.TrySetResult(isThere);
        }
    }

    private ParkedAt? PlaceUnlocked()
    {
        if (running || signalled || asleep || parked || gone || held || heldReason is not null
            || toRecover is not null || !arrivals.IsEmpty || state is not { } at)
        {
            return null;
        }

        // A generation that has not begun still has its first turn to run.
        var waits = at.HasStarted || (at.Head.Generation == 0 && at.NextDue is not null);
        return waits && at.Completion is null && at.OpenActivities.Count == 0
            ? new ParkedAt(at.Head.Generation, at.Head.Sequence, at.NextDue)
            : null;
    }
}
