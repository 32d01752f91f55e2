using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Worker;

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
}
