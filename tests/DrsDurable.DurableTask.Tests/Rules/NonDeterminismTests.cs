using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Tests.Worker;

namespace DrsDurable.DurableTask.Tests.Rules;

public class NonDeterminismTests
{
    [Fact]
    public async Task Another_activity_name_is_reported_with_what_was_and_what_is()
    {
        var result = await ReplayAsync(
            async context => await context.CallActivityAsync<int>("Old"),
            async context => await context.CallActivityAsync<int>("New"));

        result.Actions.Should().BeEmpty();
        result.NonDeterminism!.ErrorType.Should().EndWith(".NonDeterministicOrchestrationException");
        result.NonDeterminism.ErrorMessage.Should().Contain("activity 'Old' (#0)").And.Contain("activity 'New' (#0)");
    }

    [Fact]
    public async Task The_same_name_in_other_letters_is_the_same() =>
        (await ReplayAsync(
            async context => await context.CallActivityAsync<int>("step"),
            async context => await context.CallActivityAsync<int>("STEP"))).NonDeterminism.Should().BeNull();

    [Fact]
    public async Task Another_kind_of_action_is_reported() =>
        (await ReplayAsync(
            async context => await context.CallActivityAsync<int>("Step"),
            async context =>
            {
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                return 0;
            })).NonDeterminism!.ErrorMessage.Should().Contain("asked for a timer (#0)");

    [Fact]
    public async Task A_recorded_action_that_is_not_asked_for_any_more_is_reported() =>
        (await ReplayAsync(
            async context =>
            {
                var first = context.CallActivityAsync<int>("Step");
                await context.CallActivityAsync("Audit");
                return await first;
            },
            async context => await context.CallActivityAsync<int>("Step")))
            .NonDeterminism!.ErrorMessage.Should().Contain("'Audit' (#1), which the replayed orchestrator did not ask for");

    [Fact]
    public async Task An_action_a_past_turn_does_not_record_is_reported() =>
        (await ReplayAsync(
            async context => await context.CallActivityAsync<int>("Step"),
            async context =>
            {
                var first = context.CallActivityAsync<int>("Step");
                await context.CallActivityAsync("Audit");
                return await first;
            })).NonDeterminism!.ErrorMessage.Should().Contain("'Audit' (#1), which the history of that turn does not record");

    [Fact]
    public async Task Another_sub_orchestration_name_or_event_name_is_reported()
    {
        (await ReplayAsync(
            async context => await context.CallSubOrchestratorAsync<int>("Old"),
            async context => await context.CallSubOrchestratorAsync<int>("New"))).NonDeterminism.Should().NotBeNull();
        (await ReplayAsync(
            context => SendAndWait(context, "Old"),
            context => SendAndWait(context, "New"))).NonDeterminism.Should().NotBeNull();

        static async Task<int> SendAndWait(TaskOrchestrationContext context, string eventName)
        {
            context.SendEvent("other", eventName, 1);
            return await context.CallActivityAsync<int>("Step");
        }
    }

    private static async Task<OrchestratorResult> ReplayAsync(
        Func<TaskOrchestrationContext, Task<int>> before, Func<TaskOrchestrationContext, Task<int>> after)
    {
        await using var script = await OrchestratorScript.StartAsync(before);
        await script.TurnAsync();
        await using var changed = await WorkerUnderTest.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", after));
        HistoryEvent arrival = script.Past.OfType<SubOrchestrationInstanceCreatedEvent>().Any()
            ? script.ChildCompleted(0, 1)
            : script.Completed(script.Past.OfType<TaskScheduledEvent>().First().EventId, 1);
        return await changed.Source.RunAsync(script.Item(arrival));
    }
}
