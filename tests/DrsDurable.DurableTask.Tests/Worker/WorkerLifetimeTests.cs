using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.DurableTask.Tests.Worker;

public class WorkerLifetimeTests
{
    [Fact]
    public async Task The_worker_says_what_it_can_take_and_which_tasks_it_knows()
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Flow", _ => 1).AddActivityFunc("B", _ => 1).AddActivityFunc("A", _ => 1),
            options =>
            {
                options.Concurrency.MaximumConcurrentActivityWorkItems = 3;
                options.Concurrency.MaximumConcurrentOrchestrationWorkItems = 4;
            });
        await worker.Source.RunAsync(Item("A"));

        worker.Source.Capacity.Should().BeEquivalentTo(new WorkerCapacity(4, 3, ["Flow"], ["A", "B"]));
    }

    [Fact]
    public async Task Stopping_lets_running_work_finish()
    {
        var running = new TaskCompletionSource();
        var gate = new TaskCompletionSource<string>();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc("Slow", _ =>
        {
            running.SetResult();
            return gate.Task;
        }));

        var outcome = worker.Source.RunAsync(Item("Slow"));
        await running.Task;
        var stopping = worker.StopAsync(CancellationToken.None);
        gate.SetResult("finished");
        await stopping;
        (await outcome).Result.Should().Be("\"finished\"");
        worker.Source.Abandoned.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_not_finished_when_the_host_stops_waiting_goes_back_and_may_not_act_any_more()
    {
        var running = new TaskCompletionSource();
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddActivity<EndlessActivity>(), services: services => services.AddSingleton(running));

        var outcome = worker.Source.RunUntilAbandonedAsync(Item(nameof(EndlessActivity)));
        await running.Task;
        using var patience = new CancellationTokenSource();
        var stopping = worker.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stopping;
        await outcome;
    }

    [Fact]
    public async Task A_result_the_hub_does_not_take_is_given_back_and_the_worker_goes_on()
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc("Step", _ => 1));

        worker.Source.RefuseCompletion = new TimeoutException("the hub did not answer");
        (await worker.Source.RunUntilAbandonedAsync(Item("Step"))).Should().Be("the hub did not answer");
        (await worker.Source.RunAsync(Item("Step"))).Result.Should().Be("1");
    }

    [Fact]
    public async Task An_orchestrator_that_cannot_be_created_goes_back_to_the_hub()
    {
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestrator<Uncreatable>("Main"));

        (await worker.Source.RunUntilAbandonedAsync(script.Item())).Should().Contain(nameof(IMissing));
    }

    [Fact]
    public void Adding_a_worker_twice_under_one_name_configures_the_same_one()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker().Should().BeSameAs(services.AddDurableTaskWorker());
        services.AddDurableTaskWorker("other").Should().NotBeSameAs(services.AddDurableTaskWorker());
        services.Count(service => service.ServiceType == typeof(IHostedService)).Should().Be(2);
    }

    private static ActivityWorkItem Item(string name) =>
        new(Guid.NewGuid().ToString("N"), "i-1", 0, name, null, null, new Dictionary<string, string>(), CancellationToken.None);

    private interface IMissing;

    private sealed class EndlessActivity(ActivityOwnership ownership, TaskCompletionSource running) : TaskActivity<object?, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, object? input)
        {
            running.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, ownership.Lost);
            return 0;
        }
    }

    private sealed class Uncreatable(IMissing missing) : TaskOrchestrator<object?, string?>
    {
        public override Task<string?> RunAsync(TaskOrchestrationContext context, object? input) => Task.FromResult(missing.ToString());
    }
}
