using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class OpenTaskTests
{
    [Fact]
    public async Task An_orchestrator_that_returns_with_an_open_activity_ends_when_it_is_done()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            _ = context.CallActivityAsync("Forgotten");
            return Task.FromResult("out");
        });

        (await script.TurnAsync()).Activities().Should().Equal("Forgotten");
        (await script.TurnAsync(script.Completed(0))).Output<string>().Should().Be("out");
    }

    [Fact]
    public async Task An_orchestrator_that_returns_with_an_open_timer_ends_when_it_fires()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            _ = context.CreateTimer(TimeSpan.FromSeconds(3), CancellationToken.None);
            return Task.FromResult("out");
        });

        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>();
        (await script.TurnAsync(script.Fired(0))).Output<string>().Should().Be("out");
    }

    [Fact]
    public async Task An_orchestrator_that_returns_with_an_open_sub_orchestration_ends_when_it_is_done()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            _ = context.CallSubOrchestratorAsync("Child");
            return Task.FromResult("out");
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.ChildCompleted(0))).Output<string>().Should().Be("out");
    }

    [Fact]
    public async Task A_cancelled_timer_does_not_hold_the_orchestrator_but_is_still_created()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            using var cancellation = new CancellationTokenSource();
            _ = context.CreateTimer(TimeSpan.FromSeconds(3), cancellation.Token);
            cancellation.Cancel();
            return Task.FromResult("out");
        });

        var result = await script.TurnAsync();
        result.Output<string>().Should().Be("out");
        result.Actions.Select(action => action.GetType()).Should().Equal(typeof(CreateTimerAction), typeof(CompleteOrchestrationAction));
    }

    [Fact]
    public async Task A_cancelled_timer_that_fires_later_is_ignored()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromSeconds(3), cancellation.Token);
            var step = context.CallActivityAsync("Step");
            await Task.WhenAny(timer, step);
            cancellation.Cancel();
            await context.CallActivityAsync("Step");
            return timer.IsCanceled;
        });

        await script.TurnAsync();
        await script.TurnAsync(script.Completed(1));
        (await script.TurnAsync(script.Fired(0))).ShouldWait();
        (await script.TurnAsync(script.Completed(2))).Output<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task A_failing_orchestrator_waits_for_open_tasks_too()
    {
        await using var script = await OrchestratorScript.StartAsync<int>(context =>
        {
            _ = context.CallActivityAsync("Forgotten");
            throw new InvalidOperationException("broken");
        });

        (await script.TurnAsync()).Activities().Should().Equal("Forgotten");
        (await script.TurnAsync(script.Completed(0))).Failure().ErrorMessage.Should().Be("broken");
    }

    [Fact]
    public async Task A_duplicate_completion_is_ignored()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await context.CallActivityAsync<int>("Step") + await context.CallActivityAsync<int>("Step"));

        await script.TurnAsync();
        await script.TurnAsync(script.Completed(0, 1), script.Completed(0, 100), script.Failed(0));
        (await script.TurnAsync(script.Completed(0, 100))).ShouldWait();
        (await script.TurnAsync(script.Completed(1, 2))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task A_second_firing_of_a_timer_and_a_second_end_of_a_child_are_ignored()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            var first = await context.CallSubOrchestratorAsync<int>("Child");
            return first + await context.CallSubOrchestratorAsync<int>("Child");
        });

        await script.TurnAsync();
        await script.TurnAsync(script.Fired(0), script.Fired(0));
        await script.TurnAsync(script.ChildCompleted(1, 1), script.ChildCompleted(1, 100), new SubOrchestrationInstanceFailedEvent(script.Now, 1, null));
        (await script.TurnAsync(script.Fired(0), script.ChildCompleted(1, 100))).ShouldWait();
        (await script.TurnAsync(script.ChildCompleted(2, 2))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task On_the_hub_an_open_timer_of_three_seconds_makes_the_instance_end_after_three_seconds_and_a_cancelled_one_at_once()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc<bool, int>("Main", (context, cancel) =>
        {
            var cancellation = new CancellationTokenSource();
            _ = context.CreateTimer(TimeSpan.FromSeconds(3), cancellation.Token);
            if (cancel)
            {
                cancellation.Cancel();
            }

            return Task.FromResult(1);
        }));

        await run.ScheduleAsync("open", false);
        await run.ScheduleAsync("cancelled", true);
        await run.Hub.IdleAsync();
        (await run.Client.GetInstanceAsync("cancelled"))!.IsCompleted.Should().BeTrue();
        await run.AdvanceAsync(TimeSpan.FromSeconds(2.9));
        (await run.Client.GetInstanceAsync("open"))!.IsCompleted.Should().BeFalse();
        await run.AdvanceAsync(TimeSpan.FromSeconds(0.2));
        (await run.Client.GetInstanceAsync("open"))!.IsCompleted.Should().BeTrue();
    }
}
