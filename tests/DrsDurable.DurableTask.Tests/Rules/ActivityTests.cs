using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.DurableTask.Tests.Rules;

public class ActivityTests
{
    [Fact]
    public async Task An_activity_gets_its_input_and_context_and_its_result_goes_back_under_its_token()
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc<int, string>(
            "Describe", (context, input) => $"{context.Name} {context.InstanceId} {context.Version} {input}"));

        var item = Item("describe", "5") with { Version = "1.0" };
        (await worker.Source.RunAsync(item)).Should().Be(new ActivityResult(item.CompletionToken, "\"describe i-1 1.0 5\"", null));
    }

    [Fact]
    public async Task An_exception_becomes_failure_details()
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc(
            "Fail", (TaskActivityContext _) => { throw new InvalidOperationException("outer", new TimeoutException("inner")); }));

        var failure = (await worker.Source.RunAsync(Item("Fail"))).Failure!;
        failure.ErrorType.Should().Be("System.InvalidOperationException");
        failure.ErrorMessage.Should().Be("outer");
        failure.IsNonRetriable.Should().BeFalse();
        failure.InnerFailure!.ErrorType.Should().Be("System.TimeoutException");
    }

    [Fact]
    public async Task An_unknown_activity_fails_with_ActivityTaskNotFound_and_is_not_tried_again()
    {
        await using var worker = await WorkerUnderTest.StartAsync(_ => { });

        (await worker.Source.RunAsync(Item("Nobody"))).Failure.Should().Be(
            new FailureDetails("ActivityTaskNotFound", "No activity task named 'Nobody' was found.", IsNonRetriable: true));
    }

    [Fact]
    public async Task The_input_travels_as_a_JSON_array_of_one_element()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            await Task.WhenAll(
                context.CallActivityAsync("Step", new[] { 1, 2 }), context.CallActivityAsync("Step", "a"), context.CallActivityAsync("Step"));
            return 0;
        });

        (await script.TurnAsync()).Actions.OfType<ScheduleTaskAction>().Select(action => action.Input).Should().Equal("[[1,2]]", "[\"a\"]", "[null]");
    }

    [Theory]
    [InlineData("[[1,2]]", "[1,2]")]
    [InlineData("[[]]", "[]")]
    [InlineData("[null]", "null")]
    [InlineData(null, "null")]
    public async Task The_input_is_taken_out_of_its_array(string? wire, string expected)
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc<int[]?, int[]?>("Echo", (_, input) => input));

        ((await worker.Source.RunAsync(Item("Echo", wire))).Result ?? "null").Should().Be(expected);
    }

    [Fact]
    public async Task An_input_without_the_array_is_taken_as_it_is()
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc<string, string>("Echo", (_, input) => input));

        (await worker.Source.RunAsync(Item("Echo", "\"plain [text]\""))).Result.Should().Be("\"plain [text]\"");
    }

    [Fact]
    public async Task What_a_provider_tells_of_an_exception_becomes_properties_that_the_orchestrator_sees()
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddActivityFunc("Fail", (TaskActivityContext _) => { throw new InvalidOperationException("outer", new TimeoutException("inner")); }),
            services: services => services.AddSingleton<IExceptionPropertiesProvider, MessageLengths>());
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail"));
            return failed.FailureDetails;
        });

        var failure = (await worker.Source.RunAsync(Item("Fail"))).Failure!;
        failure.Properties.Should().Be("{\"Length\":5,\"Tags\":[\"a\",null,true]}");
        failure.InnerFailure!.Properties.Should().Contain("no timeouts", "a provider that fails must not hide the failure");
        await script.TurnAsync();
        var seen = (await script.TurnAsync(new TaskFailedEvent(script.Now, 0, failure))).Output<TaskFailureDetails>()!;
        seen.Properties!["Length"].Should().BeOfType<System.Text.Json.JsonElement>().Which.GetDouble().Should().Be(5);
    }

    [Theory]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "2.0", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.Strict, "1.0", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "1.0", true)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder, "3.0", false)]
    [InlineData(DurableTaskWorkerOptions.VersionMatchStrategy.None, "3.0", true)]
    public async Task A_version_that_does_not_match_fails_the_activity_or_gives_it_back_as_asked_to(
        DurableTaskWorkerOptions.VersionMatchStrategy strategy, string version, bool matches)
    {
        await using var failing = await WorkerAsync(DurableTaskWorkerOptions.VersionFailureStrategy.Fail);
        await using var rejecting = await WorkerAsync(DurableTaskWorkerOptions.VersionFailureStrategy.Reject);

        ((await failing.Source.RunAsync(Item("Step") with { Version = version })).Failure?.ErrorType).Should().Be(matches ? null : "VersionMismatch");
        (await rejecting.Source.HandOut(Item("Step") with { Version = version })).Should().BeOfType(matches ? typeof(ActivityResult) : typeof(string));

        Task<WorkerUnderTest> WorkerAsync(DurableTaskWorkerOptions.VersionFailureStrategy otherwise) => WorkerUnderTest.StartAsync(
            tasks => tasks.AddActivityFunc("Step", _ => 1),
            options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions { Version = "2.0", MatchStrategy = strategy, FailureStrategy = otherwise });
    }

    [Fact]
    public async Task Each_run_has_a_service_scope_of_its_own_that_ends_with_it()
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddActivity<ScopedActivity>(),
            services: services => services.AddScoped<Scoped>().AddSingleton<Disposals>());

        var first = await worker.Source.RunAsync(Item(nameof(ScopedActivity)));
        var second = await worker.Source.RunAsync(Item(nameof(ScopedActivity)));
        (first.Result, second.Result).Should().Be(("0", "1"), "each run disposes of its own service, and no sooner");
    }

    [Fact]
    public async Task Losing_ownership_reaches_the_activity_and_its_failure_is_not_recorded()
    {
        using var lost = new CancellationTokenSource();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivity<OwnedActivity>());

        var outcome = worker.Source.RunUntilAbandonedAsync(Item(nameof(OwnedActivity)) with { OwnershipLost = lost.Token });
        await lost.CancelAsync();
        (await outcome).Should().Contain("lost to another owner");
    }

    [Fact]
    public async Task A_result_is_delivered_even_when_ownership_was_lost()
    {
        using var lost = new CancellationTokenSource();
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivityFunc("Finish", _ =>
        {
            lost.Cancel();
            return "done";
        }));

        (await worker.Source.RunAsync(Item("Finish") with { OwnershipLost = lost.Token })).Result.Should().Be("\"done\"");
    }

    [Fact]
    public async Task Classes_take_their_name_and_version_from_the_attribute()
    {
        await using var worker = await WorkerUnderTest.StartAsync(tasks => tasks.AddActivity<NamedActivity>());

        (await worker.Source.RunAsync(Item("Renamed") with { Version = "2" })).Result.Should().Be("7");
        (await worker.Source.RunAsync(Item("Renamed") with { Version = "3" })).Failure!.ErrorType.Should().Be("ActivityTaskNotFound");
    }

    private static ActivityWorkItem Item(string name, string? input = null) =>
        new(Guid.NewGuid().ToString("N"), "i-1", 0, name, null, input, new Dictionary<string, string>(), CancellationToken.None);

    private sealed class MessageLengths : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => exception is TimeoutException
            ? throw new NotSupportedException("no timeouts")
            : new Dictionary<string, object?> { ["Length"] = exception.Message.Length, ["Tags"] = new object?[] { "a", null, true } };
    }

    private sealed class Disposals
    {
        public int Count { get; set; }
    }

    private sealed class Scoped(Disposals disposals) : IDisposable
    {
        public void Dispose() => disposals.Count++;
    }

    private sealed class ScopedActivity(Scoped scoped, Disposals disposals) : TaskActivity<object?, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, object? input)
        {
            await Task.Yield();
            scoped.Should().NotBeNull();
            return disposals.Count;
        }
    }

    private sealed class OwnedActivity(ActivityOwnership ownership) : TaskActivity<object?, int>
    {
        public override async Task<int> RunAsync(TaskActivityContext context, object? input)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ownership.Lost);
            return 0;
        }
    }

    [DurableTask("Renamed", Version = "2")]
    private sealed class NamedActivity : TaskActivity<object?, int>
    {
        public override Task<int> RunAsync(TaskActivityContext context, object? input) => Task.FromResult(7);
    }
}
