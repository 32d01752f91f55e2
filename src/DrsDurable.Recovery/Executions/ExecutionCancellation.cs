using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Executions;

/// <summary>Passes the wish to cancel on to the execution's orchestration, which alone decides what that means at its point.</summary>
public sealed class ExecutionCancellation(IRecoveryStore store, DurableTaskClient client, ExecutionLauncher launcher)
{
    /// <summary>Once more for an execution that is being cancelled is accepted too: it may add a clean-up, or find its answer lost.</summary>
    /// <exception cref="RecoveryException">EXECUTION_NOT_FOUND, EXECUTION_NOT_ACTIVE, or what is wrong with the fields.</exception>
    public async Task<ExecutionRow> CancelAsync(
        string executionId, string? reason, string? cleanup, IReadOnlyList<FieldError> unreadable, CancellationToken cancellationToken)
    {
        var snapshot = await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false)
            ?? throw ExecutionCatalogue.NotFound(executionId);
        var errors = new FieldErrors();
        errors.AddRange(unreadable);
        var text = TextRules.Optional(errors, "reason", reason, TextRules.LongestDescription);
        var policy = TextRules.Choice<CleanupPolicy>(errors, "cleanup", cleanup);
        ExecutionRequestRules.CheckCleanup(errors, snapshot.ExecutionType, policy);
        errors.ThrowIfAny();

        // An execution accepted just before a crash may wait for the sweep; an event to an instance that is not there would be lost.
        await launcher.EnsureScheduledAsync(executionId, cancellationToken).ConfigureAwait(false);
        var row = await store.GetExecutionRowAsync(executionId, cancellationToken).ConfigureAwait(false)
            ?? throw ExecutionCatalogue.NotFound(executionId);
        var instance = await client.GetInstanceAsync(executionId, cancellationToken).ConfigureAwait(false);
        if (row.EndedAt is not null || instance is { IsCompleted: true })
        {
            throw new RecoveryException(
                RecoveryErrorCode.ExecutionNotActive,
                $"Execution {executionId} has ended ({ApiName.Of(row.Status)}); there is nothing left to cancel.");
        }

        await client.RaiseEventAsync(executionId, CancelRequest.EventName, new CancelRequest(text, policy), cancellationToken).ConfigureAwait(false);
        return row;
    }
}
