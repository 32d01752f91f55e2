using DrsDurable.DurableTask.Tests.Worker;

namespace DrsDurable.DurableTask.Tests.Rules;

public class FailureTests
{
    [Fact]
    public async Task An_uncaught_exception_fails_the_instance_with_type_message_stack_and_inner_failures()
    {
        await using var script = await OrchestratorScript.StartAsync<int>(_ =>
            throw new InvalidOperationException("outer", new ArgumentException("inner", new TimeoutException("innermost"))));

        var failure = (await script.TurnAsync()).Failure();
        failure.ErrorType.Should().Be("System.InvalidOperationException");
        failure.ErrorMessage.Should().Be("outer");
        failure.StackTrace.Should().Contain(nameof(FailureTests));
        failure.InnerFailure!.ErrorType.Should().Be("System.ArgumentException");
        failure.InnerFailure.InnerFailure!.ErrorMessage.Should().Be("innermost");
    }

    [Fact]
    public async Task A_failed_activity_raises_TaskFailedException_which_uncaught_has_the_original_as_its_inner_failure()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.CallActivityAsync<int>("Step"));

        await script.TurnAsync();
        var failure = (await script.TurnAsync(script.Failed(0, "no disk", "System.IO.IOException"))).Failure();
        failure.ErrorType.Should().Be(typeof(TaskFailedException).FullName);
        failure.ErrorMessage.Should().Be("Task 'Step' (#0) failed with an unhandled exception: no disk");
        failure.InnerFailure!.ErrorType.Should().Be("System.IO.IOException");
    }

    [Fact]
    public async Task An_exception_nobody_can_await_fails_the_instance()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            _ = context.CallActivityAsync("Step").ContinueWith(
                _ => SynchronizationContext.Current!.Post(_ => throw new InvalidOperationException("unobserved"), null),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.FromCurrentSynchronizationContext());
            return await context.WaitForExternalEvent<int>("Never");
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0))).Failure().ErrorMessage.Should().Be("unobserved");
    }

    [Fact]
    public async Task A_cancelled_orchestrator_fails()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
            context.WaitForExternalEvent<int>("Go", TimeSpan.FromSeconds(1)));

        await script.TurnAsync();
        (await script.TurnAsync(script.Fired(0))).Failure().ErrorType.Should().Be("System.Threading.Tasks.TaskCanceledException");
    }

    [Fact]
    public async Task An_input_of_the_wrong_shape_fails_the_instance()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input), input: "not a number");

        (await script.TurnAsync()).Failure().ErrorType.Should().Be("System.Text.Json.JsonException");
    }

    [Fact]
    public async Task A_missing_input_of_a_value_type_fails_the_instance()
    {
        await using var script = await OrchestratorScript.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input));

        (await script.TurnAsync()).Failure().ErrorType.Should().Be("System.ArgumentException");
    }

    [Fact]
    public async Task A_result_that_cannot_be_read_raises_in_the_orchestrator()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            (await Record.ExceptionAsync(() => context.CallActivityAsync<int>("Step")))?.GetType().Name);

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0, "text"))).Output<string>().Should().Be("JsonException");
    }

    [Fact]
    public async Task Options_passed_as_the_input_are_refused()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            (await Record.ExceptionAsync(() => context.CallActivityAsync<int>("Step", (object)new TaskOptions())))?.GetType().Name);

        (await script.TurnAsync()).Output<string>().Should().Be("ArgumentException");
    }
}
