using DrsDurable.Recovery.Jobs;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Recovery.CleanUp;

/// <summary>
/// Terminates the recovery instances that an execution's own drill jobs launched, and verifies that they are gone. What a round finds is in the history
/// before the next one terminates it; every round reads DRS anew, so a crash costs a round and nothing else. Ends with a list of what is left over, and why.
/// </summary>
[DurableTask(nameof(InstanceCleanup))]
public sealed class InstanceCleanup : TaskOrchestrator<CleanupRun, CleanupLevel>
{
    private const int RoundsPerGeneration = 30;
    private const int QuickRounds = 12;

    public override async Task<CleanupLevel> RunAsync(TaskOrchestrationContext context, CleanupRun? input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var logger = context.CreateReplaySafeLogger<InstanceCleanup>();
        var state = input.State ?? new CleanupState(Now(context).AddMinutes(input.Timing.CleanupMinutes), 0, CleanupPlan.Cells(input.Launches));
        context.SetCustomStatus(Level(input, state, CleanupStatus.Running));
        for (var rounds = 0; ; rounds++)
        {
            if (rounds == RoundsPerGeneration)
            {
                context.ContinueAsNew(input with { State = state });
                return Level(input, state, CleanupStatus.Running);
            }

            var before = state.Cells;
            var cells = await Task.WhenAll(state.Cells.Select(cell => cell.IsDone ? Task.FromResult(cell) : CleanAsync(context, input.ExecutionId, cell)));
            state = state with { Rounds = state.Rounds + 1, Cells = cells };
            if (state.Cells.All(cell => cell.IsDone) || Now(context) >= state.Deadline)
            {
                break;
            }

            context.SetCustomStatus(Level(input, state, CleanupStatus.Running));
            if (!before.Zip(cells).Any(pair => pair.Second.Instances.Any(instance => !instance.IsGone && !pair.First.Knows(instance))))
            {
                await context.CreateTimer(TimeSpan.FromSeconds(state.Rounds <= QuickRounds ? 10 : 30), CancellationToken.None);
            }
        }

        var end = Level(input, state, CleanupPlan.Leftovers(state.Cells, input.Launches).Count == 0 ? CleanupStatus.Done : CleanupStatus.Leftovers);
        context.SetCustomStatus(end);
        logger.CleanedUp(input.ExecutionId, end.Status, end.Terminated.Count, end.Leftovers.Count);
        return end;
    }

    private static async Task<CleanupCell> CleanAsync(TaskOrchestrationContext context, string executionId, CleanupCell cell)
    {
        CleanupCell next;
        try
        {
            next = await context.CallActivityAsync<CleanupCell>(nameof(CleanUpInstances), new CleanUpInstancesInput(executionId, cell, Now(context)));
        }
        catch (TaskFailedException failure)
        {
            next = cell with { Trouble = Text.Shorten(failure.Message, 500) };
        }

        return next with { IsDone = CleanupPlan.IsDone(next, Now(context)) };
    }

    private static CleanupLevel Level(CleanupRun run, CleanupState state, CleanupStatus status) => new(
        status,
        [.. state.Cells.SelectMany(cell => cell.Instances).Where(instance => instance.IsGone)],
        status == CleanupStatus.Running ? [] : CleanupPlan.Leftovers(state.Cells, run.Launches));

    private static DateTimeOffset Now(TaskOrchestrationContext context) => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));
}

internal static partial class CleanupFacts
{
    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "Execution {ExecutionId}: clean-up {Status}, {Terminated} instances terminated, {Leftovers} left over")]
    public static partial void CleanedUp(this ILogger logger, string executionId, CleanupStatus status, int terminated, int leftovers);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Information, Message = "Execution {ExecutionId}: job {JobID} terminates {RecoveryInstanceIDs}")]
    public static partial void Terminating(this ILogger logger, string executionId, string? jobID, string recoveryInstanceIDs);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Warning, Message = "Execution {ExecutionId}: clean-up waits: {Detail}")]
    public static partial void CleanupWaits(this ILogger logger, string executionId, string detail);
}
