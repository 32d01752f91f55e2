using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class TimerTests
{
    [Fact]
    public async Task A_timer_is_measured_from_the_turn_and_fires_once()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        var start = script.Now;

        (await script.TurnAsync()).Actions.Should().Equal(new CreateTimerAction(0, start.AddMinutes(5)));
        script.Now = start.AddMinutes(5);
        (await script.TurnAsync(script.Fired(0))).Output<DateTime>().Should().Be(start.AddMinutes(5));
    }

    [Fact]
    public async Task A_timer_beyond_three_days_is_split()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
            return "done";
        });
        var start = script.Now;

        (await script.TurnAsync()).Actions.Should().Equal(new CreateTimerAction(0, start.AddDays(3)));
        script.Now = start.AddDays(3);
        (await script.TurnAsync(script.Fired(0))).Actions.Should().Equal(new CreateTimerAction(1, start.AddDays(6)));
        script.Now = start.AddDays(6);
        (await script.TurnAsync(script.Fired(1))).Actions.Should().Equal(new CreateTimerAction(2, start.AddDays(7)));
        script.Now = start.AddDays(7);
        (await script.TurnAsync(script.Fired(2))).Output<string>().Should().Be("done");
    }

    [Fact]
    public async Task A_timer_of_exactly_three_days_is_one()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(3), CancellationToken.None);
            return "done";
        });

        await script.TurnAsync();
        script.Now += TimeSpan.FromDays(3);
        (await script.TurnAsync(script.Fired(0))).Output<string>().Should().Be("done");
    }

    [Fact]
    public async Task A_split_timer_can_be_cancelled_between_its_parts()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(7), cancellation.Token);
            await Task.WhenAny(timer, context.WaitForExternalEvent<string>("Stop", CancellationToken.None));
            cancellation.Cancel();
            await timer.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return timer.IsCanceled;
        });

        await script.TurnAsync();
        script.Now += TimeSpan.FromDays(3);
        await script.TurnAsync(script.Fired(0));
        (await script.TurnAsync(script.Raised("Stop"))).Output<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task A_time_in_the_past_is_passed_on_and_fires_at_once()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(-1), CancellationToken.None);
            return "done";
        });
        var start = script.Now;

        (await script.TurnAsync()).Actions.Should().Equal(new CreateTimerAction(0, start.AddDays(-1)));
        (await script.TurnAsync(script.Fired(0))).Output<string>().Should().Be("done");
    }

    [Fact]
    public async Task A_time_of_unspecified_kind_is_UTC()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CreateTimer(DateTime.SpecifyKind(context.CurrentUtcDateTime.AddHours(1), DateTimeKind.Unspecified), CancellationToken.None);
            return 0;
        });
        var start = script.Now;

        var timer = (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>().Subject;
        timer.FireAt.Should().Be(start.AddHours(1));
        timer.FireAt.Kind.Should().Be(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_time_in_the_past_fires_at_once_on_the_hub()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(before.AddDays(-1), CancellationToken.None);
            return context.CurrentUtcDateTime - before;
        }));

        await run.ScheduleAsync("i");
        await run.Hub.IdleAsync();

        (await run.OutputAsync<TimeSpan>("i")).Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThan(TimeSpan.FromSeconds(1));
    }
}
