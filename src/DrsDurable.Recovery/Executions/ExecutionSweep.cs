using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Waves;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Executions;

/// <summary>
/// Puts right what an execution cannot put right itself: one that a crash kept from its orchestration gets it, and one whose orchestration was ended from
/// outside has its running waves cancelled and then its plan and servers freed. For a host to call when it starts and every minute or so.
/// </summary>
public sealed partial class ExecutionSweep(IRecoveryStore store, DurableTaskClient client, ExecutionLauncher launcher, ILogger<ExecutionSweep> logger)
{
    /// <summary>Above every sequence an orchestration uses: its own late rows do not undo the sweep's.</summary>
    private const long LastSequence = long.MaxValue;

    /// <returns>How many executions were put right now.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var healed = 0;
        foreach (var executionId in await store.ListHoldingExecutionsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await launcher.EnsureScheduledAsync(executionId, cancellationToken).ConfigureAwait(false))
            {
                healed++;
                LogScheduled(executionId);
            }
            else if (await client.GetInstanceAsync(executionId, cancellationToken).ConfigureAwait(false) is { IsCompleted: true } ended
                && await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false) is { } snapshot
                && await WavesHaveEndedAsync(snapshot, cancellationToken).ConfigureAwait(false))
            {
                healed++;
                await ReleaseAsync(snapshot, ended.LastUpdatedAt, cancellationToken).ConfigureAwait(false);
                LogReleased(executionId, ended.RuntimeStatus, ended.FailureDetails?.ErrorMessage);
            }
        }

        return healed;
    }

    /// <summary>Waves outlive an execution that was terminated alone. They are told to stop; until they have, their servers stay claimed.</summary>
    private async Task<bool> WavesHaveEndedAsync(ExecutionSnapshot snapshot, CancellationToken cancellationToken)
    {
        var haveEnded = true;
        foreach (var wave in snapshot.Waves)
        {
            var id = InstanceIds.Wave(snapshot.ExecutionId, wave.Number);
            if (await client.GetInstanceAsync(id, cancellationToken).ConfigureAwait(false) is { IsCompleted: false })
            {
                haveEnded = false;
                var order = new HoldBack(ServerStatus.Cancelled, "The execution's orchestration was ended from outside.");
                await client.RaiseEventAsync(id, HoldBack.EventName, order, cancellationToken).ConfigureAwait(false);
            }
        }

        return haveEnded;
    }

    private async Task ReleaseAsync(ExecutionSnapshot snapshot, DateTimeOffset endedAt, CancellationToken cancellationToken)
    {
        var row = await store.GetExecutionRowAsync(snapshot.ExecutionId, cancellationToken).ConfigureAwait(false) ?? ExecutionRow.Accepted(snapshot);
        if (row.EndedAt is null)
        {
            await store.UpdateExecutionRowAsync(row with { Status = ExecutionStatus.Failed, EndedAt = endedAt, Sequence = LastSequence }, cancellationToken).ConfigureAwait(false);
        }

        await store.ReleaseAsync(snapshot.ExecutionId, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "Execution {ExecutionId} had been accepted but not begun before the last stop; it begins now")]
    private partial void LogScheduled(string executionId);

    [LoggerMessage(LogLevel.Warning, "Execution {ExecutionId} still held its plan and servers although its orchestration is {RuntimeStatus}: released. {Reason}")]
    private partial void LogReleased(string executionId, OrchestrationRuntimeStatus runtimeStatus, string? reason);
}
