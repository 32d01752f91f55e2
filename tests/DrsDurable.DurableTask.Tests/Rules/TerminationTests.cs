using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class TerminationTests
{
    [Fact]
    public async Task The_output_becomes_the_instances_even_while_it_is_suspended()
    {
        await using var run = await Run.StartAsync(false, Waiting);
        await run.ScheduleAsync("i");
        await run.Client.SuspendInstanceAsync("i");
        await run.Hub.IdleAsync();

        await run.Client.TerminateInstanceAsync("i", new { reason = "enough" });

        var ended = await run.Client.WaitForInstanceCompletionAsync("i", getInputsAndOutputs: true);
        (ended.RuntimeStatus, ended.SerializedOutput).Should().Be((OrchestrationRuntimeStatus.Terminated, "{\"reason\":\"enough\"}"));
    }

    [Fact]
    public async Task It_beats_an_orchestrator_that_continues_as_new_for_ever()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc<int>("Main", async (context, generation) =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            context.ContinueAsNew(generation + 1);
        }));
        await run.ScheduleAsync("i", 0);
        await run.AdvanceAsync(TimeSpan.FromSeconds(10));

        await run.Client.TerminateInstanceAsync("i", CancellationToken.None);
        await run.AdvanceAsync(TimeSpan.FromSeconds(10));

        (await run.Client.GetInstanceAsync("i"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        run.Hub.Hub.NextDue.Should().BeNull();
    }

    [Fact]
    public async Task An_instance_whose_start_is_not_due_is_terminated_without_running()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", new Func<TaskOrchestrationContext, int>(_ => throw new InvalidOperationException("ran"))));
        await run.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("i", run.Hub.Clock.GetUtcNow().AddDays(1)));

        await run.Client.TerminateInstanceAsync("i", CancellationToken.None);
        await run.AdvanceAsync(TimeSpan.FromDays(2));

        (await run.Client.GetInstanceAsync("i"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Theory]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    public async Task Sub_orchestrations_end_with_it_only_when_asked_to(bool recursive, OrchestrationRuntimeStatus childs)
    {
        await using var run = await Run.StartAsync(false, tasks => Waiting(tasks.AddOrchestratorFunc(
            "Parent", context => context.CallSubOrchestratorAsync<int>("Main", new SubOrchestrationOptions(instanceId: "c")))));
        await run.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions("p"));
        await run.Hub.IdleAsync();

        await run.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(Recursive: recursive));
        await run.Hub.IdleAsync();

        (await run.Client.GetInstanceAsync("p"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
        (await run.Client.GetInstanceAsync("c"))!.RuntimeStatus.Should().Be(childs);
    }

    [Fact]
    public async Task What_has_ended_or_never_was_is_terminated_suspended_and_resumed_without_an_error()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", _ => 1));
        await run.ScheduleAsync("i");
        await run.Hub.IdleAsync();

        foreach (var id in new[] { "i", "nobody" })
        {
            await run.Client.TerminateInstanceAsync(id, CancellationToken.None);
            await run.Client.SuspendInstanceAsync(id);
            await run.Client.ResumeInstanceAsync(id);
            await run.Client.RaiseEventAsync(id, "Go");
        }

        (await run.OutputAsync<int>("i")).Should().Be(1);
        (await run.Client.GetInstanceAsync("nobody")).Should().BeNull();
    }

    private static void Waiting(DurableTaskRegistry tasks) =>
        tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<int>("Never"));
}
