using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class ExternalEventTests
{
    [Fact]
    public async Task Event_names_compare_without_regard_to_case()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.WaitForExternalEvent<string>("approve"));

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("APPROVE", "yes"))).Output<string>().Should().Be("yes");
    }

    [Fact]
    public async Task Events_without_a_waiter_are_kept_in_order_per_name()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step");
            var seen = new List<string>();
            foreach (var name in new[] { "B", "A", "a", "b" })
            {
                seen.Add(await context.WaitForExternalEvent<string>(name));
            }

            return seen;
        });

        await script.TurnAsync(script.Raised("A", "a1"), script.Raised("B", "b1"));
        await script.TurnAsync(script.Raised("A", "a2"), script.Raised("b", "b2"));
        (await script.TurnAsync(script.Completed(0))).Output<string[]>().Should().Equal("b1", "a1", "a2", "b2");
    }

    [Fact]
    public async Task The_newest_waiter_gets_the_next_event()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var older = context.WaitForExternalEvent<int>("Go");
            var newer = context.WaitForExternalEvent<int>("Go");
            await newer;
            await older;
            return new[] { await older, await newer };
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("Go", 1))).ShouldWait();
        (await script.TurnAsync(script.Raised("Go", 2))).Output<int[]>().Should().Equal(2, 1);
    }

    [Fact]
    public async Task Waiting_for_one_name_with_two_payload_types_is_refused()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var first = context.WaitForExternalEvent<int>("Go");
            var refusal = await Record.ExceptionAsync(() => context.WaitForExternalEvent<string>("go"));
            return $"{refusal?.GetType().Name} {await first}";
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("Go", 1))).Output<string>().Should().Be("ArgumentException 1");
    }

    [Fact]
    public async Task A_cancelled_waiter_loses_no_event()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            using var cancellation = new CancellationTokenSource();
            var abandoned = context.WaitForExternalEvent<string>("Go", cancellation.Token);
            var standing = context.WaitForExternalEvent<string>("Stop", CancellationToken.None);
            await context.CallActivityAsync("Step");
            cancellation.Cancel();
            await standing;
            return $"{abandoned.IsCanceled} {await context.WaitForExternalEvent<string>("Go", CancellationToken.None)}";
        });

        await script.TurnAsync();
        await script.TurnAsync(script.Completed(0), script.Raised("Go", "kept"));
        (await script.TurnAsync(script.Raised("Stop"))).Output<string>().Should().Be("True kept");
    }

    [Fact]
    public async Task Waiting_with_a_cancelled_token_takes_no_event()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step");
            var cancelled = context.WaitForExternalEvent<string>("Go", new CancellationToken(canceled: true));
            return $"{cancelled.IsCanceled} {await context.WaitForExternalEvent<string>("Go")}";
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("Go", "kept"), script.Completed(0))).Output<string>().Should().Be("True kept");
    }

    [Fact]
    public async Task Waiting_with_a_timeout_receives_in_time_and_does_not_hold_the_orchestrator_by_its_timer()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
            context.WaitForExternalEvent<string>("Go", TimeSpan.FromMinutes(1)));

        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>();
        (await script.TurnAsync(script.Raised("Go", "in time"))).Output<string>().Should().Be("in time");
    }

    [Fact]
    public async Task Waiting_with_a_timeout_is_cancelled_when_the_timer_fires_and_the_late_event_is_kept()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var late = await Record.ExceptionAsync(() => context.WaitForExternalEvent<string>("Go", TimeSpan.FromMinutes(1)));
            return $"{late?.GetType().Name} {await context.WaitForExternalEvent<string>("Go")}";
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Fired(0), script.Raised("Go", "late"))).Output<string>().Should().Be("TaskCanceledException late");
    }

    [Fact]
    public async Task An_event_that_came_before_the_timer_in_the_same_turn_wins()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
            context.WaitForExternalEvent<string>("Go", TimeSpan.FromMinutes(1)));

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("Go", "first"), script.Fired(0))).Output<string>().Should().Be("first");
    }

    [Fact]
    public async Task A_standing_waiter_raced_against_timers_loses_nothing()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var seen = new List<int>();
            var standing = context.WaitForExternalEvent<int>("Go");
            while (seen.Count < 3)
            {
                using var cancellation = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromSeconds(30), cancellation.Token);
                if (await Task.WhenAny(standing, timer) == standing)
                {
                    seen.Add(await standing);
                    standing = context.WaitForExternalEvent<int>("Go", CancellationToken.None);
                    cancellation.Cancel();
                }
            }

            return seen;
        });

        await script.TurnAsync();
        await script.TurnAsync(script.Fired(0), script.Raised("Go", 1), script.Raised("Go", 2));
        (await script.TurnAsync(script.Fired(1), script.Fired(2), script.Fired(3), script.Raised("Go", 3))).Output<int[]>().Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task An_unreadable_payload_fails_the_wait_and_nothing_else()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var unreadable = await Record.ExceptionAsync(() => context.WaitForExternalEvent<int>("Go"));
            return $"{unreadable?.GetType().Name} {await context.WaitForExternalEvent<int>("Go")}";
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Raised("Go", "text"), script.Raised("Go", 2))).Output<string>().Should().Be("JsonException 2");
    }

    [Fact]
    public async Task SendEvent_is_an_action_with_an_id_of_its_own_and_holds_nothing_open()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            context.SendEvent("other", "Done", new { Count = 3 });
            return Task.FromResult(0);
        });

        var result = await script.TurnAsync();
        result.Actions[0].Should().Be(new SendEventAction(0, "other", "Done", "{\"Count\":3}"));
        result.Ending().Id.Should().Be(1);
    }

    [Fact]
    public async Task An_event_sent_to_an_instance_that_has_ended_or_never_was_is_no_error_and_holds_nothing_open()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Ended", _ => 1)
            .AddOrchestratorFunc("Main", async context =>
            {
                await context.CallSubOrchestratorAsync("Ended", new SubOrchestrationOptions(instanceId: "e"));
                context.SendEvent("e", "Go", 1);
                context.SendEvent("nobody", "Go", 2);
                return "sent";
            }));

        await run.ScheduleAsync("i");

        (await run.OutputAsync<string>("i")).Should().Be("sent");
        (await run.Hub.Client.GetHistoryAsync("i", default)).OfType<EventSentEvent>().Select(sent => sent.TargetInstanceId).Should().Equal("e", "nobody");
        (await run.Client.GetInstanceAsync("nobody")).Should().BeNull();
    }

    [Fact]
    public async Task An_event_sent_to_another_instance_arrives_there_and_one_to_itself_as_well()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Other", async context => await context.WaitForExternalEvent<string>("Hello"))
            .AddOrchestratorFunc("Main", async context =>
            {
                var other = context.CallSubOrchestratorAsync<string>("Other", new SubOrchestrationOptions(instanceId: "o"));
                context.SendEvent("o", "hello", "there");
                context.SendEvent(context.InstanceId, "Self", "here");
                return await other + await context.WaitForExternalEvent<string>("self");
            }));

        await run.ScheduleAsync("i");

        (await run.OutputAsync<string>("i")).Should().Be("therehere");
    }
}
