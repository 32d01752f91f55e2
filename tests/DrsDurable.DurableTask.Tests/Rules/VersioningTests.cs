using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Worker;
using DrsDurable.Testing.Hubs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.DurableTask.Tests.Rules;

public class VersioningTests
{
    [Theory]
    [InlineData("1.0", "one")]
    [InlineData("2.0", "two")]
    public async Task The_exact_version_is_found_first(string version, string output)
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks
                .AddOrchestrator("Main", "1.0", () => FuncTaskOrchestrator.Create<object?, string>((_, _) => Task.FromResult("one")))
                .AddOrchestrator("Main", "2.0", () => FuncTaskOrchestrator.Create<object?, string>((_, _) => Task.FromResult("two"))),
            version: version);

        (await script.TurnAsync()).Output<string>().Should().Be(output);
    }

    [Fact]
    public async Task The_unversioned_registration_answers_for_a_name_without_versions()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context => context.Version), version: "7");

        (await script.TurnAsync()).Output<string>().Should().Be("7");
    }

    [Fact]
    public async Task The_unversioned_registration_does_not_answer_for_a_name_with_versions()
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks
                .AddOrchestratorFunc("Main", _ => "unversioned")
                .AddOrchestrator("main", "1.0", () => FuncTaskOrchestrator.Create<object?, string>((_, _) => Task.FromResult("one"))),
            version: "2.0");

        (await script.TurnAsync()).Failure().ErrorType.Should().Be("OrchestratorTaskNotFound");
    }

    [Theory]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "1.0", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "2.0", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "1.9", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, null, true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "10.0", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.None, "10.0", true)]
    public async Task A_version_that_does_not_match_fails_the_instance_where_asked_to(
        DurableTaskWorkerOptions.VersionMatchStrategy strategy, string? version, bool matches)
    {
        await using var script = await OrchestratorScript.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", _ => 1),
            version: version,
            options: options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = "2.0",
                MatchStrategy = strategy,
                FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Fail,
            });

        var ending = (await script.TurnAsync()).Ending();
        ending.Status.Should().Be(matches ? InstanceStatus.Completed : InstanceStatus.Failed);
        (ending.Failure?.ErrorType).Should().Be(matches ? null : "VersionMismatch");
    }

    [Fact]
    public async Task A_rejected_version_goes_back_to_the_hub()
    {
        await using var script = await OrchestratorScript.StartAsync(_ => Task.FromResult(0));
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", _ => 1),
            options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = "2.0",
                MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.Strict,
            });

        (await worker.Source.RunUntilAbandonedAsync(script.Item())).Should().Contain("does not match version '2.0'");
    }

    [Theory]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder)]
    public async Task On_the_hub_what_one_worker_rejects_is_run_by_the_one_whose_version_it_is(DurableTaskWorkerOptions.VersionMatchStrategy strategy)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks: null);
        var services = new ServiceCollection().AddLogging().AddSingleton<IWorkItemSource>(hub.Hub);
        foreach (var version in new[] { "1.0", "2.0" })
        {
            services.AddDurableTaskWorker(version, worker => worker
                .AddTasks(tasks => tasks
                    .AddActivityFunc("Who", _ => version)
                    .AddOrchestratorFunc("Child", context => context.CallActivityAsync<string>("Who"))
                    .AddOrchestratorFunc("Main", async context =>
                        $"{version} {await context.CallActivityAsync<string>("Who")} {await context.CallSubOrchestratorAsync<string>("Child")}"))
                .UseVersioning(new DurableTaskWorkerOptions.VersioningOptions { Version = version, DefaultVersion = version, MatchStrategy = strategy }));
        }

        await using var provider = services.BuildServiceProvider();
        foreach (var worker in provider.GetServices<IHostedService>())
        {
            await worker.StartAsync(CancellationToken.None);
        }

        await hub.Client.CreateInstanceAsync(new CreateInstanceRequest("new", "Main", "2.0"), CancellationToken.None);
        await hub.RunToRestAsync();

        (await hub.Client.GetInstanceAsync("new", includePayloads: true, CancellationToken.None))!.Output.Should().Be("\"2.0 2.0 2.0\"");
        foreach (var worker in provider.GetServices<IHostedService>())
        {
            await worker.StopAsync(CancellationToken.None);
        }
    }
}
