using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Tests.Worker.OnTheHub;

namespace DrsDurable.DurableTask.Tests.Rules;

public class CustomStatusTests
{
    [Fact]
    public async Task The_custom_status_is_taken_at_the_end_of_the_turn_and_null_clears_it()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            var status = new List<int> { 1 };
            context.SetCustomStatus(status);
            status.Add(2);
            await context.CallActivityAsync("Step");
            await context.CallActivityAsync("Step");
            context.SetCustomStatus(null);
            return 0;
        });

        (await script.TurnAsync()).CustomStatus.Should().Be("[1,2]");
        (await script.TurnAsync(script.Completed(0))).CustomStatus.Should().Be("[1,2]");
        (await script.TurnAsync(script.Completed(1))).CustomStatus.Should().BeNull();
    }

    [Fact]
    public async Task A_custom_status_that_cannot_be_written_fails_the_instance()
    {
        await using var script = await OrchestratorScript.StartAsync(async context =>
        {
            context.SetCustomStatus(typeof(string));
            await context.CallActivityAsync("Step");
            return 0;
        });

        (await script.TurnAsync()).Failure().ErrorType.Should().Be("System.NotSupportedException");
    }

    [Fact]
    public async Task ContinueAsNew_keeps_showing_the_status_until_the_next_generation_sets_one()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc<int, int>("Main", async (context, generation) =>
        {
            if (generation == 0)
            {
                context.SetCustomStatus("first");
                context.ContinueAsNew(1);
                return 0;
            }

            await context.WaitForExternalEvent<int>("Go");
            context.SetCustomStatus("second");
            await context.WaitForExternalEvent<int>("Go");
            context.SetCustomStatus(null);
            return await context.WaitForExternalEvent<int>("Go");
        }));

        await run.ScheduleAsync("i", 0);
        (await StatusAsync()).Should().Be("first");
        await run.Client.RaiseEventAsync("i", "Go", 1);
        (await StatusAsync()).Should().Be("second");
        await run.Client.RaiseEventAsync("i", "Go", 2);
        (await StatusAsync()).Should().BeNull();

        async Task<string?> StatusAsync()
        {
            await run.Hub.RunToRestAsync();
            return (await run.Client.GetInstanceAsync("i", getInputsAndOutputs: true))!.ReadCustomStatusAs<string>();
        }
    }
}
