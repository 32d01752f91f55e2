using DrsDurable.DurableTask.Converters;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace DrsDurable.DurableTask.Tests.Worker;

public class WorkerBuilderTests
{
    [Fact]
    public async Task A_build_target_gets_the_registered_tasks_and_options_of_its_own_that_begin_with_the_common_ones()
    {
        var converter = new JsonDataConverter();
        var services = new ServiceCollection();
        services.Configure<OwnOptions>("w", options => options.Address = "somewhere");
        services.AddDurableTaskWorker("w", builder => builder
            .AddTasks(tasks => tasks.AddActivityFunc("Step", _ => 7).AddOrchestratorFunc("Main", _ => 8))
            .Configure(options =>
            {
                options.MaximumTimerInterval = TimeSpan.FromDays(1);
                options.DataConverter = converter;
                options.Concurrency.MaximumConcurrentActivityWorkItems = 3;
            })
            .UseVersioning(new DurableTaskWorkerOptions.VersioningOptions { Version = "2" })
            .UseBuildTarget<OwnWorker, OwnOptions>());
        await using var provider = services.BuildServiceProvider();

        var worker = provider.GetServices<IHostedService>().Should().ContainSingle().Which.Should().BeOfType<OwnWorker>().Subject;
        worker.Describe(provider).Should().Be("w Step Main -");
        worker.Options.Address.Should().Be("somewhere");
        worker.Options.MaximumTimerInterval.Should().Be(TimeSpan.FromDays(1));
        worker.Options.DataConverter.Should().BeSameAs(converter);
        worker.Options.Concurrency.MaximumConcurrentActivityWorkItems.Should().Be(3);
        worker.Options.IsVersioningSet.Should().BeTrue();
        worker.Options.Versioning!.Version.Should().Be("2");
    }

    [Fact]
    public async Task Without_a_build_target_a_worker_serves_the_hub_of_its_process()
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IWorkItemSource>(new ScriptedSource()).AddDurableTaskWorker(_ => { });
        await using var provider = services.BuildServiceProvider();

        provider.GetServices<IHostedService>().Should().ContainSingle().Which.Should().BeOfType<TaskHubWorker>();
    }

    [Fact]
    public void A_build_target_that_is_no_worker_is_refused()
    {
        var builder = new ServiceCollection().AddDurableTaskWorker();

        builder.Invoking(worker => worker.UseBuildTarget(typeof(string))).Should().Throw<ArgumentException>().WithMessage("*DurableTaskWorker*");
        builder.Invoking(worker => worker.UseBuildTarget(typeof(DurableTaskWorker))).Should().Throw<ArgumentException>();
        builder.UseBuildTarget(null!).Invoking(worker => worker.Build(new ServiceCollection().BuildServiceProvider())).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Without_filters_the_hub_is_told_what_is_registered_and_may_offer_everything()
    {
        (await CapacityAsync(_ => { })).Should().BeEquivalentTo(new WorkerCapacity(
            1, 2, [new ServedTask("Main", ["", "1.0"]), new ServedTask("Other", [])], [new ServedTask("Step", ["2.0"])], OnlyServed: false));
    }

    [Fact]
    public async Task Filters_made_of_the_registry_name_each_task_and_its_versions()
    {
        (await CapacityAsync(builder => builder.UseWorkItemFilters())).Should().BeEquivalentTo(new WorkerCapacity(
            1, 2, [new ServedTask("Main", ["", "1.0"]), new ServedTask("Other", [])], [new ServedTask("Step", ["2.0"])], OnlyServed: true));
    }

    [Fact]
    public async Task Filters_made_of_the_registry_of_a_strict_worker_name_only_its_own_version()
    {
        var capacity = await CapacityAsync(builder => builder.UseWorkItemFilters().UseVersioning(new DurableTaskWorkerOptions.VersioningOptions
        {
            Version = "3.0",
            MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.Strict,
        }));

        capacity.Orchestrators.Concat(capacity.Activities).Should().AllSatisfy(task => task.Versions.Should().Equal("3.0"));
    }

    [Fact]
    public async Task Explicit_filters_replace_the_registry_and_null_takes_them_back()
    {
        var filters = new DurableTaskWorkerWorkItemFilters { Orchestrations = [new("other", ["9"])] };

        (await CapacityAsync(builder => builder.UseWorkItemFilters().UseWorkItemFilters(filters))).Should().BeEquivalentTo(
            new WorkerCapacity(1, 2, [new ServedTask("other", ["9"])], [], OnlyServed: true));
        (await CapacityAsync(builder => builder.UseWorkItemFilters(filters).UseWorkItemFilters(null))).OnlyServed.Should().BeFalse();
    }

    [Fact]
    public async Task A_filter_that_names_an_unknown_task_is_refused_at_start_by_name()
    {
        var filters = new DurableTaskWorkerWorkItemFilters { Orchestrations = [new("Main", null), new("Mian", null)], Activities = [new("Stop", [])] };

        var start = () => CapacityAsync(builder => builder.UseWorkItemFilters(filters));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*orchestrator 'Mian', activity 'Stop'*");
    }

    [Fact]
    public async Task A_worker_announces_what_it_serves_before_it_takes_work_and_until_it_has_ended()
    {
        var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", _ => 1));
        worker.Source.Announced.Should().ContainSingle().Which.Orchestrators.Should().BeEquivalentTo([new ServedTask("Main", [])]);

        await worker.DisposeAsync();
        worker.Source.Announced.Should().BeEmpty();
    }

    private static async Task<WorkerCapacity> CapacityAsync(Action<IDurableTaskWorkerBuilder> configure)
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Main", _ => 1)
                .AddOrchestrator("main", "1.0", () => FuncTaskOrchestrator.Create<object?, int>((_, _) => Task.FromResult(1)))
                .AddOrchestratorFunc("Other", _ => 1)
                .AddActivity("Step", "2.0", () => FuncTaskActivity.Create<object?, int>((_, _) => Task.FromResult(1))),
            options =>
            {
                options.Concurrency.MaximumConcurrentOrchestrationWorkItems = 1;
                options.Concurrency.MaximumConcurrentActivityWorkItems = 2;
            },
            services => services.AddDurableTaskWorker(configure));
        return worker.Source.Announced.Single();
    }

    private sealed class OwnOptions : DurableTaskWorkerOptions
    {
        public string Address { get; set; } = string.Empty;
    }

    private sealed class OwnWorker(string name, IDurableTaskFactory factory, IOptionsMonitor<OwnOptions> options) : DurableTaskWorker(name, factory)
    {
        public OwnOptions Options => options.Get(Name);

        public string Describe(IServiceProvider services) => string.Join(
            ' ',
            Name,
            Factory.TryCreateActivity("step", services, out var activity) && activity.OutputType == typeof(int) ? "Step" : "-",
            Factory.TryCreateOrchestrator("MAIN", services, out _) ? "Main" : "-",
            Factory.TryCreateActivity("Main", services, out _) ? "Main" : "-");

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
