using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;
using DrsDurable.DurableTask.Worker;

namespace DrsDurable.DurableTask.Tests.Rules;

public class SubOrchestrationTests
{
    [Fact]
    public async Task The_default_child_id_is_a_deterministic_guid_and_takes_one_number_of_the_counter()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            context.SetCustomStatus(context.NewGuid());
            return await context.CallSubOrchestratorAsync<int>("Child", 5);
        });
        await using var guids = await OrchestratorScript.StartAsync(context =>
            Task.FromResult(new[] { context.NewGuid(), context.NewGuid() }));

        var created = (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeOfType<CreateSubOrchestrationAction>().Subject;
        var expected = (await guids.TurnAsync()).Output<Guid[]>()![1];
        created.InstanceId.Should().Be(expected.ToString("N"));
        created.Input.Should().Be("5");
        (await script.TurnAsync(script.ChildCompleted(0, 25))).Output<int>().Should().Be(25);
    }

    [Fact]
    public async Task A_given_child_id_tags_and_version_are_passed_on()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var options = new TaskOptions(tags: new Dictionary<string, string> { ["wave"] = "1" }) { Version = "3" };
            await context.CallSubOrchestratorAsync("Child", options.WithInstanceId("x:w1"));
            return 0;
        });

        (await script.TurnAsync()).Actions.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new CreateSubOrchestrationAction(0, "Child", "3", "x:w1", null, new Dictionary<string, string> { ["wave"] = "1" }));
    }

    [Fact]
    public async Task A_failed_child_raises_TaskFailedException_with_its_details()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
            return $"{failure.TaskName} {failure.TaskId} {failure.FailureDetails.IsCausedBy<ArgumentException>()} {failure.Message}";
        });

        await script.TurnAsync();
        (await script.TurnAsync(new SubOrchestrationInstanceFailedEvent(
            script.Now, 0, new FailureDetails("System.ArgumentNullException", "no value"))))
            .Output<string>().Should().Be("Child 0 True Task 'Child' (#0) failed with an unhandled exception: no value");
    }

    [Fact]
    public async Task A_terminated_child_raises_TaskFailedException_without_details()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Child"));
            return $"<{failure.FailureDetails.ErrorType}><{failure.FailureDetails.ErrorMessage}>";
        });

        await script.TurnAsync();
        (await script.TurnAsync(new SubOrchestrationInstanceFailedEvent(script.Now, 0, null))).Output<string>().Should().Be("<><>");
    }

    [Fact]
    public async Task A_child_knows_its_parent()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context => $"{context.Parent!.Name} {context.Parent.InstanceId}"),
            parent: new ParentInstance("p-1", "Parent", null, 4));

        (await script.TurnAsync()).Output<string>().Should().Be("Parent p-1");
    }

    [Fact]
    public async Task Without_a_version_a_child_gets_the_workers_default_and_an_activity_the_instances()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", async context =>
            {
                await Task.WhenAll(
                    context.CallSubOrchestratorAsync("Child"),
                    context.CallActivityAsync("Step"),
                    context.CallActivityAsync("Step", new TaskOptions { Version = TaskVersion.Unversioned }));
            }),
            version: "1.5",
            options: options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions { DefaultVersion = "2.0" });

        var actions = (await script.TurnAsync()).Actions;
        actions.OfType<CreateSubOrchestrationAction>().Single().Version.Should().Be("2.0");
        actions.OfType<ScheduleTaskAction>().Select(action => action.Version).Should().Equal("1.5", null);
    }

    [Fact]
    public async Task A_child_id_that_another_live_instance_has_fails_the_call_naming_the_clash()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("Never"))
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions(instanceId: "taken")));
                return failed.FailureDetails.ErrorMessage;
            }));
        await run.Client.ScheduleNewOrchestrationInstanceAsync("Child", new StartOrchestrationOptions("taken"));
        await run.Hub.IdleAsync();

        await run.ScheduleAsync("i");

        (await run.OutputAsync<string>("i")).Should().Contain("taken");
    }

    [Fact]
    public async Task A_parent_that_ends_does_not_stop_its_child()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("Go"))
            .AddOrchestratorFunc("Main", async context =>
            {
                var child = context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "c"));
                return await context.WaitForExternalEvent<int>("Leave");
            }));
        await run.ScheduleAsync("i");
        await run.Client.RaiseEventAsync("i", "Leave", 1);
        await run.Hub.IdleAsync();
        (await run.Client.GetInstanceAsync("i"))!.IsCompleted.Should().BeFalse("the call is still open");
        await run.Client.TerminateInstanceAsync("i", CancellationToken.None);
        await run.Hub.IdleAsync();

        await run.Client.RaiseEventAsync("c", "Go", 7);

        (await run.OutputAsync<int>("c")).Should().Be(7);
    }

    [Fact]
    public async Task A_child_of_a_version_nobody_has_fails_the_call()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestrator("Child", "1.0", () => FuncTaskOrchestrator.Create<object?, string>((_, _) => Task.FromResult("one")))
            .AddOrchestratorFunc("Main", async context =>
            {
                var failed = await Assert.ThrowsAsync<TaskFailedException>(
                    () => context.CallSubOrchestratorAsync("Child", new SubOrchestrationOptions { Version = "3.0" }));
                return failed.FailureDetails.ErrorType + " " + await context.CallSubOrchestratorAsync<string>("child", new SubOrchestrationOptions { Version = "1.0" });
            }));

        await run.ScheduleAsync("i");

        (await run.OutputAsync<string>("i")).Should().Be("OrchestratorTaskNotFound one");
    }
}
