using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Worker;

namespace DrsDurable.DurableTask.Tests.Worker;

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
}
