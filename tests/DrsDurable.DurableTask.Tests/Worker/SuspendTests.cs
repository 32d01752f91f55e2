using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Tests.Worker;

public class SuspendTests
{
    [Fact]
    public async Task Events_while_suspended_wait_in_order_and_run_on_resume()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var first = await context.CallActivityAsync<string>("Step");
            var second = await context.WaitForExternalEvent<string>("Go");
            var third = await context.WaitForExternalEvent<string>("Go");
            return first + second + third;
        });

        await script.TurnAsync();
        (await script.TurnAsync(Suspended(script))).ShouldWait();
        (await script.TurnAsync(script.Completed(0, "a"), script.Raised("Go", "b"))).ShouldWait();
        (await script.TurnAsync(script.Raised("Go", "c"))).ShouldWait();
        (await script.TurnAsync(Resumed(script))).Output<string>().Should().Be("abc");
    }

    [Fact]
    public async Task Actions_decided_in_the_turn_of_the_suspension_are_held_back_until_resume()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("First");
            return await context.CallActivityAsync<int>("Second");
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0), Suspended(script))).ShouldWait();
        (await script.TurnAsync()).ShouldWait();
        (await script.TurnAsync(Resumed(script))).Activities().Should().Equal("Second");
        (await script.TurnAsync(script.Completed(1, 3))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task An_end_reached_while_suspended_waits_for_resume()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.CallActivityAsync<int>("Step"));

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0, 3), Suspended(script))).ShouldWait();
        (await script.TurnAsync(Resumed(script))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task Suspending_twice_and_resuming_what_is_not_suspended_change_nothing()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.CallActivityAsync<int>("Step"));

        await script.TurnAsync();
        await script.TurnAsync(Suspended(script), Suspended(script), Resumed(script), Resumed(script));
        (await script.TurnAsync(script.Completed(0, 3))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task Suspended_before_the_first_turn_the_orchestrator_starts_and_is_held()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.CallActivityAsync<int>("Step"));

        (await script.TurnAsync(Suspended(script))).ShouldWait();
        (await script.TurnAsync(Resumed(script))).Activities().Should().Equal("Step");
    }

    [Fact]
    public async Task Terminate_wins_over_suspension_and_the_output_is_the_terminators()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.CallActivityAsync<int>("Step"));

        await script.TurnAsync();
        await script.TurnAsync(Suspended(script));
        var ending = (await script.TurnAsync(new ExecutionTerminatedEvent(script.Now, "\"enough\"", false))).Ending();
        (ending.Status, ending.Result).Should().Be((InstanceStatus.Terminated, "\"enough\""));
    }

    private static ExecutionSuspendedEvent Suspended(OrchestratorScript script) => new(script.Now, "pause");

    private static ExecutionResumedEvent Resumed(OrchestratorScript script) => new(script.Now, "go on");
}
