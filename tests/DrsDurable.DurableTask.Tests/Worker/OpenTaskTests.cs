using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Tests.Worker;

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
}
