using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class ContinueAsNewTests
{
    [Fact]
    public async Task It_takes_effect_on_return_and_the_output_is_ignored()
    {
        await using var script = await OrchestratorScript.StartAsync(
            async context =>
            {
                var round = context.GetInput<int>();
                if (round == 3)
                {
                    return round;
                }

                context.ContinueAsNew(round + 1);
                await context.CallActivityAsync("After");
                return -1;
            },
            input: 1);

        (await script.TurnAsync()).Activities().Should().Equal("After");
        var ending = (await script.TurnAsync(script.Completed(0))).Ending();
        ending.Should().BeEquivalentTo(new CompleteOrchestrationAction(1, InstanceStatus.ContinuedAsNew, "2", null, null, []));
        await script.TurnAsync();
        await script.TurnAsync(script.Completed(0));
        (await script.TurnAsync()).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task Kept_events_and_events_after_the_call_go_on_in_order_of_arrival()
    {
        await using var script = await OrchestratorScript.StartAsync(
            async context =>
            {
                if (context.GetInput<string>() == "second")
                {
                    var seen = new List<string>();
                    foreach (var name in new[] { "A", "B", "A", "B" })
                    {
                        seen.Add(await context.WaitForExternalEvent<string>(name));
                    }

                    return seen;
                }

                // Stands when the generation ends, and must not swallow what belongs to the next one.
                _ = context.WaitForExternalEvent<string>("C");
                await context.CallActivityAsync("Step");
                context.ContinueAsNew("second");
                await context.CallActivityAsync("Step");
                return [];
            },
            input: "first");

        await script.TurnAsync(script.Raised("A", "a1"), script.Raised("B", "b1"));
        await script.TurnAsync(script.Completed(0), script.Raised("A", "a2"), script.Raised("C", "c1"));
        var ending = (await script.TurnAsync(script.Raised("B", "b2"), script.Completed(1))).Ending();
        ending.CarryoverEvents.Select(carried => carried.Input).Should().Equal("\"a1\"", "\"b1\"", "\"a2\"", "\"c1\"", "\"b2\"");
        (await script.TurnAsync()).Output<string[]>().Should().Equal("a1", "b1", "a2", "b2");
    }

    [Fact]
    public async Task Without_preserving_kept_events_are_dropped_but_not_those_after_the_call()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step");
            context.ContinueAsNew(preserveUnprocessedEvents: false);
            await context.CallActivityAsync("Step");
            return 0;
        });

        await script.TurnAsync(script.Raised("Go", "dropped"));
        await script.TurnAsync(script.Completed(0));
        var ending = (await script.TurnAsync(script.Raised("Go", "kept"), script.Completed(1))).Ending();
        ending.CarryoverEvents.Select(carried => carried.Input).Should().Equal("\"kept\"");
    }

    [Fact]
    public async Task It_waits_for_open_tasks()
    {
        await using var script = await OrchestratorScript.StartAsync(context =>
        {
            _ = context.CreateTimer(TimeSpan.FromSeconds(3), CancellationToken.None);
            context.ContinueAsNew("next");
            return Task.FromResult(0);
        });

        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateTimerAction>();
        (await script.TurnAsync(script.Fired(0))).Ending().Status.Should().Be(InstanceStatus.ContinuedAsNew);
    }

    [Fact]
    public async Task A_new_version_is_passed_on()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context =>
            {
                if (context.CompareVersionTo("2.0") < 0)
                {
                    context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2.0" });
                }

                return context.Version;
            }),
            version: "1.0");

        (await script.TurnAsync()).Ending().NewVersion.Should().Be("2.0");
        (await script.TurnAsync()).Output<string>().Should().Be("2.0");
    }

    [Fact]
    public async Task A_failure_after_the_call_fails_the_instance()
    {
        await using var script = await OrchestratorScript.StartAsync<int>(context =>
        {
            context.ContinueAsNew();
            throw new InvalidOperationException("broken");
        });

        (await script.TurnAsync()).Failure().ErrorMessage.Should().Be("broken");
    }

    [Fact]
    public async Task Ids_and_guids_begin_anew_in_each_generation()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step", context.NewGuid());
            context.ContinueAsNew();
            return 0;
        });

        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Id.Should().Be(0);
        await script.TurnAsync(script.Completed(0));
        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Id.Should().Be(0);
    }

    [Fact]
    public async Task On_the_hub_the_next_generation_keeps_name_tags_and_parent_and_begins_with_what_is_carried_over()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc<string, string>("Child", async (context, input) =>
            {
                if (input == "first")
                {
                    await context.WaitForExternalEvent<int>("Begin");
                    context.ContinueAsNew(new ContinueAsNewOptions { NewInput = "second", NewVersion = "2.0" });
                    return "ignored";
                }

                return $"{context.Name} {context.Version} {context.Parent!.InstanceId} {await context.WaitForExternalEvent<int>("E")} {await context.WaitForExternalEvent<int>("e")}";
            })
            .AddOrchestratorFunc("Main", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", "first", new SubOrchestrationOptions(instanceId: "c") { Tags = new Dictionary<string, string> { ["k"] = "v" }, Version = "1.0" })));
        await run.ScheduleAsync("i");
        await run.Hub.IdleAsync();
        var first = (await run.Hub.Client.GetHistoryAsync("c", default)).OfType<ExecutionStartedEvent>().Single();

        await run.Client.RaiseEventAsync("c", "E", 1);
        await run.Client.RaiseEventAsync("c", "E", 2);
        await run.Client.RaiseEventAsync("c", "Begin", 0);

        (await run.OutputAsync<string>("i")).Should().Be("Child 2.0 i 1 2");
        var history = await run.Hub.Client.GetHistoryAsync("c", default);
        history.Take(4).Select(happened => happened.GetType().Name).Should().Equal(
            nameof(OrchestratorStartedEvent), nameof(ExecutionStartedEvent), nameof(EventRaisedEvent), nameof(EventRaisedEvent));
        var second = history.OfType<ExecutionStartedEvent>().Single();
        second.ExecutionId.Should().MatchRegex("^[0-9a-f]{32}$").And.NotBe(first.ExecutionId);
        second.Tags.Should().Equal(first.Tags).And.ContainKey("k");
        second.Parent.Should().Be(first.Parent);
    }

    [Fact]
    public async Task On_the_hub_it_waits_for_open_tasks_and_their_results_do_not_reach_the_next_generation()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddActivityFunc<int, int>("Step", (_, input) => input)
            .AddOrchestratorFunc<int, int>("Main", async (context, generation) =>
            {
                if (generation == 0)
                {
                    _ = context.CallActivityAsync<int>("Step", 100);
                    context.ContinueAsNew(1);
                    return 0;
                }

                return await context.CallActivityAsync<int>("Step", generation);
            }));

        await run.ScheduleAsync("i", 0);

        (await run.OutputAsync<int>("i")).Should().Be(1);
    }
}
