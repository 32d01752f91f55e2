using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Executions;

/// <summary>Executions past and present, as lists need them.</summary>
public sealed class ExecutionCatalogue(IRecoveryStore store)
{
    /// <summary>Newest first.</summary>
    public Task<StorePage<ExecutionRow>> ListAsync(ExecutionFilter filter, int limit, string? nextToken, CancellationToken cancellationToken) =>
        store.ListExecutionsAsync(filter, limit, nextToken, cancellationToken);

    /// <exception cref="RecoveryException">EXECUTION_NOT_FOUND.</exception>
    public async Task<(ExecutionSnapshot Snapshot, ExecutionRow Row)> GetAsync(string executionId, CancellationToken cancellationToken)
    {
        var snapshot = await store.GetExecutionAsync(executionId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(executionId);
        var row = await store.GetExecutionRowAsync(executionId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(executionId);
        return (snapshot, row);
    }

    public static RecoveryException NotFound(string executionId) => new(
        RecoveryErrorCode.ExecutionNotFound, $"There is no execution '{TextRules.Shown(executionId)}': GET /executions lists them.", "executionId");
}
