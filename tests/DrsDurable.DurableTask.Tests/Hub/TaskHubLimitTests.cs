using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>What is refused, and what fails one instance, at a limit.</summary>
public sealed class TaskHubLimitTests
{
    [Fact]
    public async Task Create_AboveTheLimitOfActiveInstances_AnswersResourceExhausted()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener, options => options.Limits.ActiveInstances = 2);
        await StartAsync(hub, "a", "Listen");
        await StartAsync(hub, "b", "Listen");

        (await StartAsync(hub, "c", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.ResourceExhausted);
        await hub.Client.TerminateAsync("a", null, false, default);
        await hub.IdleAsync();
        (await StartAsync(hub, "c", "Listen")).Outcome.Should().Be(CreateInstanceOutcome.Created);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\u0007", "control character U+0007")]
    public async Task Create_WithAnUnusableId_IsRefusedSayingWhy(string id, string reason)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);

        var create = () => StartAsync(hub, id, "Listen");

        (await create.Should().ThrowAsync<ArgumentException>()).WithMessage($"*{reason}*");
    }

    [Fact]
    public async Task Limits_refuse_a_request_and_fail_an_instance_naming_the_limit()
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<int, string>("Text", (_, length) => new string('x', length))
                .AddOrchestratorFunc<int, string>("Big", (context, length) => context.CallActivityAsync<string>("Text", length))
                .AddOrchestratorFunc<int, string>("Output", (_, length) => new string('x', length))
                .AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync(
                    "Output", 1, new SubOrchestrationOptions(instanceId: new string('i', 300)))),
            options => options.Limits.PayloadBytes = 1000);

        var create = () => StartAsync(hub, new string('ä', 129), "Listen");
        (await create.Should().ThrowAsync<TaskHubLimitException>()).Which.Should().Match<TaskHubLimitException>(
            e => e.LimitName == nameof(TaskHubLimits.InstanceIdBytes) && e.Limit == 256 && e.Actual == 258);
        var raise = () => hub.Client.RaiseEventAsync("a", "go", new string('1', 1001), null, default);
        (await raise.Should().ThrowAsync<TaskHubLimitException>()).WithMessage("*PayloadBytes*1001 of at most 1000*");
        await StartAsync(hub, "activity", "Big", "2000");
        await StartAsync(hub, "output", "Output", "2000");
        await StartAsync(hub, "child", "Child");
        await hub.IdleAsync();

        var activity = await GetAsync(hub, "activity");
        activity.Status.Should().Be(InstanceStatus.Failed);
        activity.Failure!.InnerFailure!.ErrorMessage.Should().Contain("PayloadBytes");
        var output = await GetAsync(hub, "output");
        output.Status.Should().Be(InstanceStatus.Failed);
        output.Failure!.ErrorType.Should().Be("LimitExceeded");
        output.Failure.ErrorMessage.Should().Contain("PayloadBytes");
        (await GetAsync(hub, "child")).Failure!.InnerFailure!.ErrorMessage.Should().Contain("InstanceIdBytes");
    }

    [Fact]
    public async Task A_history_above_its_limit_fails_the_instance_naming_the_limit()
    {
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<string>("Text", _ => new string('x', 500))
                .AddOrchestratorFunc("Grow", async context =>
                {
                    while (true)
                    {
                        await context.CallActivityAsync<string>("Text");
                    }
                }),
            options => options.Limits.HistoryBytes = 5000);

        await StartAsync(hub, "a", "Grow");
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Failure!.ErrorMessage.Should().Contain("HistoryBytes").And.Contain("ContinueAsNew");
    }
}
