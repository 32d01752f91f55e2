using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub.Parking;

/// <summary>What a waiting instance leaves behind in memory, what brings it back, and what start-up asks the store for.</summary>
public sealed class ParkingTests
{
    [Theory]
    [InlineData(HubStoreKind.Weak)]
    [InlineData(HubStoreKind.Sqlite)]
    public async Task Start_up_reads_no_history_and_no_head_of_parked_instances(HubStoreKind kind)
    {
        await using var hub = await ParkingHub.StartAsync(kind);
        await hub.CreateListenersAsync(30);
        await hub.CreateAsync("sleeps", "Sleep", "\"05:00:00\"");
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(31);

        await hub.KillAndRestartAsync();
        await hub.IdleAsync();

        hub.Hub.ParkedInstances.Should().Be(31);
        hub.Hub.ActiveInstances.Should().Be(31);
        hub.Hub.NextDue.Should().Be(hub.Clock.GetUtcNow().UtcDateTime.AddHours(5), "when it is due is part of the note");
        hub.Seen.Calls.Select(call => call.Operation).Distinct().Should().BeSubsetOf(
            [nameof(IHubStore.OpenAsync), nameof(IHubStore.ListActiveAsync), nameof(IHubStore.ReadInboxAsync)]);
    }

    [Fact]
    public async Task A_message_wakes_exactly_the_instance_it_is_for()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(10);
        await hub.KillAndRestartAsync();

        await hub.SayAsync("i003", "done.");
        await hub.IdleAsync();

        (await hub.GetAsync("i003")).Output.Should().Be("\"done.\"");
        hub.Hub.ParkedInstances.Should().Be(9);
        hub.Hub.ActiveInstances.Should().Be(9);
        hub.Seen.Calls.Where(call => call.Operation == nameof(IHubStore.ReadGenerationAsync)).Should().Equal(
            new StoreCall(nameof(IHubStore.ReadGenerationAsync), "i003"));
    }

    [Fact]
    public async Task A_message_that_arrived_while_no_process_ran_wakes_its_instance_at_start_up()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(3);
        var append = hub.Seen.Hold(nameof(IHubStore.AppendAsync));
        await hub.SayAsync("i001", "done.");
        await append.NextAsync();

        await hub.KillAndRestartAsync();
        await hub.IdleAsync();

        (await hub.GetAsync("i001")).Output.Should().Be("\"done.\"");
        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(1);
    }

    [Fact]
    public async Task Many_messages_to_a_parked_instance_read_its_history_once_and_keep_their_order()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(1);
        await hub.KillAndRestartAsync(options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        var read = hub.Seen.Hold(nameof(IHubStore.ReadInstanceAsync));

        foreach (var word in "a b c d e f g h i j k .".Split(' '))
        {
            await hub.SayAsync("i000", word);
        }

        read.Release();
        await hub.IdleAsync();

        (await hub.GetAsync("i000")).Output.Should().Be("\"abcdefghijk.\"");
        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(1);
    }

    [Fact]
    public async Task A_due_timer_wakes_its_instance_in_this_process_and_in_the_next()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateAsync("soon", "Sleep", "\"00:10:00\"");
        await hub.CreateAsync("later", "Sleep", "\"01:00:00\"");
        await hub.IdleAsync();

        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        await hub.IdleAsync();
        (await hub.GetAsync("soon")).Output.Should().Be("\"awake\"");
        (await hub.GetAsync("later")).Status.Should().Be(InstanceStatus.Running);

        await hub.Process.DisposeAsync();
        hub.Clock.Advance(TimeSpan.FromHours(3));
        await hub.StartProcessAsync();
        await hub.IdleAsync();
        (await hub.GetAsync("later")).Output.Should().Be("\"awake\"", "it fell due while no process ran");
    }

    [Fact]
    public async Task At_start_up_messages_sent_before_a_timer_was_due_come_before_that_timer()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, tasks: tasks => tasks.AddOrchestratorFunc<string>(
            "Both", async context => await context.WaitForExternalEvent<string>("word", TimeSpan.FromMinutes(10)) + await context.WaitForExternalEvent<string>("word", TimeSpan.FromMinutes(10))));
        foreach (var i in Enumerable.Range(0, 10))
        {
            await hub.CreateAsync($"i{i}", "Both");
        }

        await hub.IdleAsync();
        hub.Seen.Hold(nameof(IHubStore.AppendAsync));
        foreach (var i in Enumerable.Range(0, 10))
        {
            await hub.SayAsync($"i{i}", "one");
            await hub.SayAsync($"i{i}", "-two");
        }

        await hub.Process.DisposeAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.StartProcessAsync();
        await hub.IdleAsync();

        foreach (var i in Enumerable.Range(0, 10))
        {
            (await hub.GetAsync($"i{i}")).Output.Should().Be("\"one-two\"");
        }
    }

    [Fact]
    public async Task A_delayed_start_is_parked_and_starts_in_time()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.Client.CreateInstanceAsync(
            new CreateInstanceRequest("a", "Sleep", Input: "\"00:00:01\"", StartAt: hub.Clock.GetUtcNow().UtcDateTime.AddDays(30)), default);
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(1);
        await hub.KillAndRestartAsync();

        hub.Clock.Advance(TimeSpan.FromDays(30));
        await hub.IdleAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await hub.IdleAsync();

        (await hub.GetAsync("a")).Status.Should().Be(InstanceStatus.Completed);
    }

    [Fact]
    public async Task Terminate_suspend_and_resume_reach_a_parked_instance()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(2);

        await hub.Client.TerminateAsync("i000", "\"off\"", recurse: false, default);
        await hub.Client.SuspendAsync("i001", null, default);
        await hub.SayAsync("i001", "done.");
        await hub.IdleAsync();

        (await hub.GetAsync("i000")).Status.Should().Be(InstanceStatus.Terminated);
        (await hub.GetAsync("i001")).Status.Should().Be(InstanceStatus.Suspended);
        hub.Hub.ParkedInstances.Should().Be(1, "a suspended instance waits too");
        await hub.Client.ResumeAsync("i001", null, default);
        await hub.IdleAsync();
        (await hub.GetAsync("i001")).Output.Should().Be("\"done.\"");
    }

    [Fact]
    public async Task A_query_is_answered_from_the_store_and_wakes_nobody()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(1);

        var snapshot = await hub.GetAsync("i000");
        var page = await hub.Client.QueryAsync(new InstanceQuery(), default);
        await hub.IdleAsync();

        snapshot.Status.Should().Be(InstanceStatus.Running);
        page.Instances.Should().ContainSingle();
        hub.Hub.ParkedInstances.Should().Be(1);
    }

    [Fact]
    public async Task A_batch_that_appears_behind_the_noted_place_has_the_history_read_at_start_up_and_by_a_sweep()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(2);
        await hub.SayAsync("i000", "one");
        await hub.IdleAsync();
        var key = hub.Medium.Weak.KeysOf("i000")[^1];
        await using (var store = hub.Medium.Open(hub.Clock))
        {
            // A note that arrives late names an earlier place.
            await store.ParkAsync([new ParkingMark("i000", key.Life, new ParkedAt(0, key.Sequence - 1, null))], default);
        }

        await hub.KillAndRestartAsync(options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        await hub.IdleAsync();

        hub.Seen.Calls.Where(call => call.Operation == nameof(IHubStore.ReadGenerationAsync)).Select(call => call.Subject).Should().Equal("i000");
        hub.Hub.ParkedInstances.Should().Be(1);
        (await hub.GetAsync("i000")).CustomStatus.Should().Be("\"one\"");
    }

    [Fact]
    public async Task An_instance_whose_activity_runs_is_never_parked()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, worker: false);
        await using var worker = new ScriptedWorker(hub.Hub);
        await hub.CreateAsync("a", "One");
        await worker.AnswerAsync(await worker.NextTurnAsync(), Activity(0, "Act"), Activity(1, "Act"));
        var first = await worker.NextActivityAsync();
        var second = await worker.NextActivityAsync();
        await hub.Client.RaiseEventAsync("a", "word", null, null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await worker.AnswerAsync(first, "1");
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.Client.RaiseEventAsync("a", "word", null, null, default);
        var turn = await worker.NextTurnAsync();

        hub.Hub.ParkedInstances.Should().Be(0);
        hub.Seen.Count(nameof(IHubStore.ParkAsync)).Should().Be(0);

        await worker.AnswerAsync(turn);
        await worker.AnswerAsync(second, "2");
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(1, "nothing is open any more");
    }

    [Fact]
    public async Task A_message_that_arrives_while_the_place_is_noted_keeps_the_instance_awake_and_is_not_lost()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        var park = hub.Seen.Hold(nameof(IHubStore.ParkAsync));
        await hub.CreateAsync("a", "Listen");
        await park.NextAsync();

        await hub.SayAsync("a", "done.");
        var ended = await hub.Client.WaitForCompletionAsync("a", includePayloads: true, default);
        park.Release();
        await hub.IdleAsync();

        ended.Output.Should().Be("\"done.\"");
        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(0, "it never left memory");
        (hub.Hub.ActiveInstances, hub.Hub.ParkedInstances).Should().Be((0, 0));
        await hub.KillAndRestartAsync();
        hub.Hub.ActiveInstances.Should().Be(0, "the late note brings nothing back");
    }

    [Fact]
    public async Task A_timer_that_falls_due_while_the_place_is_noted_fires()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        var park = hub.Seen.Hold(nameof(IHubStore.ParkAsync));
        await hub.CreateAsync("a", "Sleep", "\"00:10:00\"");
        await park.NextAsync();

        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        park.Release();
        await hub.IdleAsync();

        (await hub.GetAsync("a")).Output.Should().Be("\"awake\"");
    }

    [Fact]
    public async Task Messages_and_parking_in_every_order_lose_and_double_nothing()
    {
        const int Instances = 8;
        const int Words = 40;
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(Instances);

        await Task.WhenAll(Enumerable.Range(0, Instances).Select(async i =>
        {
            foreach (var word in Enumerable.Range(0, Words))
            {
                await hub.SayAsync($"i{i:D3}", $"{word} ");
                if (word % (i + 1) == 0)
                {
                    await Task.Yield();
                }
            }
        }));
        await hub.IdleAsync();

        foreach (var i in Enumerable.Range(0, Instances))
        {
            (await hub.GetAsync($"i{i:D3}")).CustomStatus.Should().Be($"\"{string.Concat(Enumerable.Range(0, Words).Select(word => $"{word} "))}\"");
        }

        hub.Hub.ParkedInstances.Should().Be(Instances);
    }

    [Fact]
    public async Task An_instance_is_parked_once_it_has_waited_for_the_time_set()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, options => options.ParkAfter = TimeSpan.FromMinutes(1));
        await hub.CreateListenersAsync(3);
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        await hub.SayAsync("i001", "one");
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(0);

        hub.Clock.Advance(TimeSpan.FromSeconds(20));
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(2, "one has been at work since");

        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        await hub.IdleAsync();
        hub.Hub.ParkedInstances.Should().Be(3);
    }

    [Fact]
    public async Task Waiting_instances_take_a_bounded_part_of_memory_and_the_longest_resting_leave_first()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak, options =>
        {
            options.ParkAfter = Timeout.InfiniteTimeSpan;
            options.WaitingMemoryBytes = 20_000;
        });

        await hub.CreateListenersAsync(50);

        hub.Hub.ParkedInstances.Should().BeInRange(45, 47, "an instance counts for 4 KiB and its history");
        await hub.CreateAsync("latest", "Listen");
        await hub.IdleAsync();
        await hub.SayAsync("latest", "done.");
        await hub.IdleAsync();
        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(0, "the latest one was still in memory");
    }

    [Fact]
    public async Task A_graceful_stop_notes_every_waiting_instance_for_the_next_start()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Sqlite, options => options.ParkAfter = Timeout.InfiniteTimeSpan);
        await hub.CreateListenersAsync(20);
        hub.Hub.ParkedInstances.Should().Be(0);

        await hub.Process.StopAsync();
        await hub.StartProcessAsync();
        await hub.IdleAsync();

        hub.Hub.ParkedInstances.Should().Be(20);
        hub.Seen.Count(nameof(IHubStore.ReadGenerationAsync)).Should().Be(0);
    }

    [Fact]
    public async Task A_parked_instance_whose_history_is_damaged_is_quarantined_when_it_is_woken()
    {
        await using var hub = await ParkingHub.StartAsync(HubStoreKind.Weak);
        await hub.CreateListenersAsync(2);
        var key = hub.Medium.Weak.KeysOf("i000").Single();
        var intact = hub.Medium.Weak.DamageBatch(key);

        await hub.SayAsync("i000", "done.");
        await hub.SayAsync("i001", "done.");
        await hub.IdleAsync();

        hub.Hub.Quarantined.Should().ContainKey("i000");
        (await hub.GetAsync("i001")).Output.Should().Be("\"done.\"");
        hub.Medium.Weak.RepairBatch(key, intact);
        await hub.Hub.ReleaseAsync("i000", default);
        await hub.IdleAsync();
        (await hub.GetAsync("i000")).Output.Should().Be("\"done.\"", "the message stayed in the inbox");
    }
}
