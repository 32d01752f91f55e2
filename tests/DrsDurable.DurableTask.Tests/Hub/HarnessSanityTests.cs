using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;
using Xunit.Abstractions;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>
/// Each repair of a hazard, switched off, must be missed: the suite finds a schedule that goes wrong. A suite that found nothing here
/// would mean nothing elsewhere.
/// </summary>
public sealed class HarnessSanityTests(ITestOutputHelper output)
{
    private const int Seeds = 8;

    private static readonly string[] LateWrites = [nameof(IHubStore.SendAsync), nameof(IHubStore.UpdateHeadAsync), nameof(IHubStore.AppendAsync), nameof(IHubStore.DeleteMessagesAsync)];

    /// <summary>Distances of late writes: a hazard of two lives needs the first to be over.</summary>
    private static readonly int[] FarAndNear = [1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 22, 26];

    [Fact]
    public Task Hazard01_without_lives_in_keys_a_late_batch_is_spliced_into_the_next_life() => FindsAsync(
        "purge and re-create", new StoreRepairs { LifeInKeys = false }, StoreFaultKind.LateEffect, StoreFaultKind.LateEffectAfterDeath);

    [Fact]
    public Task Hazard01_without_forward_heads_a_late_head_takes_its_instance_back() => FindsAsync(
        "sequence", new StoreRepairs { ForwardHeads = false }, StoreFaultKind.LateEffect);

    [Fact]
    public Task Hazard02_without_replaced_lives_a_late_start_brings_an_earlier_child_back() => FindsAsync(
        "retried child", new StoreRepairs { ReplacedLives = false }, StoreFaultKind.LateEffect, StoreFaultKind.LateEffectAfterDeath);

    [Fact]
    public Task Hazard04_without_carried_ids_a_late_poll_applies_an_event_again() => FindsAsync(
        "generations", new Safeguards { CarriesConsumedIds = false }, StoreFaultKind.StalePoll, StoreFaultKind.LateEffect);

    [Fact]
    public Task Hazard05_without_increasing_stamps_two_turns_bear_one_time() => FindsAsync("sequence", new Safeguards { StampsIncrease = false });

    [Fact]
    public Task Hazard06_without_keeping_early_arrivals_an_event_before_the_start_is_lost() => FindsAsync(
        "delayed start", new Safeguards { KeepsEarlyArrivals = false });

    [Fact]
    public Task Hazard08_without_gated_deletions_the_old_owner_deletes_the_wake_up() => FindsAsync(
        "external events", new StoreRepairs { GatedDeletes = false }, StoreFaultKind.LeaseLostPaused, StoreFaultKind.LeaseLostRacing, StoreFaultKind.LeaseLostUnanswered);

    [Fact]
    public Task Hazard08_without_dropping_lost_shards_the_old_owner_goes_on() => FindsAsync(
        "sequence", new Safeguards { DropsLostShards = false }, StoreFaultKind.LeaseLostPaused, StoreFaultKind.LeaseLostUnanswered);

    [Fact]
    public Task Hazard09_without_sending_again_a_crash_loses_what_was_committed() => FindsAsync(
        "sub-orchestration", new Safeguards { SendsAgain = false }, StoreFaultKind.CrashAfter);

    [Fact]
    public Task Hazard10_without_tombstones_a_late_start_runs_a_purged_child_again() => FindsAsync(
        "child id used again", new StoreRepairs { Tombstones = false }, StoreFaultKind.LateEffect, StoreFaultKind.LateEffectAfterDeath);

    [Fact]
    public Task Hazard11_without_fences_an_owner_that_slept_appends_to_a_trimmed_generation() => FindsAsync(
        "generations", new StoreRepairs { FencedGenerations = false }, StoreFaultKind.LeaseLostPaused, StoreFaultKind.LateEffect, StoreFaultKind.LateEffectAfterDeath);

    [Fact]
    public Task Hazard12_without_following_closing_batches_a_crash_ends_an_eternal_instance() => FindsAsync(
        "generations", new Safeguards { FollowsClosingBatches = false }, StoreFaultKind.CrashAfter);

    [Fact]
    public Task Hazard15_without_a_consistent_active_list_a_crash_loses_the_newest_instance() => FindsAsync(
        "sub-orchestration", new StoreRepairs { ConsistentActiveList = false }, StoreFaultKind.CrashAfter);

    [Fact]
    public Task Hazard16_without_activating_first_a_crash_leaves_a_woken_instance_off_the_active_list() => FindsAsync(
        "rewind of a leaf", new Safeguards { ActivatesFirst = false }, StoreFaultKind.CrashAfter);

    [Fact]
    public Task Hazard16_without_known_activations_a_late_head_takes_a_woken_instance_off_the_active_list() => FindsAsync(
        "rewind of a leaf", new StoreRepairs { KnownActivations = false }, StoreFaultKind.LateEffect);

    [Fact]
    public Task Hazard17_without_the_origins_of_tasks_a_running_child_answers_a_rewound_parent_in_vain() => FindsAsync(
        "rewind over a running child", new Safeguards { KeepsTaskOrigins = false });

    [Fact]
    public Task Hazard26_without_order_in_sending_events_arrive_inverted() => FindsAsync(
        "events between instances", new Safeguards { SendsInOrder = false });

    [Fact]
    public Task Hazard38_without_numeric_order_a_long_generation_cannot_be_loaded() => FindsAsync(
        "long generation", new StoreRepairs { NumericOrder = false }, StoreFaultKind.CrashAfter);

    private Task FindsAsync(string scenario, StoreRepairs repairs, params StoreFaultKind[] kinds) =>
        FindsAsync(scenario, new ScenarioFaults([]) { Repairs = repairs }, kinds);

    private Task FindsAsync(string scenario, Safeguards safeguards, params StoreFaultKind[] kinds) =>
        FindsAsync(scenario, new ScenarioFaults([]) { Safeguards = safeguards }, kinds);

    /// <summary>Runs the scenario without the repair: by itself if no kind of fault is named, otherwise with each at each call until
    /// something goes wrong. What the weak store leaves undone depends on its seed, so several are tried.</summary>
    private async Task FindsAsync(string name, ScenarioFaults without, params StoreFaultKind[] kinds)
    {
        var scenario = HubScenarios.Named(name);
        var tried = 0;
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            var clean = await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed);
            clean.Violations.Should().BeEmpty();
            foreach (var schedule in Schedules(clean, kinds))
            {
                tried++;
                var found = await ProblemsAsync(scenario, clean, seed, without with { Store = schedule });
                if (found.Count > 0)
                {
                    output.WriteLine($"seed {seed}, {(schedule is [var fault] ? $"{fault.Kind} by {fault.Distance} at call {fault.Call} {clean.Calls[fault.Call - 1]}" : "no fault")}: {found[0]}");
                    (await ProblemsAsync(scenario, clean, seed, new ScenarioFaults(schedule))).Should().BeEmpty("with the repair the same schedule is harmless");
                    return;
                }
            }
        }

        Assert.Fail($"None of {tried} schedules of '{name}' misses the repair.");
    }

    private static IEnumerable<StoreFault[]> Schedules(ScenarioOutcome clean, StoreFaultKind[] kinds)
    {
        if (kinds.Length == 0)
        {
            return [[]];
        }

        // A late append finds its batch there already, and a late read does nothing: late writes are tried where they can harm.
        return
            from kind in kinds
            let isLate = kind is StoreFaultKind.LateEffect or StoreFaultKind.LateEffectAfterDeath
            from call in Enumerable.Range(1, clean.Calls.Count)
            where !isLate || LateWrites.Contains(clean.Calls[call - 1])
            from distance in isLate || kind == StoreFaultKind.StalePoll ? FarAndNear : [0]
            select new[] { new StoreFault(call, kind, distance) };
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(HubScenario scenario, ScenarioOutcome clean, int seed, ScenarioFaults faults)
    {
        try
        {
            var mayRepeat = faults.Store.Any(fault => fault.IsCrash || fault.LosesLease);
            return ScenarioComparison.Of(clean, await ScenarioRun.RunAsync(scenario, HubStoreKind.Weak, seed, faults), mayRepeat);
        }
        catch (Exception broken) when (broken is not Xunit.Sdk.XunitException)
        {
            return [$"the run broke off: {broken.Message}"];
        }
    }
}
