using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;

namespace DrsDurable.DurableTask.Tests.Rules;

public class RetryTests
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Delays_grow_by_the_coefficient_and_stop_at_the_longest_interval()
    {
        var policy = new RetryPolicy(6, OneSecond, backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(5));
        await using var script = await ScriptAsync(policy);

        (await FailuresAsync(script, 5)).Should().Equal(1, 2, 4, 5, 5);
    }

    [Fact]
    public async Task The_last_attempt_is_followed_by_a_timer_that_fires_at_once_and_then_the_failure()
    {
        await using var script = await ScriptAsync(new RetryPolicy(3, OneSecond, backoffCoefficient: 2));

        (await FailuresAsync(script, 3)).Should().Equal(1, 2, 0);
        var failure = (await script.TurnAsync(script.Fired(5))).Failure();
        failure.ErrorType.Should().Be("DrsDurable.DurableTask.TaskFailedException");
        failure.ErrorMessage.Should().Be("Task 'Step' (#4) failed with an unhandled exception: no");
        failure.InnerFailure!.ErrorType.Should().Be("System.InvalidOperationException");
    }

    [Fact]
    public async Task An_attempt_that_succeeds_ends_the_retries()
    {
        await using var script = await ScriptAsync(new RetryPolicy(3, OneSecond));

        (await FailuresAsync(script, 1)).Should().Equal(1);
        await script.TurnAsync(script.Fired(1));
        (await script.TurnAsync(script.Completed(2, 9))).Output<int>().Should().Be(9);
    }

    [Fact]
    public async Task A_non_retriable_failure_is_raised_at_once()
    {
        await using var script = await ScriptAsync(new RetryPolicy(3, OneSecond));

        await script.TurnAsync();
        (await script.TurnAsync(script.Failed(0, isNonRetriable: true))).Failure().InnerFailure!.ErrorMessage.Should().Be("no");
    }

    [Fact]
    public async Task A_failure_the_policy_does_not_handle_is_raised_at_once()
    {
        await using var script = await ScriptAsync(new RetryPolicy(3, OneSecond)
        {
            HandleFailure = failure => failure.IsCausedBy<TimeoutException>(),
        });

        await script.TurnAsync();
        await script.TurnAsync(script.Failed(0, type: "System.TimeoutException"));
        await script.TurnAsync(script.Fired(1));
        (await script.TurnAsync(script.Failed(2, type: "System.ArgumentException"))).Failure();
    }

    [Fact]
    public async Task The_timeout_is_checked_before_a_delay_which_may_overrun_it()
    {
        await using var script = await ScriptAsync(new RetryPolicy(10, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(15)));
        var start = script.Now;

        await script.TurnAsync();
        script.Now = start.AddSeconds(14);
        (await script.TurnAsync(script.Failed(0))).Actions.Should().Equal(new CreateTimerAction(1, start.AddSeconds(24)));
        script.Now = start.AddSeconds(24);
        await script.TurnAsync(script.Fired(1));
        (await script.TurnAsync(script.Failed(2))).Failure();
    }

    [Fact]
    public async Task A_delay_beyond_three_days_is_not_split()
    {
        await using var script = await ScriptAsync(new RetryPolicy(2, TimeSpan.FromDays(10), maxRetryInterval: TimeSpan.FromDays(10)));
        var start = script.Now;

        await script.TurnAsync();
        script.Now = start;
        (await script.TurnAsync(script.Failed(0))).Actions.Should().Equal(new CreateTimerAction(1, start.AddDays(10)));
    }

    [Fact]
    public async Task A_handler_is_told_what_happened_and_delays_nothing_by_itself()
    {
        var seen = new List<string>();
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await context.CallActivityAsync<int>("Step", TaskOptions.FromRetryHandler(retry =>
            {
                if (!context.IsReplaying)
                {
                    lock (seen)
                    {
                        seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime.TotalSeconds}");
                    }
                }

                return retry.LastAttemptNumber < 2;
            })));

        await script.TurnAsync();
        (await script.TurnAsync(script.Failed(0, "one"))).Activities().Should().Equal("Step");
        (await script.TurnAsync(script.Failed(1, "two"))).Failure().ErrorMessage.Should().Contain("(#1)").And.Contain("two");
        seen.Distinct().Should().Equal("1 one 1", "2 two 2");
    }

    [Fact]
    public async Task A_handler_may_await_a_durable_timer()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await context.CallActivityAsync<int>("Step", TaskOptions.FromRetryHandler(async retry =>
            {
                await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return true;
            })));

        await script.TurnAsync();
        (await script.TurnAsync(script.Failed(0))).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>();
        (await script.TurnAsync(script.Fired(1))).Activities().Should().Equal("Step");
        (await script.TurnAsync(script.Completed(2, 4))).Output<int>().Should().Be(4);
    }

    [Fact]
    public async Task A_handler_is_not_asked_about_a_non_retriable_failure()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await context.CallActivityAsync<int>("Step", TaskOptions.FromRetryHandler(_ => true)));

        await script.TurnAsync();
        (await script.TurnAsync(script.Failed(0, isNonRetriable: true))).Failure();
    }

    [Fact]
    public async Task A_retried_sub_orchestration_keeps_its_id()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await context.CallSubOrchestratorAsync<int>("Child", new TaskOptions(new RetryPolicy(2, OneSecond))));

        var first = (await script.TurnAsync()).Actions.OfType<CreateSubOrchestrationAction>().Single();
        await script.TurnAsync(new SubOrchestrationInstanceFailedEvent(script.Now, 0, new FailureDetails("E", "no")));
        var second = (await script.TurnAsync(script.Fired(1))).Actions.OfType<CreateSubOrchestrationAction>().Single();
        second.InstanceId.Should().Be(first.InstanceId);
        second.Id.Should().Be(2);
    }

    private static Task<OrchestratorScript> ScriptAsync(RetryPolicy policy) => OrchestratorScript.StartAsync(
        async context => await context.CallActivityAsync<int>("Step", new TaskOptions(policy)));

    /// <summary>Fails this many attempts; the delays, in seconds, that follow each.</summary>
    private static async Task<List<double>> FailuresAsync(OrchestratorScript script, int attempts)
    {
        var delays = new List<double>();
        await script.TurnAsync();
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            if (attempt > 0)
            {
                (await script.TurnAsync(script.Fired((attempt * 2) - 1))).Activities().Should().Equal("Step");
            }

            var failedAt = script.Now;
            var timer = (await script.TurnAsync(script.Failed(attempt * 2))).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>().Subject;
            delays.Add((timer.FireAt - failedAt).TotalSeconds);
        }

        return delays;
    }
}
