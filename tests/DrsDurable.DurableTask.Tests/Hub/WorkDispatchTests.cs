using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>How work reaches workers, comes back, and is handed out again.</summary>
public sealed class WorkDispatchTests
{
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
}
