using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class SuspensionTests
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

    [Fact]
    public async Task On_the_hub_events_completions_and_timers_go_into_the_history_meanwhile_and_are_seen_in_order_on_resume()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            var seen = new List<string>();
            var timer = context.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None).ContinueWith(_ => seen.Add("timer"), TaskContinuationOptions.ExecuteSynchronously);
            seen.Add(await context.WaitForExternalEvent<string>("Go"));
            await timer;
            seen.Add(await context.WaitForExternalEvent<string>("Go"));
            return string.Join(' ', seen);
        }));
        await run.ScheduleAsync("i");
        await run.Client.SuspendInstanceAsync("i");
        await run.Client.RaiseEventAsync("i", "Go", "first");
        await run.AdvanceAsync(TimeSpan.FromSeconds(20));
        await run.Client.RaiseEventAsync("i", "Go", "second");
        await run.Hub.IdleAsync();

        (await run.Client.GetInstanceAsync("i"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Suspended);
        (await run.Hub.Client.GetHistoryAsync("i", default)).Where(happened => happened is EventRaisedEvent or TimerFiredEvent)
            .Select(happened => happened.GetType().Name).Should().Equal(nameof(EventRaisedEvent), nameof(TimerFiredEvent), nameof(EventRaisedEvent));
        await run.Client.ResumeInstanceAsync("i");

        (await run.OutputAsync<string>("i")).Should().Be("first timer second");
    }
}
