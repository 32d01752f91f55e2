using System.Collections.Concurrent;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Tests.Worker;

namespace DrsDurable.DurableTask.Tests.Rules;

public class ReplayTests
{
    [Fact]
    public async Task A_sequence_of_activities_is_scheduled_one_by_one_with_ids_from_0()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var first = await context.CallActivityAsync<int>("Add", 1);
            var second = await context.CallActivityAsync<int>("Add", first);
            return second;
        });

        var started = await script.TurnAsync();
        started.Actions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new ScheduleTaskAction(0, "Add", null, "[1]", new Dictionary<string, string>()));
        var next = await script.TurnAsync(script.Completed(0, 2));
        next.Actions.Should().ContainSingle().Which.Should().BeOfType<ScheduleTaskAction>().Which.Id.Should().Be(1);
        (await script.TurnAsync(script.Completed(1, 3))).Output<int>().Should().Be(3);
    }

    [Fact]
    public async Task Fan_out_schedules_all_at_once_in_id_order_and_WhenAll_joins_results_in_call_order()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
            await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<string>("Step", i))));

        (await script.TurnAsync()).Actions.Select(action => action.Id).Should().Equal(0, 1, 2, 3, 4);
        (await script.TurnAsync(script.Completed(3, "d"), script.Completed(1, "b"))).ShouldWait();
        (await script.TurnAsync(script.Completed(4, "e"), script.Completed(0, "a"), script.Completed(2, "c")))
            .Output<string[]>().Should().Equal("a", "b", "c", "d", "e");
    }

    [Fact]
    public async Task WhenAny_returns_the_one_whose_event_came_first()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var tasks = new[] { context.CallActivityAsync<string>("A"), context.CallActivityAsync<string>("B") };
            var first = await Task.WhenAny(tasks);
            var winner = await first;
            await Task.WhenAll(tasks);
            return winner;
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(1, "b"), script.Completed(0, "a"))).Output<string>().Should().Be("b");
    }

    [Fact]
    public async Task CurrentUtcDateTime_is_the_time_of_the_latest_OrchestratorStarted()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CallActivityAsync("Step");
            return new[] { before, context.CurrentUtcDateTime };
        });
        var (first, second) = (script.Now, script.Now.AddHours(5));

        await script.TurnAsync();
        script.Now = second;
        (await script.TurnAsync(script.Completed(0))).Output<DateTime[]>().Should().Equal(first, second);
    }

    [Fact]
    public async Task IsReplaying_is_true_over_past_events_only_and_replay_safe_logs_are_written_once()
    {
        var log = new CollectingLoggerProvider();
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", async context =>
            {
                var logger = context.CreateReplaySafeLogger("flow");
                logger.Write($"one {context.IsReplaying}");
                await context.CallActivityAsync("Step");
                logger.Write($"two {context.IsReplaying}");
                await context.CallActivityAsync("Step");
                logger.Write($"three {context.IsReplaying}");
            }),
            services: log.AddTo);

        await script.TurnAsync();
        await script.TurnAsync(script.Completed(0));
        await script.TurnAsync(script.Completed(1));

        // Two workers ran each turn, one of them from the start of the history.
        log.Lines("flow").Should().Equal("one False", "one False", "two False", "two False", "three False", "three False");
    }

    [Fact]
    public async Task An_orchestrator_in_memory_is_not_replayed()
    {
        var runs = new ConcurrentQueue<bool>();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            runs.Enqueue(context.IsReplaying);
            await context.CallActivityAsync("Step");
            await context.CallActivityAsync("Step");
        }));
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));

        var first = script.Item();
        script.Commit(first, await worker.Source.RunAsync(first));
        var second = script.Item(script.Completed(0));
        script.Commit(second, await worker.Source.RunAsync(second));
        (await worker.Source.RunAsync(script.Item(script.Completed(1)))).Output<object>();

        runs.Should().Equal(false);
    }

    [Fact]
    public async Task An_orchestrator_in_memory_that_stands_on_another_position_is_rebuilt_from_history()
    {
        var runs = new ConcurrentQueue<bool>();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Main", async context =>
        {
            runs.Enqueue(context.IsReplaying);
            return await context.CallActivityAsync<string>("Step") + await context.CallActivityAsync<string>("Step");
        }));
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));

        var first = script.Item();
        script.Commit(first, await worker.Source.RunAsync(first));

        // This turn was refused by the store: what the living orchestrator saw in it never happened.
        await worker.Source.RunAsync(script.Item(script.Completed(0, "lost")));
        var again = script.Item(script.Completed(0, "kept "));
        script.Commit(again, await worker.Source.RunAsync(again));
        (await worker.Source.RunAsync(script.Item(script.Completed(1, "result")))).Output<string>().Should().Be("kept result");

        runs.Should().Equal(false, true);
    }

    [Fact]
    public async Task The_orchestrator_unused_longest_leaves_memory_first()
    {
        var runs = new ConcurrentQueue<string>();
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", async context =>
            {
                runs.Enqueue(context.GetInput<string>()!);
                await context.CallActivityAsync("Step");
            }),
            options => options.MaximumLiveOrchestrators = 2);
        var scripts = new List<(OrchestratorScript Script, string Id)>();
        foreach (var id in new[] { "a", "b", "c" })
        {
            var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0), id);
            var item = script.Item() with { InstanceId = id };
            script.Commit(item, await worker.Source.RunAsync(item));
            scripts.Add((script, id));
        }

        foreach (var (script, id) in scripts)
        {
            (await worker.Source.RunAsync(script.Item(script.Completed(0)) with { InstanceId = id })).Output<object>();
            await script.DisposeAsync();
        }

        runs.Should().Equal("a", "b", "c", "a");
    }

    [Fact]
    public async Task NewGuid_is_RFC_4122_version_5_over_instance_time_and_counter()
    {
        await using var script = await OrchestratorScript.StartAsync(context => Task.FromResult(new[] { context.NewGuid(), context.NewGuid() }));
        script.Now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

        // Python: uuid.uuid5(uuid.UUID('9e952958-5e33-4daf-827f-2fa12937b875'), 'instance-1_2026-01-01T00:00:00.0000000Z_0')
        (await script.TurnAsync()).Output<Guid[]>().Should().Equal(
            Guid.Parse("ee6388bf-022f-5184-b318-1845a968c5eb"), Guid.Parse("53f4fb8b-1628-55c9-a37b-2dd69563c3c1"));
    }

    [Fact]
    public async Task GetInput_reads_the_input_as_the_type_asked_for()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc<int[], string>("Main", (context, input) => $"{input.Length} {context.GetInput<List<long>>()!.Sum()}"), input: new[] { 1, 2, 3 });

        (await script.TurnAsync()).Output<string>().Should().Be("3 6");
    }

    [Fact]
    public async Task A_history_without_its_start_goes_back_to_the_hub()
    {
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", _ => Task.FromResult(0)));
        var item = script.Item() with { NewEvents = [new OrchestratorStartedEvent(script.Now), script.Raised("Go")] };

        (await worker.Source.RunUntilAbandonedAsync(item)).Should().Contain("incomplete");
    }

    [Fact]
    public async Task An_unknown_orchestrator_fails_with_OrchestratorTaskNotFound()
    {
        await using var script = await OrchestratorScript.StartAsync(_ => { });

        (await script.TurnAsync()).Failure().Should().Be(new FailureDetails(
            "OrchestratorTaskNotFound", "No orchestrator task named 'Main' was found.", IsNonRetriable: true));
    }
}
