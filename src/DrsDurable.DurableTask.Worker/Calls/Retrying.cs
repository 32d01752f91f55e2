using DrsDurable.DurableTask.Worker.Failures;
using DrsDurable.DurableTask.Worker.Replay;

namespace DrsDurable.DurableTask.Worker.Calls;

/// <summary>
/// Attempts of one call. It runs as part of the orchestrator: delays are durable timers, and awaits keep to its thread.
/// </summary>
internal static class Retrying
{
    public static Task<TaskOutcome> InvokeAsync(
        OrchestrationContext context, string name, TaskRetryOptions? retry, Func<Task<TaskOutcome>> attempt) => retry switch
        {
            { Policy: { } policy } => ByPolicyAsync(context, name, policy, attempt),
            { Handler: { } handler } => ByHandlerAsync(context, name, handler, attempt),
            _ => attempt(),
        };

    private static async Task<TaskOutcome> ByPolicyAsync(
        OrchestrationContext context, string name, RetryPolicy policy, Func<Task<TaskOutcome>> attempt)
    {
        var firstAttempt = context.CurrentUtcDateTime;
        for (var failures = 0; ; failures++)
        {
            var outcome = await attempt();
            if (!IsRetriable(outcome) || !policy.Handle(ExceptionFor(name, outcome)) || IsOver(policy, firstAttempt, context.CurrentUtcDateTime))
            {
                return outcome;
            }

            if (failures + 1 >= policy.MaxNumberOfAttempts)
            {
                // Microsoft's implementation has a timer after the last attempt too; without it the ids of everything that
                // follows would differ between the two.
                await context.CreateRetryTimer(TimeSpan.Zero);
                return outcome;
            }

            await context.CreateRetryTimer(DelayAfter(policy, failures));
        }
    }

    private static async Task<TaskOutcome> ByHandlerAsync(
        OrchestrationContext context, string name, AsyncRetryHandler handler, Func<Task<TaskOutcome>> attempt)
    {
        var firstAttempt = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            var outcome = await attempt();
            if (!IsRetriable(outcome))
            {
                return outcome;
            }

            var retry = new RetryContext(
                context,
                failures,
                ExceptionFor(name, outcome).FailureDetails,
                context.CurrentUtcDateTime - firstAttempt,
                CancellationToken.None);
            if (!await handler(retry))
            {
                return outcome;
            }
        }
    }

    public static TaskFailedException ExceptionFor(string name, TaskOutcome outcome) => new(
        name,
        outcome.TaskId,
        outcome.Failure?.ToModel() ?? new TaskFailureDetails(string.Empty, string.Empty, null, null, null));

    private static bool IsRetriable(TaskOutcome outcome) => outcome.Failed && outcome.Failure is not { IsNonRetriable: true };

    private static bool IsOver(RetryPolicy policy, DateTime firstAttempt, DateTime now) =>
        policy.RetryTimeout != Timeout.InfiniteTimeSpan
        && policy.RetryTimeout < DateTime.MaxValue - firstAttempt
        && now >= firstAttempt + policy.RetryTimeout;

    private static TimeSpan DelayAfter(RetryPolicy policy, int failures)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures);
        return milliseconds < policy.MaxRetryInterval.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : policy.MaxRetryInterval;
    }
}
