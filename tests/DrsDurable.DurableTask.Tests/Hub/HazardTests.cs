using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>The schedules of design/engine-hazards.md that one node can meet, by their numbers there.</summary>
public sealed class HazardTests
{
    [Fact]
    public async Task Hazard01_An_instance_created_again_sends_its_events_again()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddOrchestratorFunc("Sender", context => context.SendEvent("receiver", "ping", 1))
            .AddOrchestratorFunc<int>("Receiver", async context =>
                await context.WaitForExternalEvent<int>("ping") + await context.WaitForExternalEvent<int>("ping")));
        await StartAsync(hub, "receiver", "Receiver");
        await StartAsync(hub, "sender", "Sender");
        await hub.IdleAsync();
        await hub.Client.PurgeAsync("sender", default);

        await StartAsync(hub, "sender", "Sender");
        await hub.IdleAsync();

        (await GetAsync(hub, "receiver")).Output.Should().Be("2");
    }

    [Fact]
    public async Task Hazard03_A_late_activity_result_does_not_complete_a_task_of_the_next_generation()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Loop");
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Old"));
        var old = await worker.NextActivityAsync();
        await hub.Client.RaiseEventAsync("a", "again", null, null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ContinueAsNew(1, null));
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "New"));
        var current = await worker.NextActivityAsync();

        await worker.AnswerAsync(old, "\"foreign\"");
        await worker.AnswerAsync(current, "\"own\"");

        var turn = await worker.NextTurnAsync();
        turn.NewEvents.OfType<TaskCompletedEvent>().Should().ContainSingle().Which.Result.Should().Be("\"own\"");
        old.OwnershipLost.IsCancellationRequested.Should().BeTrue();
        current.OwnershipLost.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task Hazard04_A_request_repeated_after_ContinueAsNew_is_not_applied_again_within_its_window()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Loop");
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.Client.RaiseEventAsync("a", "go", "1", "request-1", default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ContinueAsNew(0, null));
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.IdleAsync();

        await hub.Client.RaiseEventAsync("a", "go", "1", "request-1", default);
        await hub.IdleAsync();
        worker.Waiting.Should().Be(0);

        hub.Clock.Advance(TimeSpan.FromMinutes(11));
        await hub.Client.RaiseEventAsync("a", "other", "2", "request-2", default);
        var next = await worker.NextTurnAsync();
        next.NewEvents.OfType<EventRaisedEvent>().Should().ContainSingle().Which.Name.Should().Be("other");
    }

    [Fact]
    public async Task Hazard05_Turns_are_stamped_strictly_later_even_if_the_clock_stands_still_or_is_set_back()
    {
        using var medium = new HubMedium(HubStoreKind.Sqlite, 1);
        var ahead = new Testing.Time.VirtualTimeProvider(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var behind = new Testing.Time.VirtualTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var stamps = new List<DateTime>();
        foreach (var clock in new[] { ahead, behind })
        {
            await using var process = await HubProcess.StartAsync(medium.Open(clock), clock, tasks: null);
            await using var worker = new ScriptedWorker(process.Hub);
            if (clock == ahead)
            {
                await process.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Loop"), default);
            }
            else
            {
                await process.Client.RaiseEventAsync("a", "go", null, null, default);
            }

            foreach (var _ in Enumerable.Range(0, 3))
            {
                var turn = await worker.NextTurnAsync();
                stamps.Add(turn.NewEvents[0].Timestamp);
                await worker.AnswerAsync(turn, ContinueAsNew(0, null));
            }

            await worker.AnswerAsync(await worker.NextTurnAsync());
            await process.Hub.WhenIdleAsync(default);
        }

        stamps.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Hazard06_Terminating_an_instance_whose_start_is_not_due_ends_it_without_running_it()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddOrchestratorFunc("Later", _ => throw new InvalidOperationException("must not run")));
        await hub.Client.CreateInstanceAsync(
            new CreateInstanceRequest("a", "Later", StartAt: hub.Clock.GetUtcNow().UtcDateTime.AddDays(30)), default);
        await hub.Client.RaiseEventAsync("a", "early", null, null, default);
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Pending);
        hub.Hub.NextDue.Should().Be(new DateTime(2030, 1, 31, 0, 0, 0, DateTimeKind.Utc));

        await hub.Client.TerminateAsync("a", "\"off\"", recurse: false, default);
        await hub.RunToRestAsync();

        var ended = await GetAsync(hub, "a");
        ended.Status.Should().Be(InstanceStatus.Terminated);
        ended.Output.Should().Be("\"off\"");
        hub.Hub.NextDue.Should().BeNull();
    }

    [Fact]
    public async Task Invariant10_Actions_a_worker_takes_for_a_suspended_instance_are_not_committed()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Listen");
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.Client.SuspendAsync("a", null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
        await hub.IdleAsync();

        (await hub.Client.GetHistoryAsync("a", default)).OfType<TaskScheduledEvent>().Should().BeEmpty();
        (await GetAsync(hub, "a")).QuarantineReason.Should().Contain("suspended");

        hub.Clock.AdvanceToNextTimer();
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.IdleAsync();
        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Suspended);
    }

    [Fact]
    public async Task Hazard13_A_refused_append_reloads_the_instance_and_starts_no_activity_twice()
    {
        var scenario = HubScenarios.Named("fan-out");
        var clean = await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed: 1);
        foreach (var call in Enumerable.Range(1, clean.Calls.Count).Where(call => clean.Calls[call - 1] == nameof(IHubStore.AppendAsync)))
        {
            var spoiled = await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed: 1, new StoreFault(call, StoreFaultKind.AppendRefused));

            spoiled.Instances.Should().BeEquivalentTo(clean.Instances);
            spoiled.Runs.Where(run => run.Value != 1).Should().BeEmpty();
            spoiled.Violations.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Hazard19_An_instance_that_cannot_be_decoded_is_quarantined_and_the_others_go_on()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks => tasks
            .AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go")));
        await StartAsync(hub, "bad", "Listen");
        await StartAsync(hub, "good", "Listen");
        await hub.IdleAsync();
        var position = hub.Medium.Weak.KeysOf("bad").Single();
        var intact = hub.Medium.Weak.DamageBatch(position);

        await hub.KillAndRestartAsync();
        await hub.Client.RaiseEventAsync("bad", "go", "\"x\"", null, default);
        await hub.Client.RaiseEventAsync("good", "go", "\"x\"", null, default);
        await hub.IdleAsync();

        (await GetAsync(hub, "good")).Output.Should().Be("\"x\"");
        var bad = await GetAsync(hub, "bad");
        bad.Status.Should().Be(InstanceStatus.Running);
        bad.QuarantineReason.Should().Contain("format 255");
        hub.Hub.Quarantined.Should().ContainKey("bad");

        hub.Medium.Weak.RepairBatch(position, intact);
        (await hub.Hub.ReleaseAsync("bad", default)).Outcome.Should().Be(ReleaseOutcome.Released);
        await hub.IdleAsync();
        (await GetAsync(hub, "bad")).Output.Should().Be("\"x\"", "what arrived meanwhile stayed in the inbox");
    }

    [Theory]
    [InlineData(NonDeterminismPolicy.Fail, InstanceStatus.Failed)]
    [InlineData(NonDeterminismPolicy.Hold, InstanceStatus.Completed)]
    public async Task Hazard20_Non_determinism_fails_the_instance_or_holds_it_until_the_code_is_right_again(
        NonDeterminismPolicy policy, InstanceStatus ending)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null, options => options.NonDeterminism = policy);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Changed");
        var turn = await worker.NextTurnAsync();
        await ((IWorkItemSource)hub.Hub).CompleteOrchestratorAsync(
            new OrchestratorResult(turn.CompletionToken, [], null, new FailureDetails("NonDeterministic", "activity A became B")), default);
        await hub.IdleAsync();

        if (policy == NonDeterminismPolicy.Hold)
        {
            (await GetAsync(hub, "a")).QuarantineReason.Should().Contain("activity A became B");
            hub.Clock.AdvanceToNextTimer();
            await worker.AnswerAsync(await worker.NextTurnAsync(), Complete(0));
            await hub.IdleAsync();
        }

        (await GetAsync(hub, "a")).Status.Should().Be(ending);
    }

    [Fact]
    public async Task Hazard23_Stale_doubled_and_unknown_tokens_have_no_effect()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        var first = await worker.NextTurnAsync();
        await worker.AnswerAsync(first, Activity(0, "Act"));
        await worker.AnswerAsync(first, Complete(0, "\"doubled\""));
        await worker.AbandonAsync(first);
        var activity = await worker.NextActivityAsync();
        await worker.AnswerAsync(activity, "1");
        await worker.AnswerAsync(activity, "2");
        await worker.AbandonAsync(activity);

        var second = await worker.NextTurnAsync();
        await worker.AnswerAsync(second, Complete(1, ((TaskCompletedEvent)second.NewEvents[1]).Result));
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("1");
        worker.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Hazard25_Terminate_does_not_wait_for_a_turn_that_hangs_and_beats_what_it_decides()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Hangs");
        var hanging = await worker.NextTurnAsync();

        await hub.Client.TerminateAsync("a", "\"stop\"", recurse: false, default);
        var ended = await hub.Client.WaitForCompletionAsync("a", true, default);
        await worker.AnswerAsync(hanging, ContinueAsNew(0, null));
        await hub.IdleAsync();

        ended.Status.Should().Be(InstanceStatus.Terminated);
        ended.Output.Should().Be("\"stop\"");
        worker.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task Hazard27_An_event_for_an_unknown_instance_is_refused_and_does_not_hide_the_instance_created_next()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go")));

        (await hub.Client.RaiseEventAsync("a", "go", "\"lost\"", null, default)).Should().Be(SignalResult.NotFound);
        await StartAsync(hub, "a", "Listen");
        (await hub.Client.RaiseEventAsync("a", "go", "\"heard\"", null, default)).Should().Be(SignalResult.Accepted);
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Be("\"heard\"");
        (await hub.Client.RaiseEventAsync("a", "go", null, null, default)).Should().Be(SignalResult.Ended);
    }

    /// <summary>Above what arrives the limit is switched off: everything is one turn.</summary>
    [Theory]
    [InlineData(3, "012", "345", "6")]
    [InlineData(1000, "0123456")]
    public async Task Hazard33_A_turn_takes_a_limited_number_of_arrivals_and_leaves_the_rest_in_order(int limit, params string[] turns)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null, options => options.Limits.TurnArrivals = limit);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Listen");
        var first = await worker.NextTurnAsync();
        foreach (var i in Enumerable.Range(0, 7))
        {
            await hub.Client.RaiseEventAsync("a", "n", $"{i}", null, default);
        }

        await worker.AnswerAsync(first);
        var seen = new List<string[]>();
        while (seen.Sum(turn => turn.Length) < 7)
        {
            var turn = await worker.NextTurnAsync();
            seen.Add([.. turn.NewEvents.OfType<EventRaisedEvent>().Select(raised => raised.Input!)]);
            await worker.AnswerAsync(turn);
        }

        seen.Select(turn => string.Concat(turn)).Should().Equal(turns);
    }

    [Fact]
    public async Task Hazard36_A_second_process_is_refused_while_the_first_lives_and_served_after_it_died()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);

        var second = () => HubProcess.StartAsync(hub.Medium.Open(hub.Clock), hub.Clock, tasks: null);
        (await second.Should().ThrowAsync<TaskHubOpenException>()).Which.Outcome.Should().Be(OpenOutcome.InUse);

        await hub.KillAndRestartAsync();
        hub.Hub.IsIdle.Should().BeTrue();
    }

    private static Task<CreateInstanceResult> StartAsync(VirtualHub hub, string id, string name) =>
        hub.Client.CreateInstanceAsync(new CreateInstanceRequest(id, name), default);

    private static async Task<InstanceSnapshot> GetAsync(VirtualHub hub, string id) => (await hub.Client.GetInstanceAsync(id, includePayloads: true, default))!;
}
