using DrsDurable.Recovery.Storage;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.Executions;

/// <summary>Writes the row of an execution that begins, and fixes the times it keeps to.</summary>
[DurableTask(nameof(BeginExecution))]
public sealed class BeginExecution(IRecoveryStore store, RecoveryTiming timing, ILogger<BeginExecution> logger) : TaskActivity<ExecutionRow, RecoveryTiming>
{
    public override async Task<RecoveryTiming> RunAsync(TaskActivityContext context, ExecutionRow? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        await store.UpdateExecutionRowAsync(input, CancellationToken.None).ConfigureAwait(false);
        logger.ExecutionBegins(input.ExecutionId, input.PlanId, input.ExecutionType, input.ServersTotal);
        return timing;
    }
}

/// <summary>Writes the row of a running execution. Rows may overtake each other: the store keeps the highest sequence.</summary>
[DurableTask(nameof(RecordExecution))]
public sealed class RecordExecution(IRecoveryStore store) : TaskActivity<ExecutionRow, bool>
{
    public override async Task<bool> RunAsync(TaskActivityContext context, ExecutionRow? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        await store.UpdateExecutionRowAsync(input, CancellationToken.None).ConfigureAwait(false);
        return true;
    }
}

/// <summary>Writes the last row and frees plan and servers.</summary>
[DurableTask(nameof(EndExecution))]
public sealed class EndExecution(IRecoveryStore store, ILogger<EndExecution> logger) : TaskActivity<ExecutionRow, bool>
{
    public override async Task<bool> RunAsync(TaskActivityContext context, ExecutionRow? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        await store.UpdateExecutionRowAsync(input, CancellationToken.None).ConfigureAwait(false);
        await store.ReleaseAsync(input.ExecutionId, CancellationToken.None).ConfigureAwait(false);
        logger.ExecutionEnds(input.ExecutionId, input.Status, input.ServersLaunched, input.ServersFailed);
        return true;
    }
}

internal static partial class ExecutionFacts
{
    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "Execution {ExecutionId} of plan {PlanId} begins: {Type}, {Servers} servers")]
    public static partial void ExecutionBegins(this ILogger logger, string executionId, string planId, ExecutionType type, int servers);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "Execution {ExecutionId} ended {Status}: {Launched} servers launched, {Failed} not; plan and servers are free")]
    public static partial void ExecutionEnds(this ILogger logger, string executionId, ExecutionStatus status, int launched, int failed);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Information, Message = "Execution {ExecutionId}: cancel accepted ({Reason})")]
    public static partial void CancelAccepted(this ILogger logger, string executionId, string? reason);
}
