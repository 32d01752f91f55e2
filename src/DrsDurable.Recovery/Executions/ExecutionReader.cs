using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Waves;

namespace DrsDurable.Recovery.Executions;

/// <summary>Reads an execution's snapshot and the levels its orchestrations publish. Never calls AWS.</summary>
public sealed class ExecutionReader(IRecoveryStore store, DurableTaskClient client)
{
    /// <returns><see langword="null"/> when there is no such execution.</returns>
    public async Task<ExecutionView?> ReadAsync(string executionId, CancellationToken cancellationToken) =>
        await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false) is { } plan
            ? ExecutionJoin.Of(plan, await LevelsAsync(plan, cancellationToken).ConfigureAwait(false))
            : null;

    private async Task<ExecutionLevels> LevelsAsync(ExecutionSnapshot plan, CancellationToken cancellationToken)
    {
        var root = await client.GetInstanceAsync(plan.ExecutionId, getInputsAndOutputs: true, cancellationToken).ConfigureAwait(false);
        var execution = root?.ReadCustomStatusAs<ExecutionLevel>();
        var started = plan.Waves.Where(wave => execution?.Waves.Any(progress => progress.Number == wave.Number && progress.IsStarted) == true).ToList();
        var shares = started.SelectMany(wave => JobSplit.Of(wave).Select(share => (Wave: wave.Number, share.Number))).ToList();
        var waves = Task.WhenAll(started.Select(wave => LevelAsync<WaveLevel>(InstanceIds.Wave(plan.ExecutionId, wave.Number), cancellationToken)));
        var jobs = Task.WhenAll(shares.Select(share => LevelAsync<JobLevel>(InstanceIds.Job(plan.ExecutionId, share.Wave, share.Number), cancellationToken)));
        var cleanup = LevelAsync<CleanupLevel>(InstanceIds.Cleanup(plan.ExecutionId), cancellationToken);
        return new ExecutionLevels(
            execution,
            root?.IsCompleted == true,
            root?.FailureDetails?.ErrorMessage,
            started.Zip(await waves.ConfigureAwait(false)).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First.Number, pair => pair.Second!),
            shares.Zip(await jobs.ConfigureAwait(false)).Where(pair => pair.Second is not null).ToDictionary(pair => (pair.First.Wave, pair.First.Number), pair => pair.Second!),
            await cleanup.ConfigureAwait(false));
    }

    private async Task<TLevel?> LevelAsync<TLevel>(string instanceId, CancellationToken cancellationToken)
        where TLevel : class
    {
        var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken).ConfigureAwait(false);
        return instance?.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<TLevel>();
    }
}
