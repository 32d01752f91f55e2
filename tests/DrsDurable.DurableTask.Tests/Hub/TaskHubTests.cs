using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>What clients and workers may rely on, fault-free.</summary>
public sealed class TaskHubTests
{
    private static readonly Action<DurableTaskRegistry> Listener = tasks => tasks
        .AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go"));

    [Fact]
    public async Task NextDue_is_the_earliest_durable_timer_and_the_hub_is_idle_until_then()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddOrchestratorFunc<int>("Sleep", (context, hours) => context.CreateTimer(TimeSpan.FromHours(hours), CancellationToken.None)));
        await StartAsync(hub, "long", "Sleep", "60");
        await StartAsync(hub, "short", "Sleep", "2");
        await hub.IdleAsync();

        hub.Hub.NextDue.Should().Be(new DateTime(2030, 1, 1, 2, 0, 0, DateTimeKind.Utc));
        hub.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        hub.Hub.IsIdle.Should().BeTrue();
        hub.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await hub.IdleAsync();

        (await GetAsync(hub, "short")).Status.Should().Be(InstanceStatus.Completed);
        hub.Hub.NextDue.Should().Be(new DateTime(2030, 1, 3, 12, 0, 0, DateTimeKind.Utc));
    }

    [Fact]
    public async Task A_timer_that_fell_due_while_no_process_ran_fires_at_the_next_start()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddOrchestratorFunc("Sleep", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None)));
        await StartAsync(hub, "a", "Sleep");
        await hub.IdleAsync();
        await hub.Process.StopAsync();
        hub.Clock.Advance(TimeSpan.FromDays(2));

        await hub.StartProcessAsync();
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Completed);
    }

    [Fact]
    public async Task A_domain_clock_that_is_set_forward_is_noticed_within_a_minute_of_machine_time()
    {
        using var medium = new HubMedium(HubStoreKind.Weak, 1);
        var machine = new VirtualTimeProvider();
        var domain = new SteppedClock();
        await using var process = await HubProcess.StartAsync(
            medium.Open(machine),
            machine,
            tasks => tasks.AddOrchestratorFunc("Sleep", context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None)),
            options => options.TimerRecheck = TimeSpan.FromMinutes(1),
            new TaskHubClocks(domain, machine));
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Sleep"), default);
        await process.Hub.WhenIdleAsync(default);
        domain.Now += TimeSpan.FromHours(2);

        machine.Advance(TimeSpan.FromMinutes(1));
        await process.Hub.WhenIdleAsync(default);

        (await process.Client.GetInstanceAsync("a", false, default))!.Status.Should().Be(InstanceStatus.Completed);
    }

    [Fact]
    public async Task A_sweep_finds_what_took_effect_unseen()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, options => options.SweepInterval = TimeSpan.FromMinutes(1));
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();
        var unseen = new InboxMessage(
            "a", null, "r/late", 1, 0, MessageCodec.Encode(new EventContent(hub.Clock.GetUtcNow().UtcDateTime, FromClient: true, "go", "\"found\"")));
        await using var besides = hub.Medium.Open(hub.Clock);
        await besides.SendAsync([new OutboundMessage(unseen)], default);

        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("\"found\"");
    }

    [Fact]
    public async Task A_worker_that_holds_an_activity_keeps_the_hub_busy()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
        var activity = await worker.NextActivityAsync();

        hub.Hub.IsIdle.Should().BeFalse();
        await worker.AnswerAsync(activity, null);
        await worker.AnswerAsync(await worker.NextTurnAsync(), Complete(1));
        await hub.IdleAsync();
    }

    [Fact]
    public async Task A_graceful_stop_keeps_the_result_of_an_activity_that_ended_meanwhile()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using (var worker = new ScriptedWorker(hub.Hub))
        {
            await StartAsync(hub, "a", "One");
            await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
            var activity = await worker.NextActivityAsync();
            var stopping = hub.Process.StopAsync();
            await worker.AnswerAsync(activity, "\"kept\"");
            await stopping;
        }

        await hub.StartProcessAsync();
        await using var next = new ScriptedWorker(hub.Hub);
        var turn = await next.NextTurnAsync();

        turn.NewEvents.OfType<TaskCompletedEvent>().Single().Result.Should().Be("\"kept\"");
        await next.AnswerAsync(turn, Complete(1));
        await hub.IdleAsync();
        next.Waiting.Should().Be(0, "the activity is not started again");
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_work_that_no_worker_has_taken()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using (var worker = new ScriptedWorker(hub.Hub, activities: 0))
        {
            await StartAsync(hub, "a", "One");
            await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
            await StartAsync(hub, "b", "Two");
        }

        await hub.Process.StopAsync();
        await hub.StartProcessAsync();

        await using var next = new ScriptedWorker(hub.Hub);
        (await next.NextItemsAsync(2)).Should().BeEquivalentTo("a Act", "b Two");
    }

    [Fact]
    public async Task An_abandoned_turn_is_handed_out_again_after_a_growing_delay_under_a_new_token()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null, options => options.RedeliveryDelay = TimeSpan.FromSeconds(4));
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var seconds in new[] { 4, 8, 16 })
        {
            var turn = await worker.NextTurnAsync();
            tokens.Add(turn.CompletionToken).Should().BeTrue();
            await worker.AbandonAsync(turn);
            await hub.IdleAsync();
            (await GetAsync(hub, "a")).QuarantineReason.Should().Be("scripted");
            (hub.Clock.NextTimerDue - hub.Clock.GetUtcNow()).Should().Be(TimeSpan.FromSeconds(seconds));
            hub.Clock.AdvanceToNextTimer();
        }

        await worker.AnswerAsync(await worker.NextTurnAsync(), Complete(0));
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Should().Match<InstanceSnapshot>(a => a.Status == InstanceStatus.Completed && a.QuarantineReason == null);
    }

    [Fact]
    public async Task An_abandoned_activity_is_handed_out_again_after_a_delay()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
        await worker.AbandonAsync(await worker.NextActivityAsync());
        await hub.IdleAsync();
        worker.Waiting.Should().Be(0);

        hub.Clock.AdvanceToNextTimer();

        (await worker.NextActivityAsync()).TaskId.Should().Be(0);
    }

    [Fact]
    public async Task A_turn_nobody_answers_is_handed_out_again_when_its_lock_ends()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null, options => options.TurnLock = TimeSpan.FromMinutes(5));
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        var lost = await worker.NextTurnAsync();

        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = await worker.NextTurnAsync();
        await worker.AnswerAsync(lost, Complete(0, "\"late\""));
        await worker.AnswerAsync(again, Complete(0, "\"in time\""));
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("\"in time\"");
    }

    [Fact]
    public async Task Workers_get_no_more_than_they_can_take_and_only_names_they_know_if_another_knows_them()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var knowing = new ScriptedWorker(hub.Hub, orchestrators: 1, orchestratorNames: ["Known"]);
        await using var other = new ScriptedWorker(hub.Hub, orchestrators: 5);
        await StartAsync(hub, "a", "known");
        await StartAsync(hub, "b", "Known");
        await StartAsync(hub, "c", "Unknown");

        var first = await knowing.NextTurnAsync();
        (await other.NextTurnAsync()).InstanceId.Should().Be("c");
        knowing.Waiting.Should().Be(0);
        await knowing.AnswerAsync(first, Complete(0));
        (await knowing.NextTurnAsync()).InstanceId.Should().NotBe(first.InstanceId);
        other.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Status_follows_suspension_and_custom_status_follows_the_orchestrator()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        await StartAsync(hub, "a", "Listen");
        (await hub.Client.WaitForStartAsync("a", false, default)).Status.Should().Be(InstanceStatus.Running);

        await hub.Client.SuspendAsync("a", "pause", default);
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Suspended);
        await hub.Client.ResumeAsync("a", null, default);
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Running);
    }

    [Fact]
    public async Task Create_OnATakenId_AnswersByTheStatusesThatMayBeReplaced()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);
        (await StartAsync(hub, "a", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
        await hub.IdleAsync();

        (await StartAsync(hub, "a", "Listen")).Should().Be(new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, InstanceStatus.Running));
        (await hub.Client.CreateInstanceAsync(
            new CreateInstanceRequest("a", "Listen", ReplaceableStatuses: [InstanceStatus.Running], Tags: new Dictionary<string, string> { ["n"] = "2" }), default))
            .Outcome.Should().Be(CreateInstanceOutcome.Created);
        await hub.Client.RaiseEventAsync("a", "go", "\"x\"", null, default);
        await hub.IdleAsync();

        var second = await GetAsync(hub, "a");
        second.Status.Should().Be(InstanceStatus.Completed);
        second.Tags["n"].Should().Be("2");
        (await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Listen", ReplaceableStatuses: [InstanceStatus.Failed]), default))
            .Should().Be(new CreateInstanceResult(CreateInstanceOutcome.AlreadyExists, InstanceStatus.Completed));
        (await StartAsync(hub, "a", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
    }

    [Fact]
    public async Task Create_RepeatedWithItsRequestId_IsTheSameInstance()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        var request = new CreateInstanceRequest("a", "Listen", RequestId: "r");

        (await hub.Client.CreateInstanceAsync(request, default)).Outcome.Should().Be(CreateInstanceOutcome.Created);
        (await hub.Client.CreateInstanceAsync(request, default)).Outcome.Should().Be(CreateInstanceOutcome.Created);

        await hub.IdleAsync();
        (await hub.Client.GetHistoryAsync("a", default)).OfType<ExecutionStartedEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task Create_AboveTheLimitOfActiveInstances_AnswersResourceExhausted()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, options => options.Limits.ActiveInstances = 2);
        await StartAsync(hub, "a", "Listen");
        await StartAsync(hub, "b", "Listen");

        (await StartAsync(hub, "c", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.ResourceExhausted);
        await hub.Client.TerminateAsync("a", null, false, default);
        await hub.IdleAsync();
        (await StartAsync(hub, "c", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
    }

    [Fact]
    public async Task A_stopped_hub_ends_the_workers_stream_instead_of_breaking_it()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        var source = hub.Hub;
        var received = CollectAsync();

        await hub.Process.StopAsync();

        (await received.WaitAsync(TimeSpan.FromSeconds(60))).Should().Be(0);

        async Task<int> CollectAsync()
        {
            var count = 0;
            await foreach (var _ in source.GetWorkItemsAsync(new WorkerCapacity(1, 1, [], []), CancellationToken.None))
            {
                count++;
            }

            return count;
        }
    }

    [Fact]
    public async Task A_caller_may_give_up_while_the_store_does_not_answer()
    {
        using var medium = new HubMedium(HubStoreKind.Weak, 1);
        var clock = new VirtualTimeProvider();
        var store = new FaultingHubStore(medium.Open(clock), [.. Enumerable.Range(1, 99).Select(call => new StoreFault(call, StoreFaultKind.FailureBeforeEffect)).Skip(2)]);
        await using var process = await HubProcess.StartAsync(store, clock, tasks: null);
        using var patience = new CancellationTokenSource();

        var asking = process.Client.GetInstanceAsync("a", false, patience.Token);
        await process.Hub.WhenIdleAsync(default);
        asking.IsCompleted.Should().BeFalse();
        await patience.CancelAsync();

        await FluentActions.Awaiting(() => asking).Should().ThrowAsync<OperationCanceledException>();
        process.Hub.IsIdle.Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ends_for_an_instance_created_later_and_counts_as_no_work()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        var waiting = hub.Client.WaitForCompletionAsync("a", includePayloads: true, default);
        await hub.IdleAsync();
        waiting.IsCompleted.Should().BeFalse();

        await StartAsync(hub, "a", "Listen");
        await hub.Client.RaiseEventAsync("a", "go", "\"x\"", null, default);

        (await waiting).Output.Should().Be("\"x\"");
    }

    [Fact]
    public async Task Purge_NeedsAnEndedInstance_AndLeavesNothing()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();

        (await hub.Client.PurgeAsync("a", default)).Should().Be(PurgeOutcome.StillActive);
        await hub.Client.TerminateAsync("a", null, false, default);
        await hub.IdleAsync();
        (await hub.Client.PurgeAsync("a", default)).Should().Be(PurgeOutcome.Purged);

        (await hub.Client.GetInstanceAsync("a", true, default)).Should().BeNull();
        (await hub.Client.GetHistoryAsync("a", default)).Should().BeEmpty();
        hub.Medium.Weak.ItemCount.Should().Be(0);
    }

    [Fact]
    public async Task An_eternal_instance_keeps_a_constant_number_of_items()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks => tasks.AddOrchestratorFunc<int, int>("Loop", (context, round) =>
        {
            if (round < 500)
            {
                context.ContinueAsNew(round + 1);
            }

            return round;
        }));

        await StartAsync(hub, "a", "Loop", "0");
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("500");
        hub.Medium.Weak.ItemCount.Should().Be(2, "one head and the batch of the last generation");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\u0007", "control character U+0007")]
    public async Task Create_WithAnUnusableId_IsRefusedSayingWhy(string id, string reason)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);

        var create = () => StartAsync(hub, id, "Listen");

        (await create.Should().ThrowAsync<ArgumentException>()).WithMessage($"*{reason}*");
    }

    [Fact]
    public async Task Limits_refuse_a_request_and_fail_an_instance_naming_the_limit()
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<int, string>("Text", (_, length) => new string('x', length))
                .AddOrchestratorFunc<int, string>("Big", (context, length) => context.CallActivityAsync<string>("Text", length))
                .AddOrchestratorFunc<int, string>("Output", (_, length) => new string('x', length))
                .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync(
                    "Output", 1, new SubOrchestrationOptions(instanceId: new string('i', 300)))),
            options => options.Limits.PayloadBytes = 1000);

        var create = () => StartAsync(hub, new string('ä', 129), "Listen");
        (await create.Should().ThrowAsync<TaskHubLimitException>()).Which.Should().Match<TaskHubLimitException>(
            e => e.LimitName == nameof(TaskHubLimits.InstanceIdBytes) && e.Limit == 256 && e.Actual == 258);
        var raise = () => hub.Client.RaiseEventAsync("a", "go", new string('1', 1001), null, default);
        (await raise.Should().ThrowAsync<TaskHubLimitException>()).WithMessage("*PayloadBytes*1001 of at most 1000*");
        await StartAsync(hub, "activity", "Big", "2000");
        await StartAsync(hub, "output", "Output", "2000");
        await StartAsync(hub, "child", "Child");
        await hub.IdleAsync();

        var activity = await GetAsync(hub, "activity");
        activity.Status.Should().Be(InstanceStatus.Failed);
        activity.Failure!.InnerFailure!.ErrorMessage.Should().Contain("PayloadBytes");
        var output = await GetAsync(hub, "output");
        output.Status.Should().Be(InstanceStatus.Failed);
        output.Failure!.ErrorType.Should().Be("LimitExceeded");
        output.Failure.ErrorMessage.Should().Contain("PayloadBytes");
        (await GetAsync(hub, "child")).Failure!.InnerFailure!.ErrorMessage.Should().Contain("InstanceIdBytes");
    }

    [Fact]
    public async Task A_history_above_its_limit_fails_the_instance_naming_the_limit()
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<string>("Text", _ => new string('x', 500))
                .AddOrchestratorFunc("Grow", async context =>
                {
                    while (true)
                    {
                        await context.CallActivityAsync<string>("Text");
                    }
                }),
            options => options.Limits.HistoryBytes = 5000);

        await StartAsync(hub, "a", "Grow");
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Failure!.ErrorMessage.Should().Contain("HistoryBytes").And.Contain("ContinueAsNew");
    }

    [Fact]
    public async Task Query_pages_through_instances_by_creation()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener);
        foreach (var i in Enumerable.Range(0, 5))
        {
            await StartAsync(hub, $"i{i}", "Listen");
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await hub.Client.TerminateAsync("i2", null, false, default);
        await hub.IdleAsync();
        var first = await hub.Client.QueryAsync(new InstanceQuery(Statuses: [InstanceStatus.Running], PageSize: 3), default);
        var second = await hub.Client.QueryAsync(
            new InstanceQuery(Statuses: [InstanceStatus.Running], PageSize: 3, ContinuationToken: first.ContinuationToken), default);

        first.Instances.Select(instance => instance.InstanceId).Should().Equal("i0", "i1", "i3");
        second.Instances.Select(instance => instance.InstanceId).Should().Equal("i4");
        second.ContinuationToken.Should().BeNull();
    }

    /// <summary>A clock that jumps, as when an operator sets it: timers armed before do not notice.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static Task<CreateInstanceResult> StartAsync(VirtualHub hub, string id, string name, string? input = null) =>
        hub.Client.CreateInstanceAsync(new CreateInstanceRequest(id, name, Input: input), default);

    private static async Task<InstanceSnapshot> GetAsync(VirtualHub hub, string id) => (await hub.Client.GetInstanceAsync(id, includePayloads: true, default))!;
}
