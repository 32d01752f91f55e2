using DrsDurable.DurableTask.Client;
using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.Runtime;

public sealed class RuntimeRouteTests
{
    private const string Route = "/runtime/webhooks/durabletask/instances";

    [Fact]
    public async Task A_running_instance_answers_202_and_one_that_has_ended_200()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.DrillAsync(await host.PlanAsync("p", await host.GroupAsync("g", 1)));

        host.Tasks.Set(id, OrchestrationRuntimeStatus.Running, new { level = 1 });
        var running = await host.GetAsync($"{Route}/{id}");
        host.Tasks.Set(id, OrchestrationRuntimeStatus.Completed);
        var completed = await host.GetAsync($"{Route}/{id}");

        (running.Status, (string)running.Json["runtimeStatus"]!, (int)running.Json["customStatus"]!["level"]!).Should().Be((202, "Running", 1));
        ((string)running.Json["name"]!, (string)running.Json["instanceId"]!).Should().Be(("RecoveryExecution", id));
        (completed.Status, (string)completed.Json["runtimeStatus"]!).Should().Be((200, "Completed"));
    }

    [Fact]
    public async Task An_execution_that_waits_for_its_orchestration_is_pending()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.DrillAsync(await host.PlanAsync("p", await host.GroupAsync("g", 1)));
        host.Tasks.Forget(id);

        var reply = await host.GetAsync($"{Route}/{id}");

        (reply.Status, (string)reply.Json["runtimeStatus"]!).Should().Be((202, "Pending"));
    }

    [Fact]
    public async Task Terminate_cancels_the_execution_with_the_reason_of_the_link()
    {
        await using var host = await ApiHost.StartAsync();
        var accepted = await host.PostAsync($"/recovery-plans/{await host.PlanAsync("p", await host.GroupAsync("g", 1))}/execute", "{}");
        host.Tasks.OnEvent = raised => host.Tasks.Set(raised.InstanceId, OrchestrationRuntimeStatus.Running, new { RequestedAction = "CANCEL", Waves = Array.Empty<int>() });

        var reply = await host.PostAsync(((string)accepted.Json["terminatePostUri"]!).Replace("{text}", "by%20hand", StringComparison.Ordinal));

        reply.Status.Should().Be(202, reply.Text);
        host.Tasks.Events.Single().Payload.Should().Be(new DrsDurable.Recovery.Executions.CancelRequest("by hand"));
    }

    [Fact]
    public async Task Terminate_does_not_touch_what_is_no_execution()
    {
        await using var host = await ApiHost.StartAsync();
        var schedule = await host.ScheduleAsync("weekly", await host.PlanAsync("p", await host.GroupAsync("g", 1)));

        var reply = await host.PostAsync($"{Route}/schedule:{schedule}/terminate");

        (reply.Status, reply.Code).Should().Be((404, "EXECUTION_NOT_FOUND"));
        host.Tasks.Events.Should().BeEmpty();
    }
}
