using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Messages;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>When the hub acts by itself: timers, clocks, sweeps.</summary>
public sealed class TaskHubTimeTests
{
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

    /// <summary>A clock that jumps, as when an operator sets it: timers armed before do not notice.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
