using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Executions;

/// <summary>
/// Passes the wish to cancel on to the execution's orchestration, which alone decides what that means at its point, and answers once the
/// orchestration has taken it: a wish that came too late is refused, not lost.
/// </summary>
/// <param name="machineTime">For the moment between asking and being taken.</param>
public sealed class ExecutionCancellation(IRecoveryStore store, DurableTaskClient client, ExecutionLauncher launcher, TimeProvider machineTime)
{
    /// <summary>A busy orchestration has the event durably and takes it at its next turn.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

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
        if (row.EndedAt is not null || await HasEndedAsync(executionId, cancellationToken).ConfigureAwait(false))
        {
            throw Ended(executionId, row);
        }

        await client.RaiseEventAsync(executionId, CancelRequest.EventName, new CancelRequest(text, policy), cancellationToken).ConfigureAwait(false);
        return await IsTakenAsync(executionId, cancellationToken).ConfigureAwait(false)
            ? row
            : throw Ended(executionId, await store.GetExecutionRowAsync(executionId, cancellationToken).ConfigureAwait(false) ?? row);
    }

    /// <summary>Whether the orchestration knows of the wish, or is still at work and will; not when it ended before the event reached it.</summary>
    private async Task<bool> IsTakenAsync(string executionId, CancellationToken cancellationToken)
    {
        for (var asked = machineTime.GetTimestamp(); machineTime.GetElapsedTime(asked) < Patience;)
        {
            var instance = await client.GetInstanceAsync(executionId, getInputsAndOutputs: true, cancellationToken).ConfigureAwait(false);
            if (instance?.SerializedCustomStatus is not null
                && instance.ReadCustomStatusAs<ExecutionLevel>() is { RequestedAction: ExecutionLevel.CancelAction })
            {
                return true;
            }

            if (instance is null or { IsCompleted: true })
            {
                return false;
            }

            await Task.Delay(Pause, machineTime, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<bool> HasEndedAsync(string executionId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(executionId, cancellationToken).ConfigureAwait(false) is { IsCompleted: true };

    private static RecoveryException Ended(string executionId, ExecutionRow row) => new(
        RecoveryErrorCode.ExecutionNotActive,
        row.EndedAt is null
            ? $"Execution {executionId} is at its very end; there is nothing left to cancel."
            : $"Execution {executionId} has ended ({ApiName.Of(row.Status)}); there is nothing left to cancel.",
        "executionId");
}
