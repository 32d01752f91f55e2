using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class HistoryTests
{
    [Fact]
    public async Task History_shows_every_kind_of_event_in_order()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks
            .AddEcho()
            .AddFailing()
            .AddActivityFunc<string, string>("Work", (_, input) => input == "bad" ? throw new InvalidOperationException("broken") : input)
            .AddOrchestratorFunc<string>("Main", async context =>
            {
                await context.CallActivityAsync<string>("Work", "good");
                await IgnoreAsync(context.CallActivityAsync<string>("Work", "bad"));
                await context.CallSubOrchestratorAsync<string>("Echo", "x", new SubOrchestrationOptions(instanceId: "echo"));
                await IgnoreAsync(context.CallSubOrchestratorAsync<string>("Failing", null, new SubOrchestrationOptions(instanceId: "failing")));
                context.SendEvent("nobody", "ping", 1);
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                return await context.WaitForExternalEvent<string>("go");
            }));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("a") { Tags = new Dictionary<string, string> { ["t"] = "v" } });
        await hub.Virtual.AdvanceAsync(TimeSpan.FromMinutes(2));
        await hub.Client.SuspendInstanceAsync("a", "pause");
        await hub.Client.ResumeInstanceAsync("a", "on");
        await hub.Client.RaiseEventAsync("a", "go", "done");
        await hub.IdleAsync();

        var history = await hub.Client.GetOrchestrationHistoryAsync("a");

        history.Select(happened => happened.EventType).Where(kind => kind is not (EventType.OrchestratorStarted or EventType.OrchestratorCompleted)).Should().Equal(
            EventType.ExecutionStarted,
            EventType.TaskScheduled,
            EventType.TaskCompleted,
            EventType.TaskScheduled,
            EventType.TaskFailed,
            EventType.SubOrchestrationInstanceCreated,
            EventType.SubOrchestrationInstanceCompleted,
            EventType.SubOrchestrationInstanceCreated,
            EventType.SubOrchestrationInstanceFailed,
            EventType.EventSent,
            EventType.TimerCreated,
            EventType.TimerFired,
            EventType.ExecutionSuspended,
            EventType.ExecutionResumed,
            EventType.EventRaised,
            EventType.ExecutionCompleted);
        history[0].EventType.Should().Be(EventType.OrchestratorStarted);
        history[^1].EventType.Should().Be(EventType.OrchestratorCompleted);
        history.OfType<TaskFailedEvent>().Single().FailureDetails!.ErrorMessage.Should().Be("broken");
        history.OfType<SubOrchestrationInstanceCreatedEvent>().First().InstanceId.Should().Be("echo");
        history.OfType<ExecutionSuspendedEvent>().Single().Reason.Should().Be("pause");
        history.OfType<ExecutionCompletedEvent>().Single().Result.Should().Be("\"done\"");
        history.OfType<ExecutionStartedEvent>().Single().Tags["t"].Should().Be("v");

        static async Task IgnoreAsync(Task task)
        {
            try
            {
                await task;
            }
            catch (TaskFailedException)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task History_of_an_unknown_instance_is_an_argument_error()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());

        await hub.Client.Invoking(c => c.GetOrchestrationHistoryAsync("nobody")).Should().ThrowAsync<ArgumentException>().WithMessage("*'nobody'*");
    }

    [Fact]
    public async Task History_of_an_instance_that_has_not_started_is_empty()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(1)));

        (await hub.Client.GetOrchestrationHistoryAsync("a")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task History_can_be_read_while_generations_are_closed_and_trimmed(HubStoreKind store)
    {
        await using var hub = await OperationsHub.StartAsync(
            tasks => tasks.AddOrchestratorFunc<int, int>("Loop", (context, round) =>
            {
                if (round < 300)
                {
                    context.ContinueAsNew(round + 1);
                }

                return round;
            }),
            store);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Loop", 0, new StartOrchestrationOptions("a"));

        while (await hub.StatusAsync("a") != OrchestrationRuntimeStatus.Completed)
        {
            await hub.Client.GetOrchestrationHistoryAsync("a");
        }

        (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionStartedEvent>().Single().Input.Should().Be("300");
    }
}
