using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class InstanceCreationTests
{
    [Fact]
    public async Task Tags_and_version_are_set_at_the_start_and_inherited_by_every_generation()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc<int, string>("Main", (context, generation) =>
        {
            if (generation < 3)
            {
                context.ContinueAsNew(generation + 1);
            }

            return Task.FromResult(context.Version);
        }));

        await run.Client.ScheduleNewOrchestrationInstanceAsync("Main", 0, new StartOrchestrationOptions("i")
        {
            Version = "1.2",
            Tags = new Dictionary<string, string> { ["team"] = "blue" },
        });

        (await run.OutputAsync<string>("i")).Should().Be("1.2");
        (await run.Client.GetInstanceAsync("i"))!.Tags.Should().Equal(new Dictionary<string, string> { ["team"] = "blue" });
        (await run.Hub.Client.GetHistoryAsync("i", default)).OfType<ExecutionStartedEvent>().Single().Tags.Should().ContainKey("team");
    }

    [Fact]
    public async Task A_start_time_holds_the_instance_pending_until_then_and_events_wait_with_it()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc(
            "Main", async context => (await context.WaitForExternalEvent<int>("Go"), context.CurrentUtcDateTime).ToString()));
        var start = run.Hub.Clock.GetUtcNow().AddDays(10);

        await run.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("i", start));
        await run.Client.RaiseEventAsync("i", "go", 5);
        await run.AdvanceAsync(TimeSpan.FromDays(9));
        (await run.Client.GetInstanceAsync("i"))!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Pending);
        await run.AdvanceAsync(TimeSpan.FromDays(1));

        (await run.OutputAsync<string>("i")).Should().Be((5, start.UtcDateTime).ToString());
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_taken_id_is_refused_while_its_instance_lives_and_free_once_it_has_ended(bool ended, bool created)
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<int>("Go")));
        await run.ScheduleAsync("i");
        if (ended)
        {
            await run.Client.RaiseEventAsync("i", "Go", 1);
            await run.OutputAsync<int>("i");
        }

        var again = () => run.ScheduleAsync("i");

        if (created)
        {
            (await again()).Should().Be("i");
        }
        else
        {
            await again.Should().ThrowAsync<OrchestrationAlreadyExistsException>();
        }
    }

    [Fact]
    public async Task Dedupe_statuses_protect_an_instance_that_has_ended()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", _ => 1));
        await run.ScheduleAsync("i");
        await run.OutputAsync<int>("i");

        var again = () => run.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", new StartOrchestrationOptions("i").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));

        await again.Should().ThrowAsync<OrchestrationAlreadyExistsException>();
    }
}
