using DrsDurable.DurableTask.Sidecar.Inspection;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Metrics;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Tests.Hub;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Telemetry;
using DrsDurable.Testing.Time;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Telemetry;

/// <summary>What a hub counts. Each test's hub has a name of its own, by which its numbers are told from those of others.</summary>
public sealed class HubMetricTests : IDisposable
{
    private static readonly string[] TagKeys = ["durabletask.task.name", "durabletask.task.status", "kind", "operation", "outcome", "reason", "state"];

    /// <summary>Real time, never reached by a passing test.</summary>
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    private readonly string name = $"metrics-{Guid.NewGuid():N}"[..40];
    private readonly MeasuredMetrics metrics;

    public HubMetricTests() => metrics = new MeasuredMetrics(HubMetrics.MeterName, "durabletask.hub", name);

    public void Dispose() => metrics.Dispose();

    [Fact]
    public async Task A_run_is_counted_by_orchestrations_turns_batches_and_activities()
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Sqlite,
            tasks => tasks
                .AddActivityFunc<int, int>("Work", (_, value) => value > 0 ? value : throw new InvalidOperationException("no"))
                .AddOrchestratorFunc<int, int>("Child", (context, value) => context.CallActivityAsync<int>("Work", value))
                .AddOrchestratorFunc<int>("Main", async context =>
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    try
                    {
                        await context.CallActivityAsync<int>("Work", -1);
                    }
                    catch (TaskFailedException)
                    {
                        return await context.CallSubOrchestratorAsync<int>("Child", 1);
                    }

                    return 0;
                }),
            Named);
        await StartAsync(hub, "a", "Main");
        await hub.RunToRestAsync();

        (await GetAsync(hub, "a")).Status.Should().Be(Sidecar.Protocol.InstanceStatus.Completed);
        metrics.Sum("durabletask.orchestrations.started").Should().Be(2);
        metrics.Sum("durabletask.orchestrations.completed", ("durabletask.task.name", "Main"), ("durabletask.task.status", "Completed")).Should().Be(1);
        metrics.Values("durabletask.orchestration.duration", ("durabletask.task.name", "Main")).Should().ContainSingle().Which.Should().BeGreaterThanOrEqualTo(60);
        metrics.Sum("durabletask.activities.started").Should().Be(2);
        metrics.Sum("durabletask.activities.completed", ("outcome", "failed")).Should().Be(1);
        metrics.Sum("durabletask.activities.completed", ("outcome", "succeeded")).Should().Be(1);
        metrics.Sum("durabletask.appends", ("outcome", "committed")).Should().Be(6, "Main takes four turns and Child two");
        metrics.Values("durabletask.turn.duration", ("outcome", "completed")).Should().HaveCount(6);
        metrics.Values("durabletask.turn.events").Should().HaveCount(6).And.OnlyContain(events => events >= 3);
        metrics.Values("durabletask.append.size").Should().HaveCount(6).And.OnlyContain(bytes => bytes > 0);
        metrics.Values("durabletask.store.operation.duration", ("operation", "append"), ("outcome", "answered")).Should().HaveCount(6);
        metrics.ReadGauges();
        metrics.Values("durabletask.instances", ("state", "running")).Should().Equal(0);
    }

    [Fact]
    public async Task Gauges_show_what_waits_and_what_runs()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null, Named);
        await StartAsync(hub, "a", "One");
        await StartAsync(hub, "b", "One");
        await hub.Client.RaiseEventAsync("b", "go", null, null, default);
        await UntilAsync(hub, look => look is { TurnsWaiting: 2, ArrivalsWaiting: 1 });
        metrics.ReadGauges();
        metrics.Values("durabletask.backlog", ("kind", "turns")).Should().Equal(2);
        metrics.Values("durabletask.backlog", ("kind", "arrivals")).Should().Equal(1);
        metrics.Values("durabletask.instances", ("state", "running")).Should().Equal(2);

        await using var worker = new ScriptedWorker(hub.Hub, activities: 1);
        var turn = await worker.NextTurnAsync();
        await worker.AnswerAsync(turn, Activity(0, "Act"), Activity(1, "Act"));
        await UntilAsync(hub, look => look is { ActivitiesWaiting: 1, ActivitiesRunning: 1, TurnsWaiting: 0 });
        metrics.ReadGauges();

        metrics.Values("durabletask.backlog", ("kind", "activities"))[^1].Should().Be(1);
        metrics.Values("durabletask.activities.running")[^1].Should().Be(1);
        metrics.Values("durabletask.backlog", ("kind", "turns"))[^1].Should().Be(0);
    }

    [Fact]
    public async Task What_waits_outside_of_memory_is_shown_as_parked()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, options =>
        {
            Named(options);
            options.ParkAfter = TimeSpan.Zero;
        });
        await StartAsync(hub, "a", "Listen");
        await StartAsync(hub, "b", "Listen");
        await hub.IdleAsync();
        metrics.ReadGauges();
        metrics.Values("durabletask.instances", ("state", "parked")).Should().Equal(2);
        metrics.Values("durabletask.instances", ("state", "running")).Should().Equal(0);

        await hub.Client.RaiseEventAsync("a", "go", "\"x\"", null, default);
        await hub.IdleAsync();
        metrics.ReadGauges();

        metrics.Values("durabletask.instances", ("state", "parked"))[^1].Should().Be(1);
        metrics.Sum("durabletask.instances.loaded").Should().Be(1, "one of them was woken");
    }

    [Fact]
    public async Task What_was_committed_and_is_not_yet_sent_is_counted_until_the_store_confirms_it()
    {
        using var medium = new HubMedium(HubStoreKind.Sqlite, 1);
        var clock = new VirtualTimeProvider();
        await using var faulting = new FaultingHubStore(medium.Open(clock), [new StoreFault(5, StoreFaultKind.TimeoutAfterEffect)]);
        var (store, seen) = ObservedHubStore.Around(faulting);
        await using var process = await HubProcess.StartAsync(
            store,
            clock,
            tasks => tasks
                .AddOrchestratorFunc<string>("Child", _ => Task.FromResult("done"))
                .AddOrchestratorFunc<string>("Main", async context =>
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                    context.SendEvent("nobody", "hello", "x");
                    return await context.CallSubOrchestratorAsync<string>("Child");
                }),
            Named);
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Main"), default);
        await process.Hub.WhenIdleAsync(default);
        metrics.Sum("durabletask.messages.unsent").Should().Be(0);

        var sending = seen.Hold(nameof(IHubStore.SendAsync));
        clock.AdvanceToNextTimer();
        await process.Hub.WhenIdleAsync(default);
        clock.AdvanceToNextTimer();
        await sending.NextAsync();
        faulting.Calls[4].Should().Be(nameof(IHubStore.AppendAsync), "its answer was lost, so that nobody knows what it has sent");
        metrics.Sum("durabletask.messages.unsent").Should().Be(2, "an event and a child wait for the store");

        sending.Release();
        await process.Hub.WhenIdleAsync(default);
        metrics.Sum("durabletask.messages.unsent").Should().Be(0);
        (await process.Client.GetInstanceAsync("a", includePayloads: true, default))!.Output.Should().Be("\"done\"");
    }

    [Fact]
    public async Task A_dead_letter_is_counted_and_shown_until_it_is_settled()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, Named);
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();
        await hub.Process.DisposeAsync();
        var unreadable = new InboxMessage("a", null, "unreadable", 1, 0, new byte[] { 0xFF });
        await using (var store = hub.Medium.Open(hub.Clock))
        {
            await store.SendAsync([new OutboundMessage(unreadable)], default);
        }

        await hub.StartProcessAsync();
        await hub.IdleAsync();
        metrics.ReadGauges();
        metrics.Sum("durabletask.messages.dead_lettered").Should().Be(1);
        metrics.Values("durabletask.dead_letters")[^1].Should().Be(1);

        (await hub.Hub.SettleDeadLetterAsync(unreadable.Key, DeadLetterSettlement.Discard, default)).Should().BeTrue();
        metrics.ReadGauges();

        metrics.Values("durabletask.dead_letters")[^1].Should().Be(0);
        metrics.Sum("durabletask.messages.dead_lettered").Should().Be(1);
    }

    [Fact]
    public async Task What_changes_nothing_is_counted_with_its_reason()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener, Named);
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync("a", "other", "1", "request", default);
        await hub.IdleAsync();
        await hub.Client.RaiseEventAsync("a", "other", "1", "request", default);
        await hub.IdleAsync();

        metrics.Sum("durabletask.messages.dropped", ("reason", "duplicate")).Should().Be(1);
        metrics.Sum("durabletask.messages.dropped").Should().Be(1);
    }

    [Fact]
    public async Task Work_handed_out_again_is_counted_by_kind_and_reason()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null, options =>
        {
            Named(options);
            options.TurnLock = TimeSpan.FromMinutes(5);
        });
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "One");
        await worker.AbandonAsync(await worker.NextTurnAsync());
        await hub.IdleAsync();
        hub.Clock.AdvanceToNextTimer();
        await worker.NextTurnAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"));
        await worker.AbandonAsync(await worker.NextActivityAsync());
        await hub.IdleAsync();

        metrics.Sum("durabletask.redeliveries", ("kind", "turn"), ("reason", "held")).Should().Be(1);
        metrics.Sum("durabletask.redeliveries", ("kind", "turn"), ("reason", "expired")).Should().Be(1);
        metrics.Sum("durabletask.redeliveries", ("kind", "activity"), ("reason", "abandoned")).Should().Be(1);
        metrics.Values("durabletask.turn.duration", ("outcome", "abandoned")).Should().ContainSingle();
        metrics.Values("durabletask.turn.duration", ("outcome", "expired")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_refused_append_and_an_unanswered_store_are_counted()
    {
        using var medium = new HubMedium(HubStoreKind.Sqlite, 1);
        var clock = new VirtualTimeProvider();
        StoreFault[] faults = [new(4, StoreFaultKind.AppendRefused), new(5, StoreFaultKind.FailureBeforeEffect)];
        await using var store = new FaultingHubStore(medium.Open(clock), faults);
        await using var process = await HubProcess.StartAsync(
            store, clock, tasks => tasks.AddOrchestratorFunc("Main", _ => Task.FromResult(1)), Named);
        await process.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "Main"), default);
        await process.Hub.WhenIdleAsync(default);
        while (clock.NextTimerDue is not null)
        {
            clock.AdvanceToNextTimer();
            await process.Hub.WhenIdleAsync(default);
        }

        store.Calls[3].Should().Be(nameof(IHubStore.AppendAsync));
        metrics.Sum("durabletask.appends", ("outcome", "conflict")).Should().Be(1);
        metrics.Sum("durabletask.appends", ("outcome", "committed")).Should().Be(1);
        metrics.Values("durabletask.store.operation.duration", ("outcome", "unavailable")).Should().ContainSingle();
    }

    [Fact]
    public async Task What_is_set_aside_is_counted_and_shown()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, Named);
        await StartAsync(hub, "a", "Listen");
        await hub.IdleAsync();
        hub.Medium.Weak.DamageBatch(hub.Medium.Weak.KeysOf("a").Single());
        await hub.KillAndRestartAsync();
        await hub.IdleAsync();
        metrics.ReadGauges();

        metrics.Sum("durabletask.quarantines").Should().Be(1);
        metrics.Values("durabletask.instances", ("state", "quarantined"))[^1].Should().Be(1);
    }

    [Fact]
    public async Task Instruments_say_what_they_measure_and_their_tags_are_few()
    {
        await using (var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener, Named))
        {
            await StartAsync(hub, "a", "Listen");
            await hub.Client.RaiseEventAsync("a", "go", "\"secret\"", null, default);
            await hub.RunToRestAsync();
            metrics.ReadGauges();
        }

        metrics.Instruments.Values.Should().NotBeEmpty()
            .And.OnlyContain(instrument => instrument.Name.StartsWith("durabletask.", StringComparison.Ordinal))
            .And.OnlyContain(instrument => !string.IsNullOrEmpty(instrument.Unit) && !string.IsNullOrEmpty(instrument.Description));
        metrics.All.SelectMany(item => item.Tags.Keys).Distinct(StringComparer.Ordinal).Should().BeSubsetOf(TagKeys);
        metrics.All.SelectMany(item => item.Tags.Values).Should().NotContain("a", "an instance id is no tag");
    }

    /// <summary>While a worker is missing the hub never comes to rest, so its own view is looked at until it shows the state.</summary>
    private static async Task UntilAsync(VirtualHub hub, Func<HubOverview, bool> holds)
    {
        using var giveUp = new CancellationTokenSource(GiveUp);
        while (!holds(await hub.Hub.LookAsync(giveUp.Token)))
        {
            await Task.Yield();
        }
    }

    private void Named(Sidecar.Hub.TaskHubOptions options) => options.Name = name;
}
