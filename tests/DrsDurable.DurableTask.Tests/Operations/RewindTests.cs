using System.Threading.Channels;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class RewindTests
{
    private readonly RewindWorld world = new();

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task A_rewound_instance_runs_again_what_failed_and_nothing_that_succeeded(HubStoreKind store)
    {
        await using var hub = await StartFailedAsync(store, async context => await Do(context, "first") + await Do(context, "second") + await Do(context, "third"), "second");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("firstsecondthird");
        world.Runs.Should().Equal("first=1", "second=2", "third=1");
    }

    [Fact]
    public async Task It_shows_that_it_runs_when_the_call_returns_and_its_output_is_gone()
    {
        await using var hub = await StartFailedAsync(HubStoreKind.Weak, async context =>
        {
            await Do(context, "work");
            return await context.WaitForExternalEvent<string>("go");
        });
        (await hub.GetAsync("a")).FailureDetails.Should().NotBeNull();
        world.Repair();

        await hub.Client.RewindInstanceAsync("a", "repaired");

        var running = await hub.GetAsync("a");
        (running.RuntimeStatus, running.FailureDetails).Should().Be((OrchestrationRuntimeStatus.Running, null));
        await hub.Client.RaiseEventAsync("a", "go", "x");
        (await hub.Client.WaitForInstanceCompletionAsync("a", getInputsAndOutputs: true)).ReadOutputAs<string>().Should().Be("x");
    }

    [Fact]
    public async Task Its_history_has_the_reason_a_new_execution_id_and_no_failure()
    {
        await using var hub = await StartFailedAsync(HubStoreKind.Sqlite, context => Do(context, "work"));
        var before = (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionStartedEvent>().Single();

        await RewindAsync(hub);

        var history = await hub.Client.GetOrchestrationHistoryAsync("a");
        history.OfType<ExecutionRewoundEvent>().Single().Reason.Should().Be("repaired");
        history.OfType<ExecutionStartedEvent>().Single().OrchestrationInstance.ExecutionId.Should().NotBe(before.OrchestrationInstance.ExecutionId);
        history.OfType<TaskFailedEvent>().Should().BeEmpty();
        history.OfType<TaskScheduledEvent>().Should().ContainSingle();
        history.OfType<ExecutionCompletedEvent>().Single().OrchestrationStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
        history.OfType<OrchestratorStartedEvent>().Select(started => started.Timestamp).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Only_an_instance_that_has_failed_can_be_rewound()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho());
        await hub.StartAsync("running", "Listen");
        await hub.StartAsync("completed", "Echo", "x");
        await hub.StartAsync("terminated", "Listen");
        await hub.Client.TerminateInstanceAsync("terminated");
        await hub.IdleAsync();

        foreach (var id in new[] { "running", "completed", "terminated" })
        {
            await hub.Client.Invoking(c => c.RewindInstanceAsync(id, "why")).Should().ThrowAsync<InvalidOperationException>().WithMessage($"*'{id}'*rewound*");
        }

        await hub.Client.Invoking(c => c.RewindInstanceAsync("nobody", "why")).Should().ThrowAsync<ArgumentException>().WithMessage("*'nobody'*");
    }

    [Fact]
    public async Task It_can_be_rewound_as_often_as_it_fails()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak, async context => await Do(context, "ok") + await Do(context, "one") + await Do(context, "two"), "one", "two");
        await hub.Client.RewindInstanceAsync("a", "too early");
        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Repair();
        world.Break("two");
        await hub.Client.RewindInstanceAsync("a", "one repaired");
        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Failed);

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("okonetwo");
        world.Runs.Should().Equal("ok=1", "one=3", "two=2");
        (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionRewoundEvent>().Select(rewound => rewound.Reason)
            .Should().Equal("too early", "one repaired", "repaired");
    }

    [Fact]
    public async Task A_task_with_retries_gets_all_its_attempts_again()
    {
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1)));
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak, async context => await Do(context, "ok") + await context.CallActivityAsync<string>("Do", "work", retry), "work");
        world.Runs.Should().Equal("ok=1", "work=3");

        await hub.Client.RewindInstanceAsync("a", "again");
        await hub.Virtual.RunToRestAsync();
        world.Runs.Should().Equal("ok=1", "work=6");
        world.Repair();
        await hub.Client.RewindInstanceAsync("a", "repaired");
        await hub.Virtual.RunToRestAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("okwork");
        world.Runs.Should().Equal("ok=1", "work=7");
    }

    [Fact]
    public async Task A_compensation_is_undone_with_the_failure_that_caused_it()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async context =>
            {
                var text = await Do(context, "ok");
                try
                {
                    return text + await Do(context, "work");
                }
                catch (TaskFailedException)
                {
                    await Do(context, "compensate");
                    throw;
                }
            },
            "work");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("okwork");
        world.Runs.Should().Equal("compensate=1", "ok=1", "work=2");
        (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<TaskScheduledEvent>().Should().HaveCount(2);
    }

    [Fact]
    public async Task Branches_that_went_on_after_another_had_failed_are_not_run_again()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async context =>
            {
                var bad = Do(context, "bad");
                var good = GoodAsync();
                await Task.WhenAll(bad, good);
                return await bad + await good;

                async Task<string> GoodAsync()
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    return await Do(context, "g1") + await Do(context, "g2");
                }
            },
            "bad");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("badg1g2");
        world.Runs.Should().Equal("bad=2", "g1=1", "g2=1");
    }

    [Fact]
    public async Task Every_branch_that_failed_is_run_again()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async context => string.Concat(await Task.WhenAll(new[] { "a", "b", "c", "d" }.Select(work => Do(context, work)))),
            "b",
            "d");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("abcd");
        world.Runs.Should().Equal("a=1", "b=2", "c=1", "d=2");
    }

    [Fact]
    public async Task A_failure_the_orchestrator_had_got_over_is_left_as_it_was()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async context =>
            {
                var text = "";
                try
                {
                    await Do(context, "optional");
                }
                catch (TaskFailedException)
                {
                    text = "without, ";
                }

                return text + await Do(context, "step") + await Do(context, "last");
            },
            "optional",
            "last");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("without, steplast");
        world.Runs.Should().Equal("last=2", "optional=1", "step=1");
    }

    [Fact]
    public async Task An_orchestrator_that_failed_by_itself_goes_on_once_its_cause_is_gone()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async context =>
            {
                var text = await Do(context, "first");
                return world.IsBroken("code") ? throw new InvalidOperationException("a mistake") : text + await Do(context, "second");
            },
            "code");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("firstsecond");
        world.Runs.Should().Equal("first=1", "second=1");
    }

    [Fact]
    public async Task An_orchestrator_that_failed_in_its_first_turn_begins_again()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Sqlite,
            context => world.IsBroken("code") ? throw new InvalidOperationException("a mistake") : Do(context, "first"),
            "code");

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("first");
    }

    [Fact]
    public async Task An_orchestrator_unknown_at_its_first_turn_runs_once_it_is_deployed()
    {
        using var medium = new HubMedium(HubStoreKind.Sqlite, 1);
        var clock = new Testing.Time.VirtualTimeProvider();
        await using (var old = await HubProcess.StartAsync(medium.Open(clock), clock, tasks => tasks.AddEcho()))
        {
            await old.Service<DurableTaskClient>().ScheduleNewOrchestrationInstanceAsync("New", "in", new StartOrchestrationOptions("a"));
            await old.Service<DurableTaskClient>().WaitForInstanceCompletionAsync("a");
        }

        await using var process = await HubProcess.StartAsync(medium.Open(clock), clock, tasks => tasks.AddOrchestratorFunc<string, string>("New", (_, input) => input));
        await process.Service<DurableTaskClient>().RewindInstanceAsync("a", "deployed");

        (await process.Service<DurableTaskClient>().WaitForInstanceCompletionAsync("a", getInputsAndOutputs: true)).ReadOutputAs<string>().Should().Be("in");
    }

    [Fact]
    public async Task Events_timers_and_later_generations_work_after_a_rewind()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Weak,
            async (context, round) =>
            {
                var heard = await context.WaitForExternalEvent<string>("go");
                await Do(context, $"work {round}");
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                if (round < 3)
                {
                    context.ContinueAsNew(round + 1);
                }

                return heard;
            },
            "work 2");
        foreach (var i in Enumerable.Range(0, 4))
        {
            await hub.Client.RaiseEventAsync("a", "go", $"event {i}");
        }

        await hub.Virtual.RunToRestAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Failed);

        await RewindAsync(hub);

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("event 3", "what had arrived before the failure is still there");
        world.Runs.Should().Equal("work 0=1", "work 1=1", "work 2=2", "work 3=1");
        hub.Virtual.Medium.Weak.ItemCount.Should().Be(1 + hub.Virtual.Medium.Weak.KeysOf("a").Count);
    }

    [Fact]
    public async Task A_rewound_instance_survives_its_process_at_every_stage()
    {
        await using var hub = await StartFailedAsync(
            HubStoreKind.Sqlite,
            async context =>
            {
                await Do(context, "first");
                await Do(context, "second");
                return await context.WaitForExternalEvent<string>("go");
            },
            "second");
        await hub.Virtual.KillAndRestartAsync();
        await RewindAsync(hub);
        await hub.Virtual.KillAndRestartAsync();
        await hub.Client.RaiseEventAsync("a", "go", "x");
        await hub.IdleAsync();
        await hub.Virtual.KillAndRestartAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("x");
        world.Runs.Should().Equal("first=1", "second=2");
    }

    [Fact]
    public async Task An_activity_still_open_at_the_failure_is_started_again_and_what_the_first_one_says_does_not_count()
    {
        world.Break("size");
        var started = Channel.CreateUnbounded<TaskCompletionSource<string>>();
        await using var hub = await OperationsHub.StartAsync(
            tasks => tasks
                .AddActivityFunc<string, string>("Held", (_, _) =>
                {
                    var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                    started.Writer.TryWrite(answer);
                    return answer.Task;
                })
                .AddOrchestratorFunc<string>("Main", async context =>
                {
                    var held = context.CallActivityAsync<string>("Held", "x");
                    await context.WaitForExternalEvent<string>("send");
                    context.SendEvent("nobody", "report", new string('x', world.IsBroken("size") ? 2_000 : 1));
                    return await held;
                }),
            HubStoreKind.Weak,
            options => options.Limits.PayloadBytes = 1_000);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", null, new StartOrchestrationOptions("a"));
        var first = await NextAsync();
        await hub.Client.RaiseEventAsync("a", "send", "now");
        (await hub.Client.WaitForInstanceCompletionAsync("a")).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Repair();

        await hub.Client.RewindInstanceAsync("a", "repaired");
        var second = await NextAsync();
        first.SetResult("first");
        second.SetResult("second");

        (await hub.Client.WaitForInstanceCompletionAsync("a", getInputsAndOutputs: true)).ReadOutputAs<string>().Should().Be("second");
        started.Reader.Count.Should().Be(0);

        Task<TaskCompletionSource<string>> NextAsync() => started.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Two_rewinds_at_once_are_one()
    {
        await using var hub = await StartFailedAsync(HubStoreKind.Weak, context => Do(context, "work"));
        world.Repair();

        var calls = Enumerable.Range(0, 5).Select(i => Attempt(hub.Client.RewindInstanceAsync("a", $"{i}"))).ToArray();
        var succeeded = (await Task.WhenAll(calls)).Count(rewound => rewound);
        await hub.IdleAsync();

        succeeded.Should().Be(1);
        (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionRewoundEvent>().Should().ContainSingle();
        world.Runs.Should().Equal("work=2");

        static async Task<bool> Attempt(Task rewind)
        {
            try
            {
                await rewind;
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    private static Task<string> Do(TaskOrchestrationContext context, string work) => context.CallActivityAsync<string>("Do", work);

    private Task<OperationsHub> StartFailedAsync(HubStoreKind store, Func<TaskOrchestrationContext, Task<string>> run, params string[] broken) =>
        StartFailedAsync(store, (context, _) => run(context), broken);

    private async Task<OperationsHub> StartFailedAsync(HubStoreKind store, Func<TaskOrchestrationContext, int, Task<string>> run, params string[] broken)
    {
        world.Break(broken.Length == 0 ? ["work"] : broken);
        var hub = await OperationsHub.StartAsync(tasks => world.Register(tasks).AddOrchestratorFunc<int, string>("Main", run), store);
        await hub.StartAsync("a", "Main", 0);
        await hub.Virtual.RunToRestAsync();
        return hub;
    }

    private async Task RewindAsync(OperationsHub hub)
    {
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Failed);
        world.Repair();
        await hub.Client.RewindInstanceAsync("a", "repaired");
        await hub.Virtual.RunToRestAsync();
    }
}
