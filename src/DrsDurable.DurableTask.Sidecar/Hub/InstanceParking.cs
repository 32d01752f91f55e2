using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <summary>
/// Sends waiting instances out of memory: those that have rested for <see cref="TaskHubOptions.ParkAfter"/>, and the longest
/// resting ones while all together take more than <see cref="TaskHubOptions.WaitingMemoryBytes"/>. The place is noted in the store
/// first; an instance that was woken meanwhile stays, and its next batch outdates the note.
/// </summary>
internal sealed partial class InstanceParking : IDisposable
{
    private const int LargestBatch = 256;

    private readonly Lock gate = new();
    private readonly Queue<Resting> queue = new();
    private readonly ShardOwner shard;
    private readonly TimeProvider machine;
    private readonly ILogger logger;
    private readonly ITimer timer;
    private long queuedBytes;
    private bool armed;
    private bool atWork;

    public InstanceParking(ShardOwner shard)
    {
        this.shard = shard;
        machine = shard.Clocks.Machine;
        logger = shard.Logger;
        timer = machine.CreateTimer(static state => ((InstanceParking)state!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private bool HasDelay => shard.Options.ParkAfter != Timeout.InfiniteTimeSpan;

    private bool IsCrowded => queuedBytes > shard.Options.WaitingMemoryBytes;

    /// <summary>A waiting instance has come to rest. The caller counts as work until this returns.</summary>
    public void Rested(InstanceRunner runner)
    {
        lock (gate)
        {
            runner.RestedAt = machine.GetTimestamp();
            if (!runner.IsQueuedForParking)
            {
                Enqueue(runner);
            }

            if (!TryBegin())
            {
                return;
            }
        }

        _ = ParkAndExitAsync(everything: false);
    }

    /// <summary>Parks everything that rests, so that the next start reads no history for it.</summary>
    public Task ParkAllAsync()
    {
        shard.Work.Enter();
        return ParkAndExitAsync(everything: true);
    }

    public void Dispose()
    {
        lock (gate)
        {
            queue.Clear();
            atWork = true;
        }

        timer.Dispose();
    }

    private void Due()
    {
        lock (gate)
        {
            armed = false;
            if (!TryBegin())
            {
                return;
            }
        }

        _ = ParkAndExitAsync(everything: false);
    }

    private void Enqueue(InstanceRunner runner)
    {
        var resting = new Resting(runner, runner.ApproximateBytes, runner.RestedAt);
        queuedBytes += resting.Bytes;
        runner.IsQueuedForParking = true;
        queue.Enqueue(resting);
    }

    /// <summary>Whether to begin a round; if not, the timer stands at the next instance's time.</summary>
    private bool TryBegin()
    {
        if (atWork || queue.Count == 0)
        {
            return false;
        }

        BringLongestRestingToTheFront();
        if (IsCrowded || HasRestedLongEnough(queue.Peek().Runner))
        {
            atWork = true;
            shard.Work.Enter();
            return true;
        }

        Arm();
        return false;
    }

    private void BringLongestRestingToTheFront()
    {
        for (var looked = queue.Count; looked > 0 && queue.Peek() is var first && first.Runner.RestedAt != first.Since; looked--)
        {
            Dequeue();
            Enqueue(first.Runner);
        }
    }

    private Resting Dequeue()
    {
        var resting = queue.Dequeue();
        queuedBytes -= resting.Bytes;
        resting.Runner.IsQueuedForParking = false;
        return resting;
    }

    private void Arm()
    {
        if (!armed && HasDelay && queue.TryPeek(out var first))
        {
            armed = true;
            var wait = shard.Options.ParkAfter - machine.GetElapsedTime(first.Runner.RestedAt);
            timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
        }
    }

    private bool HasRestedLongEnough(InstanceRunner runner) =>
        HasDelay && machine.GetElapsedTime(runner.RestedAt) >= shard.Options.ParkAfter;

    private async Task ParkAndExitAsync(bool everything)
    {
        try
        {
            while (Take(everything) is { Count: > 0 } leaving)
            {
                await ParkAsync(leaving).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException stopped) when (shard.Stopped.IsCancellationRequested)
        {
            LogStopped(stopped);
        }
        finally
        {
            shard.Work.Exit();
        }
    }

    private async Task ParkAsync(List<InstanceRunner> leaving)
    {
        var resting = leaving.Select(runner => (Runner: runner, Place: runner.ParkingPlace())).Where(item => item.Place is not null).ToList();
        if (resting.Count == 0)
        {
            return;
        }

        var marks = resting.ConvertAll(item => item.Place!);
        await shard.Retry.RunAsync("park", token => shard.Store.ParkAsync(marks, token)).ConfigureAwait(false);
        foreach (var (runner, place) in resting)
        {
            runner.TryPark(place!);
        }
    }

    /// <returns>Those who leave now; an empty answer ends the round.</returns>
    private List<InstanceRunner> Take(bool everything)
    {
        var leaving = new List<InstanceRunner>();
        lock (gate)
        {
            for (var looked = queue.Count; looked > 0 && leaving.Count < LargestBatch; looked--)
            {
                var (runner, _, since) = queue.Peek();
                var hasBeenAtWork = runner.RestedAt != since;
                var leaves = everything || HasRestedLongEnough(runner) || (IsCrowded && !hasBeenAtWork);
                if (!leaves && !hasBeenAtWork)
                {
                    break;
                }

                Dequeue();
                if (leaves)
                {
                    leaving.Add(runner);
                }
                else
                {
                    Enqueue(runner);
                }
            }

            if (leaving.Count == 0 && !everything)
            {
                atWork = false;
                BringLongestRestingToTheFront();
                Arm();
            }
        }

        return leaving;
    }

    private readonly record struct Resting(InstanceRunner Runner, long Bytes, long Since);

    [LoggerMessage(LogLevel.Debug, "The hub stopped while instances were parked; the next start reads the histories of those not noted.")]
    private partial void LogStopped(Exception exception);
}
