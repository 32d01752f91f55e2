namespace DrsDurable.DurableTask.Tests.Worker;

public class NonDurableAwaitTests
{
    [Fact]
    public async Task Awaiting_something_that_never_comes_from_the_hub_fails_the_instance_at_once()
    {
        var never = new TaskCompletionSource();
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step");
            await never.Task;
            return 0;
        });

        await script.TurnAsync();
        var failure = (await script.TurnAsync(script.Completed(0))).Failure();
        failure.ErrorType.Should().EndWith(".NonDurableAwaitException");
        failure.ErrorMessage.Should().Contain("'Main' waits").And.Contain("CreateTimer");
    }

    [Fact]
    public async Task ConfigureAwait_false_fails_the_instance_instead_of_leaving_its_thread()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await context.CallActivityAsync("Step").ConfigureAwait(false);
            return 0;
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0))).Failure().ErrorMessage.Should().Contain("ConfigureAwait(false)");
    }

    [Fact]
    public async Task A_continuation_from_another_thread_fails_the_instance_at_its_next_turn()
    {
        var outside = new TaskCompletionSource();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            var go = context.WaitForExternalEvent<string>("Go");
            await Task.WhenAny(go, outside.Task);
            await go;
        }));
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));

        var first = script.Item();
        script.Commit(first, await worker.Source.RunAsync(first));
        outside.SetResult();
        (await worker.Source.RunAsync(script.Item(script.Raised("Go")))).Failure().ErrorMessage.Should().Contain("continued from outside");
    }

    [Fact]
    public async Task Using_the_context_from_another_thread_fails_there()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            Exception? seen = null;
            var thread = new Thread(() => seen = Record.Exception(() => { context.NewGuid(); }));
            thread.Start();
            thread.Join();
            await context.CallActivityAsync("Step");
            return seen!.Message;
        });

        await script.TurnAsync();
        (await script.TurnAsync(script.Completed(0))).Output<string>().Should().Contain("another thread");
    }

    [Fact]
    public async Task Waiting_only_for_an_event_is_durable()
    {
        await using var script = await OrchestratorScript.StartAsync(context => context.WaitForExternalEvent<int>("Go"));

        (await script.TurnAsync()).ShouldWait();
        (await script.TurnAsync(script.Raised("Go", 7))).Output<int>().Should().Be(7);
    }

    [Fact]
    public async Task Task_Yield_stays_within_the_turn()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await Task.Yield();
            var order = new List<int>();
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
            {
                await Task.Yield();
                order.Add(i);
                await context.CallActivityAsync("Step");
                order.Add(i);
            }));
            return order;
        });

        (await script.TurnAsync()).Actions.Should().HaveCount(3);
        (await script.TurnAsync(script.Completed(1), script.Completed(2), script.Completed(0)))
            .Output<int[]>().Should().Equal(0, 1, 2, 1, 2, 0);
    }
}
