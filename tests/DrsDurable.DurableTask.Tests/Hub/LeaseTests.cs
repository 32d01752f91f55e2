using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Time;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>A shard that changes hands while its old owner still runs.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan ReopenDelay = TimeSpan.FromHours(1);

    private readonly VirtualTimeProvider clock = new();
    private readonly HubMedium medium = new(HubStoreKind.Weak, seed: 1);
    private readonly List<HubProcess> processes = [];
    private HubProcess old = null!;

    public async Task InitializeAsync() => old = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        medium.Dispose();
    }

    [Fact]
    public async Task An_owner_whose_append_is_refused_learns_that_the_shard_has_another_owner_and_starts_nothing_more()
    {
        await using var worker = await WaitingAsync("a");
        var next = await TakeOverAsync();
        await using var nextWorker = new ScriptedWorker(next.Hub);
        await next.Client.RaiseEventAsync("a", "go", "1", null, default);
        await nextWorker.AnswerAsync(await nextWorker.NextTurnAsync(), ScriptedWorker.Activity(0, "Act"));
        await nextWorker.NextActivityAsync();

        await old.Client.RaiseEventAsync("a", "go", "2", null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ScriptedWorker.Activity(0, "Other"));
        await old.Hub.WhenIdleAsync(default);

        old.Hub.ShardsOwned.Should().Be(0);
        old.Hub.ActiveInstances.Should().Be(0);
        worker.Waiting.Should().Be(0, "the refused turn's activity must not start");
        (await next.Client.GetHistoryAsync("a", default)).OfType<TaskScheduledEvent>().Should().ContainSingle().Which.Name.Should().Be("Act");
    }

    [Fact]
    public async Task An_owner_whose_deletion_is_refused_drops_the_shard_and_leaves_the_message_to_its_successor()
    {
        await using var worker = await WaitingAsync("a");
        var next = await TakeOverAsync();
        await using var nextWorker = new ScriptedWorker(next.Hub);

        await old.Client.RaiseEventAsync("a", "go", "1", null, default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ScriptedWorker.Activity(0, "Act"));
        await worker.AnswerAsync(await worker.NextActivityAsync(), "1");
        await old.Hub.WhenIdleAsync(default);
        await next.Hub.SweepOnceAsync();

        old.Hub.ShardsOwned.Should().Be(0);
        var turn = await nextWorker.NextTurnAsync();
        turn.NewEvents.OfType<EventRaisedEvent>().Should().ContainSingle("the successor still finds what its stale state has not seen");
        await nextWorker.AnswerAsync(turn, ScriptedWorker.Activity(0, "Act"));
        (await nextWorker.NextActivityAsync()).Name.Should().Be("Act", "it lives in the successor now, though the old owner committed it");
    }

    [Fact]
    public async Task A_sweep_notices_that_the_shard_has_another_owner()
    {
        var next = await TakeOverAsync();

        await old.Hub.SweepOnceAsync();

        old.Hub.ShardsOwned.Should().Be(0);
        next.Hub.ShardsOwned.Should().Be(1);
    }

    [Fact]
    public async Task Activities_of_a_lost_shard_learn_that_they_may_not_act_any_more()
    {
        await using var worker = new ScriptedWorker(old.Hub);
        await old.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "One"), default);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ScriptedWorker.Activity(0, "Act"));
        var activity = await worker.NextActivityAsync();
        var next = await TakeOverAsync();
        await using var nextWorker = new ScriptedWorker(next.Hub);

        await old.Hub.SweepOnceAsync();
        await worker.AnswerAsync(activity, "late");
        await old.Hub.WhenIdleAsync(default);

        activity.OwnershipLost.IsCancellationRequested.Should().BeTrue();
        (await nextWorker.NextActivityAsync()).Name.Should().Be("Act");
    }

    [Fact]
    public async Task A_hub_asks_again_for_a_lost_shard_and_serves_the_requests_that_waited_for_it()
    {
        await using var worker = await WaitingAsync("a");
        var next = await TakeOverAsync();
        await old.Hub.SweepOnceAsync();
        var ended = old.Client.WaitForCompletionAsync("a", includePayloads: true, default);
        var raised = old.Client.RaiseEventAsync("a", "go", "1", null, default);
        await old.Hub.WhenIdleAsync(default);

        clock.Advance(ReopenDelay);
        await old.Hub.WhenIdleAsync(default);
        old.Hub.ShardsOwned.Should().Be(0, "the other owner lives");
        raised.IsCompleted.Should().BeFalse();

        await next.DisposeAsync();
        clock.Advance(ReopenDelay);
        (await raised).Should().Be(SignalResult.Accepted);
        await worker.AnswerAsync(await worker.NextTurnAsync(), ScriptedWorker.Complete(0, "\"done\""));

        (await ended).Output.Should().Be("\"done\"");
        old.Hub.ShardsOwned.Should().Be(1);
    }

    [Fact]
    public async Task After_a_pause_longer_than_its_lease_an_owner_asks_before_it_acts_on_what_it_has_committed()
    {
        medium.Weak.LeaseTerm = TimeSpan.FromSeconds(30);
        var leased = await TakeOverAsync();
        await using var worker = new ScriptedWorker(leased.Hub);
        await leased.Client.CreateInstanceAsync(new CreateInstanceRequest("a", "One"), default);
        var turn = await worker.NextTurnAsync();
        clock.Advance(TimeSpan.FromSeconds(31));
        await TakeOverAsync();

        await worker.AnswerAsync(turn, ScriptedWorker.Activity(0, "Act"));
        await leased.Hub.WhenIdleAsync(default);

        leased.Hub.ShardsOwned.Should().Be(0);
        worker.Waiting.Should().Be(0, "whoever owns the shard now starts the activity");
    }

    [Fact]
    public async Task A_lease_with_a_term_is_renewed_in_time()
    {
        medium.Weak.LeaseTerm = TimeSpan.FromSeconds(30);
        var leased = await OpenAsync(options => options.LeaseRenewal = TimeSpan.FromSeconds(10));
        var next = await OpenAsync();

        clock.Advance(TimeSpan.FromSeconds(9));
        await leased.Hub.WhenIdleAsync(default);
        leased.Hub.ShardsOwned.Should().Be(1, "it has not asked yet");
        clock.Advance(TimeSpan.FromSeconds(1));
        await leased.Hub.WhenIdleAsync(default);

        leased.Hub.ShardsOwned.Should().Be(0);
        next.Hub.ShardsOwned.Should().Be(1);
    }

    /// <returns>The old owner's worker, after the instance's first turn, which took no action.</returns>
    private async Task<ScriptedWorker> WaitingAsync(string instanceId)
    {
        var worker = new ScriptedWorker(old.Hub);
        await old.Client.CreateInstanceAsync(new CreateInstanceRequest(instanceId, "Listen"), default);
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await old.Hub.WhenIdleAsync(default);
        return worker;
    }

    /// <summary>Opens the hub as after the old owner's lease has ended, and keeps it.</summary>
    private async Task<HubProcess> TakeOverAsync()
    {
        medium.Weak.RefusesContenders = false;
        var next = await OpenAsync();
        medium.Weak.RefusesContenders = true;
        return next;
    }

    private async Task<HubProcess> OpenAsync(Action<TaskHubOptions>? configure = null)
    {
        var process = await HubProcess.StartAsync(medium.Open(clock), clock, tasks: null, options =>
        {
            options.ReopenDelay = ReopenDelay;
            configure?.Invoke(options);
        });
        processes.Add(process);
        return process;
    }
}
