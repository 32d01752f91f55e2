using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

public sealed class RestartTests
{
    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Restart_under_the_same_id_runs_the_same_name_input_tags_and_version_in_a_new_life(HubStoreKind store)
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho(), store);
        var options = new StartOrchestrationOptions("a") { Version = "2", Tags = new Dictionary<string, string> { ["plan"] = "p" } };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "in", options);
        await hub.IdleAsync();
        var first = (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionStartedEvent>().Single();

        (await hub.Client.RestartAsync("a")).Should().Be("a");
        await hub.IdleAsync();

        var second = (await hub.Client.GetOrchestrationHistoryAsync("a")).OfType<ExecutionStartedEvent>().Single();
        (second.Name, second.Version, second.Input, second.Tags["plan"]).Should().Be(("Echo", "2", "\"in\"", "p"));
        second.OrchestrationInstance.ExecutionId.Should().NotBe(first.OrchestrationInstance.ExecutionId);
        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("in");
    }

    [Fact]
    public async Task Restart_with_a_new_id_leaves_the_original_even_while_it_runs()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");

        var copy = await hub.Client.RestartAsync("a", restartWithNewInstanceId: true);
        await hub.Client.RaiseEventAsync(copy, "go", "copy");
        await hub.IdleAsync();

        Guid.TryParseExact(copy, "N", out _).Should().BeTrue();
        (await hub.GetAsync(copy)).ReadOutputAs<string>().Should().Be("copy");
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Restart_of_an_unknown_instance_is_an_argument_error()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());

        await hub.Client.Invoking(c => c.RestartAsync("nobody")).Should().ThrowAsync<ArgumentException>().WithMessage("*'nobody' was not found*");
        await hub.Client.Invoking(c => c.RestartAsync("nobody", true)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Restart_under_the_same_id_needs_an_ended_instance_neither_running_nor_suspended_nor_pending()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("running", "Listen");
        await hub.StartAsync("suspended", "Listen");
        await hub.Client.SuspendInstanceAsync("suspended");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("pending", hub.Virtual.Clock.GetUtcNow().AddDays(1)));
        await hub.IdleAsync();

        foreach (var (id, status) in new[] { ("running", "Running"), ("suspended", "Suspended"), ("pending", "Pending") })
        {
            await hub.Client.Invoking(c => c.RestartAsync(id)).Should().ThrowAsync<InvalidOperationException>().WithMessage($"*'{id}'*{status}*");
        }
    }

    [Fact]
    public async Task Restart_takes_the_input_of_the_latest_generation()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Count", (context, n) =>
        {
            if (n < 3)
            {
                context.ContinueAsNew(n + 1);
            }

            return n;
        }));
        await hub.StartAsync("a", "Count", 0);

        await hub.Client.RestartAsync("a");
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadInputAs<int>().Should().Be(3);
    }

    [Fact]
    public async Task A_restarted_child_has_no_parent_and_the_parent_is_left_alone()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddParent());
        await hub.StartAsync("p", "Parent");
        await hub.Client.RaiseEventAsync("p:child", "go", "1");
        await hub.IdleAsync();

        await hub.Client.RestartAsync("p:child");
        await hub.IdleAsync();

        (await hub.Client.GetOrchestrationHistoryAsync("p:child")).OfType<ExecutionStartedEvent>().Single().ParentInstance.Should().BeNull();
        (await hub.GetAsync("p")).ReadOutputAs<string>().Should().Be("1");
        (await hub.StatusAsync("p:child")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_repeated_with_its_request_id_is_the_same_restart(bool withNewId)
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");
        await hub.Client.TerminateInstanceAsync("a");
        await hub.IdleAsync();
        var request = new RestartInstanceRequest("a", withNewId, RequestId: "r");

        var first = await hub.Virtual.Client.RestartAsync(request, default);
        await hub.IdleAsync();
        var again = await hub.Virtual.Client.RestartAsync(request, default);

        first.Outcome.Should().Be(RestartInstanceOutcome.Restarted);
        again.Should().Be(first);
    }
}
