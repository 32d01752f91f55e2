using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>Hazard 33: no instance takes more than its share, and a hub with too much to do says so.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task A_turn_takes_at_most_its_bytes_of_arrivals_and_a_larger_one_alone()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null, options => options.Limits.TurnArrivalBytes = 1000);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Listen");
        var first = await worker.NextTurnAsync();
        foreach (var size in (int[])[400, 400, 400, 5000, 10])
        {
            await hub.Client.RaiseEventAsync("a", "n", $"\"{new string('x', size)}\"", null, default);
        }

        await worker.AnswerAsync(first);
        var seen = new List<int>();
        while (seen.Sum() < 5)
        {
            var turn = await worker.NextTurnAsync();
            seen.Add(turn.NewEvents.OfType<EventRaisedEvent>().Count());
            await worker.AnswerAsync(turn);
        }

        seen.Should().Equal(2, 1, 1, 1);
    }

    [Fact]
    public async Task A_turn_takes_at_most_its_number_of_due_timers_and_the_rest_fire_in_the_next_in_order()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null, options => options.Limits.TurnArrivals = 4);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Sleeps");
        var due = hub.Clock.GetUtcNow().UtcDateTime.AddMinutes(1);
        await worker.AnswerAsync(await worker.NextTurnAsync(), [.. Enumerable.Range(0, 10).Select(id => new CreateTimerAction(id, due.AddSeconds(id)))]);
        await hub.IdleAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1));

        var seen = new List<int[]>();
        while (seen.Sum(turn => turn.Length) < 10)
        {
            var turn = await worker.NextTurnAsync();
            seen.Add([.. turn.NewEvents.OfType<TimerFiredEvent>().Select(fired => fired.TimerId)]);
            await worker.AnswerAsync(turn);
        }

        seen.Select(turn => turn.Length).Should().Equal(4, 4, 2);
        seen.SelectMany(turn => turn).Should().Equal(Enumerable.Range(0, 10));
    }

    [Fact]
    public async Task An_instance_that_continues_as_new_without_waiting_lets_others_run_and_can_be_terminated()
    {
        var generations = 0;
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<int, int>("Double", (_, value) => value * 2)
                .AddOrchestratorFunc<int, string?>("Spin", (context, round) =>
                {
                    Interlocked.Exchange(ref generations, round);
                    context.ContinueAsNew(round + 1);
                    return Task.FromResult<string?>(null);
                })
                .AddOrchestratorFunc<int, int>("Number", async (context, value) =>
                {
                    for (var i = 0; i < 5; i++)
                    {
                        value = await context.CallActivityAsync<int>("Double", value);
                    }

                    return value;
                }),
            options => options.MaximumConcurrentTurns = 1);
        await StartAsync(hub, "spins", "Spin", "0");

        await StartAsync(hub, "works", "Number", "1");
        var works = await hub.Client.WaitForCompletionAsync("works", includePayloads: true, default);
        var before = Volatile.Read(ref generations);
        await hub.Client.TerminateAsync("spins", "\"enough\"", recurse: false, default);
        var spins = await hub.Client.WaitForCompletionAsync("spins", includePayloads: true, default);
        await hub.IdleAsync();

        works.Output.Should().Be("32");
        before.Should().BePositive();
        spins.Status.Should().Be(InstanceStatus.Terminated);
        hub.Medium.Weak.KeysOf("spins").Should().HaveCountLessThanOrEqualTo(2, "closed generations are trimmed");
    }

    [Fact]
    public async Task Creation_above_the_limit_of_waiting_arrivals_answers_ResourceExhausted_until_they_are_taken()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks: null, options => options.Limits.WaitingArrivals = 3);
        await using var worker = new ScriptedWorker(hub.Hub);
        await StartAsync(hub, "a", "Listen");
        var turn = await worker.NextTurnAsync();
        foreach (var i in Enumerable.Range(0, 3))
        {
            await hub.Client.RaiseEventAsync("a", "n", $"{i}", null, default);
        }

        hub.Hub.Backlog.Should().Be(3);
        (await StartAsync(hub, "b", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.ResourceExhausted);
        var create = () => hub.Process.Service<DurableTaskClient>().ScheduleNewOrchestrationInstanceAsync("Listen");
        (await create.Should().ThrowAsync<TaskHubBusyException>()).WithMessage("*was not created*Try again later*");

        await worker.AnswerAsync(turn);
        await worker.AnswerAsync(await worker.NextTurnAsync());
        await hub.IdleAsync();
        (await StartAsync(hub, "b", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
    }
}
