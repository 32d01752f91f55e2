using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Store;
using Microsoft.Extensions.Logging;

namespace DrsDurable.DurableTask.Sidecar.Hub;

/// <content>Losing the shard to another process, and coming back.</content>
public sealed partial class TaskHub
{
    /// <summary>How much is under way: turns, activities, sends, loads, requests.</summary>
    internal int WorkUnderWay => node.Work.Count;

    /// <summary>Completes while this process owns the shard.</summary>
    private Task Owning => owning.Task;

    /// <summary>Looks for what was lost or came late. Does nothing while another process owns the shard.</summary>
    internal async Task SweepOnceAsync()
    {
        var owner = shard;
        try
        {
            await owner.SweepAsync(asksFirst: true).ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped) when (owner.Stopped.IsCancellationRequested)
        {
            LogOwnerStopped(stopped);
        }
    }

    private static TaskCompletionSource NewOwning()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A start that fails is reported by StartAsync; those who wait for it see the same failure.
        _ = source.Task.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return source;
    }

    private void BeginRenewal()
    {
        if (Owning.IsCompletedSuccessfully && Interlocked.Exchange(ref renewing, 1) == 0)
        {
            _ = RenewAsync(shard);
        }
    }

    private async Task RenewAsync(ShardOwner owner)
    {
        node.Work.Enter();
        try
        {
            await owner.ConfirmLeaseAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped) when (owner.Stopped.IsCancellationRequested)
        {
            LogOwnerStopped(stopped);
        }
#pragma warning disable CA1031 // nobody awaits a renewal: its failure is reported and the next one tries again
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRenewalFailed(exception);
        }
        finally
        {
            Volatile.Write(ref renewing, 0);
            node.Work.Exit();
        }
    }

    /// <summary>Called before the lost shard's work is stopped: from here on requests wait for the next one.</summary>
    private void OnShardLost(ShardOwner lost)
    {
        if (owning.Task.IsCompleted)
        {
            owning = NewOwning();
        }

        node.Work.Enter();
        _ = ReopenAsync();
    }

    private async Task ReopenAsync()
    {
        try
        {
            while (!await TryReopenAsync().ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException stopped) when (closed.IsCancellationRequested)
        {
            LogOwnerStopped(stopped);
        }
        finally
        {
            node.Work.Exit();
        }
    }

    private async Task<bool> TryReopenAsync()
    {
        await node.Work.PauseAsync(options.ReopenDelay, clocks.Machine, closed.Token).ConfigureAwait(false);
        var next = new ShardOwner(node, OnShardLost);
        try
        {
            var askedAt = clocks.Machine.GetTimestamp();
            var opened = await node.Store.OpenAsync(options.Name, InstanceLife.NewRandom(), closed.Token).ConfigureAwait(false);
            if (opened is not { Outcome: OpenOutcome.Opened, Lease: { } lease })
            {
                LogStillLost(opened.Outcome, options.ReopenDelay);
                next.Dispose();
                return false;
            }

            var ending = closed.Token.UnsafeRegister(static owner => ((ShardOwner)owner!).Stop(), next);
            await using var _ = ending.ConfigureAwait(false);
            next.Hold(lease, askedAt);
            shard = next;
            await next.TakeOverAsync().ConfigureAwait(false);
            owning.TrySetResult();
            node.Watches.AllChanged();
            LogReopened(options.Name, next.ActiveInstances);
            return true;
        }
        catch (OperationCanceledException stopped) when (next.IsDropped)
        {
            // Lost again while it was being loaded; that loss has its own attempt to come back.
            LogOwnerStopped(stopped);
            return true;
        }
#pragma warning disable CA1031 // whatever keeps the hub from opening now may be gone at the next attempt; nobody else would try
        catch (Exception exception) when (!closed.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogReopenFailed(options.ReopenDelay, exception);
            next.Dispose();
            return false;
        }
    }

    [LoggerMessage(LogLevel.Debug, "The shard was stopped while something was under way; its next owner goes on from what is stored.")]
    private partial void LogOwnerStopped(Exception exception);

    [LoggerMessage(LogLevel.Error, "The lease could not be renewed.")]
    private partial void LogRenewalFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "The shard is not free ({Outcome}); the hub asks again in {Delay}.")]
    private partial void LogStillLost(OpenOutcome outcome, TimeSpan delay);

    [LoggerMessage(LogLevel.Error, "The hub could not be opened again; the next attempt follows in {Delay}.")]
    private partial void LogReopenFailed(TimeSpan delay, Exception exception);

    [LoggerMessage(LogLevel.Information, "Task hub {Name} owns its shard again, with {ActiveInstances} active instances.")]
    private partial void LogReopened(string name, int activeInstances);
}
