using System.Diagnostics;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Tracing;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;
using DrsDurable.Testing.Telemetry;

namespace DrsDurable.DurableTask.Tests.Telemetry;

/// <summary>From the caller over orchestration and child to the activity: one trace, also when processes die in between.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly RecordedTraces traces = new(DurableTaskTraces.SourceName);
    private readonly Activity caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);

    public TraceTests()
    {
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        caller.Start();
    }

    public void Dispose()
    {
        caller.Dispose();
        traces.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_part_of_a_run_hangs_below_its_caller_in_one_trace_also_over_kills(bool killing)
    {
        ActivityContext seen = default;
        await using var run = await Run.StartAsync(killing, tasks => tasks
            .AddActivityFunc<string, string>("Work", (_, value) =>
            {
                seen = Activity.Current!.Context;
                return value;
            })
            .AddOrchestratorFunc<string, string>("Child", async (context, value) =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return await context.CallActivityAsync<string>("Work", value);
            })
            .AddOrchestratorFunc<string, string>("Main", async (context, value) =>
            {
                context.SendEvent("nobody", "Hello", "secret");
                return await context.CallSubOrchestratorAsync<string>("Child", value);
            }));

        await run.ScheduleAsync("i", "secret");
        (await run.OutputAsync<string>("i")).Should().Be("secret");

        var spans = traces.Of(caller.TraceId);
        var create = One(spans, "create_orchestration:Main", ActivityKind.Producer, caller.SpanId);
        var main = One(spans, "orchestration:Main", ActivityKind.Server, create.SpanId);
        One(spans, "orchestration_event:Hello", ActivityKind.Producer, main.SpanId);
        var child = One(spans, "orchestration:Child", ActivityKind.Client, main.SpanId);
        var childRun = One(spans, "orchestration:Child", ActivityKind.Server, child.SpanId);
        var timer = One(spans, "orchestration:Child:timer", ActivityKind.Internal, childRun.SpanId);
        var task = One(spans, "activity:Work", ActivityKind.Client, childRun.SpanId);
        var work = One(spans, "activity:Work", ActivityKind.Server, task.SpanId);
        spans.Should().HaveCount(8);
        seen.SpanId.Should().Be(work.SpanId, "what the activity does hangs below its own span");
        timer.Duration.Should().Be(TimeSpan.FromHours(1));
        main.Duration.Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        main.StartTimeUtc.Should().Be(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        main.GetTagItem("durabletask.task.instance_id").Should().Be("i");
        main.GetTagItem("durabletask.task.status").Should().Be("Completed");
        spans.SelectMany(span => span.TagObjects).Should().NotContain(tag => Convert.ToString(tag.Value, null)!.Contains("secret"), "tags hold no payloads");
    }

    [Fact]
    public async Task Failures_are_marked_by_their_type_and_tell_no_message()
    {
        await using var run = await Run.StartAsync(killing: false, tasks => tasks
            .AddActivityFunc<string, string>("Work", (_, value) => value.Length > 0 ? throw new InvalidOperationException("secret") : value)
            .AddOrchestratorFunc<string>("Main", context => context.CallActivityAsync<string>("Work", "x")));
        await run.ScheduleAsync("i");
        await run.Hub.RunToRestAsync();

        var spans = traces.Of(caller.TraceId).Where(span => !span.OperationName.StartsWith("create", StringComparison.Ordinal)).ToList();
        spans.Should().HaveCount(3).And.OnlyContain(span => span.Status == ActivityStatusCode.Error && span.GetTagItem("error.type") != null);
        spans.Should().OnlyContain(span => span.StatusDescription == (string?)span.GetTagItem("error.type"));
        spans.SelectMany(span => span.TagObjects).Should().NotContain(tag => Convert.ToString(tag.Value, null)!.Contains("secret"));
    }

    [Fact]
    public async Task A_terminated_execution_is_shown_with_the_task_it_left()
    {
        var release = new TaskCompletionSource();
        await using var run = await Run.StartAsync(killing: false, tasks => tasks
            .AddActivityFunc<string, string>("Work", async (_, value) =>
            {
                await release.Task;
                return value;
            })
            .AddOrchestratorFunc<string>("Main", context => context.CallActivityAsync<string>("Work", "x")));
        await run.ScheduleAsync("i");
        await run.Client.WaitForInstanceStartAsync("i");
        await run.Client.TerminateInstanceAsync("i");
        await run.Client.WaitForInstanceCompletionAsync("i");
        release.SetResult();
        await run.Hub.IdleAsync();

        var spans = traces.Of(caller.TraceId);
        var main = spans.Single(span => span is { OperationName: "orchestration:Main", Kind: ActivityKind.Server });
        main.GetTagItem("durabletask.task.status").Should().Be("Terminated");
        One(spans, "activity:Work", ActivityKind.Client, main.SpanId).GetTagItem("error.type").Should().Be("canceled");
    }

    [Fact]
    public async Task Each_generation_is_a_span_of_its_own_below_the_same_caller()
    {
        await using var run = await Run.StartAsync(killing: true, tasks => tasks.AddOrchestratorFunc<int, int>("Main", async (context, count) =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            if (count < 3)
            {
                context.ContinueAsNew(count + 1);
            }

            return count;
        }));
        await run.ScheduleAsync("i", 1);
        await run.OutputAsync<int>("i");

        var spans = traces.Of(caller.TraceId);
        var create = spans.Single(span => span.Kind == ActivityKind.Producer);
        var generations = spans.Where(span => span.OperationName == "orchestration:Main").ToList();
        generations.Select(span => span.GetTagItem("durabletask.task.status")).Should().Equal("ContinuedAsNew", "ContinuedAsNew", "Completed");
        generations.Should().OnlyHaveUniqueItems(span => span.SpanId).And.OnlyContain(span => span.ParentSpanId == create.SpanId);
    }

    [Fact]
    public async Task The_history_keeps_the_context_of_every_task()
    {
        await using var run = await Run.StartAsync(killing: true, tasks => tasks
            .AddActivityFunc<int, int>("Work", (_, value) => value)
            .AddOrchestratorFunc<int, int>("Child", (_, value) => Task.FromResult(value))
            .AddOrchestratorFunc<int>("Main", async context =>
                await context.CallActivityAsync<int>("Work", 1) + await context.CallSubOrchestratorAsync<int>("Child", 1)));
        await run.ScheduleAsync("i");
        await run.OutputAsync<int>("i");

        var history = await run.Hub.Client.GetHistoryAsync("i", default);
        var spans = traces.Of(caller.TraceId);
        history.OfType<ExecutionStartedEvent>().Single().TraceParent.Should().Be(spans.Single(span => span.OperationName == "create_orchestration:Main").Id);
        history.OfType<TaskScheduledEvent>().Single().TraceParent.Should().Be(
            spans.Single(span => span is { OperationName: "activity:Work", Kind: ActivityKind.Client }).Id);
        history.OfType<SubOrchestrationInstanceCreatedEvent>().Single().TraceParent.Should().Be(
            spans.Single(span => span is { OperationName: "orchestration:Child", Kind: ActivityKind.Client }).Id);
    }

    [Fact]
    public async Task A_caller_who_does_not_record_leaves_no_spans_and_no_contexts_of_tasks()
    {
        caller.Stop();
        using var silent = new Activity("silent").SetIdFormat(ActivityIdFormat.W3C).Start();
        silent.ActivityTraceFlags = ActivityTraceFlags.None;
        await using var run = await Run.StartAsync(killing: false, tasks => tasks
            .AddActivityFunc<int, int>("Work", (_, value) => value)
            .AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("Work", 1)));
        await run.ScheduleAsync("i");
        await run.OutputAsync<int>("i");

        traces.Of(silent.TraceId).Should().BeEmpty();
        (await run.Hub.Client.GetHistoryAsync("i", default)).OfType<TaskScheduledEvent>().Single().TraceParent.Should().BeNull();
    }

    private static Activity One(IReadOnlyList<Activity> spans, string name, ActivityKind kind, ActivitySpanId parent) =>
        spans.Should().ContainSingle(span => span.OperationName == name && span.Kind == kind && span.ParentSpanId == parent).Subject;
}
