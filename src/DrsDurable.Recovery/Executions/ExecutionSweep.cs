using DrsDurable.Recovery.Storage;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Executions;

/// <summary>What a host puts right when it starts: executions that a crash separated from their orchestration.</summary>
public sealed partial class ExecutionSweep(IRecoveryStore store, DurableTaskClient client, ExecutionLauncher launcher, ILogger<ExecutionSweep> logger)
{
    /// <returns>How many executions got their orchestration now.</returns>
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
            else if (await client.GetInstanceAsync(executionId, cancellationToken).ConfigureAwait(false)
                is { RuntimeStatus: OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated } instance)
            {
                // Its servers stay claimed: jobs of it may still run, and only a person can know that they do not.
                LogHeldByEnded(executionId, instance.RuntimeStatus, instance.FailureDetails?.ErrorMessage);
            }
        }

        return healed;
    }

    [LoggerMessage(LogLevel.Warning, "Execution {ExecutionId} had been accepted but not begun before the last stop; it begins now")]
    private partial void LogScheduled(string executionId);

    [LoggerMessage(LogLevel.Error, "Execution {ExecutionId} still holds its plan and servers although its orchestration is {RuntimeStatus}: {Reason}")]
    private partial void LogHeldByEnded(string executionId, OrchestrationRuntimeStatus runtimeStatus, string? reason);
}
