using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Worker.OnTheHub;

/// <summary>The programming model from client to activity, on the real hub and virtual time; once as is, once with a kill after every step.</summary>
public class FlowTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fan_out_over_activities_and_sub_orchestrations_joins_all_results(bool killing)
    {
        await using var run = await Run.StartAsync(killing, tasks => tasks
            .AddActivityFunc<int, int>("Square", (_, value) => value * value)
            .AddOrchestratorFunc<int, int>("Child", async (context, value) => await context.CallActivityAsync<int>("Square", value))
            .AddOrchestratorFunc<int, int>("Main", async (context, count) =>
            {
                var squares = Enumerable.Range(1, count).Select(i => i % 2 == 0
                    ? context.CallActivityAsync<int>("Square", i)
                    : context.CallSubOrchestratorAsync<int>("Child", i));
                return (await Task.WhenAll(squares)).Sum();
            }));

        await run.ScheduleAsync("i", 20);
        (await run.OutputAsync<int>("i")).Should().Be(2870);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timers_take_their_time_and_long_ones_are_several(bool killing)
    {
        await using var run = await Run.StartAsync(killing, tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            var start = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
            return context.CurrentUtcDateTime - start;
        }));

        await run.ScheduleAsync("i");
        (await run.OutputAsync<TimeSpan>("i")).Should().Be(TimeSpan.FromDays(7));
        (await run.Hub.Client.GetHistoryAsync("i", default)).OfType<TimerCreatedEvent>().Should().HaveCount(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_sent_before_the_start_while_running_and_across_generations_arrive_once_and_in_order(bool killing)
    {
        await using var run = await Run.StartAsync(killing, tasks => tasks.AddOrchestratorFunc<List<int>, List<int>>("Main", async (context, seen) =>
        {
            while (true)
            {
                seen.Add(await context.WaitForExternalEvent<int>("Number"));
                if (seen.Count == 6)
                {
                    return seen;
                }

                if (seen.Count % 2 == 0)
                {
                    context.ContinueAsNew(seen);
                    return seen;
                }

                await context.CreateTimer(TimeSpan.FromSeconds(10), CancellationToken.None);
            }
        }));

        await run.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", new List<int>(), new StartOrchestrationOptions("i", run.Hub.Clock.GetUtcNow().AddMinutes(1)));
        for (var number = 1; number <= 6; number++)
        {
            await run.Client.RaiseEventAsync("i", "number", number);
            await run.AdvanceAsync(TimeSpan.FromSeconds(25));
        }

        (await run.OutputAsync<int[]>("i")).Should().Equal(1, 2, 3, 4, 5, 6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_child_raises_an_event_to_its_parent_before_it_ends(bool killing)
    {
        await using var run = await Run.StartAsync(killing, tasks => tasks
            .AddOrchestratorFunc("Child", async context =>
            {
                context.SendEvent(context.Parent!.InstanceId, "Up", context.InstanceId);
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return context.CurrentUtcDateTime;
            })
            .AddOrchestratorFunc("Main", async context =>
            {
                var up = context.WaitForExternalEvent<string>("Up");
                var child = context.CallSubOrchestratorAsync<DateTime>("Child", new SubOrchestrationOptions(instanceId: "i:c"));
                var from = await up;
                var upAt = context.CurrentUtcDateTime;
                return (from, await child - upAt > TimeSpan.FromMinutes(59));
            }));

        await run.ScheduleAsync("i");
        (await run.OutputAsync<(string, bool)>("i")).Should().Be(("i:c", true));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_retry_policy_spaces_its_attempts(bool killing)
    {
        var attempts = new List<DateTimeOffset>();
        Run? running = null;
        await using var run = running = await Run.StartAsync(killing, tasks => tasks
            .AddActivityFunc("Flaky", (TaskActivityContext _) =>
            {
                lock (attempts)
                {
                    attempts.Add(running!.Hub.Clock.GetUtcNow());
                    return attempts.Count < 4 ? throw new TimeoutException("slow") : attempts.Count;
                }
            })
            .AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>(
                "Flaky", new TaskOptions(new RetryPolicy(5, TimeSpan.FromSeconds(10), backoffCoefficient: 2)))));

        await run.ScheduleAsync("i");
        (await run.OutputAsync<int>("i")).Should().Be(4);
        attempts.Zip(attempts.Skip(1), (a, b) => Math.Round((b - a).TotalSeconds)).Should().Equal(10, 20, 40);
    }

    [Fact]
    public async Task Suspend_holds_an_instance_and_resume_lets_it_go_on()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            context.SetCustomStatus("waiting");
            return await context.WaitForExternalEvent<string>("Go");
        }));

        await run.ScheduleAsync("i");
        await run.Client.SuspendInstanceAsync("i", "maintenance");
        await run.Client.RaiseEventAsync("i", "Go", "gone");
        await run.Hub.RunToRestAsync();
        var suspended = await run.Client.GetInstanceAsync("i", getInputsAndOutputs: true);
        suspended!.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Suspended);
        suspended.ReadCustomStatusAs<string>().Should().Be("waiting");
        await run.Client.ResumeInstanceAsync("i");
        (await run.OutputAsync<string>("i")).Should().Be("gone");
    }

    [Fact]
    public async Task Terminate_ends_an_instance_and_its_children_when_asked_to()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("Never"))
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "c"))));

        await run.ScheduleAsync("i");
        await run.Hub.RunToRestAsync();
        await run.Client.TerminateInstanceAsync("i", new TerminateInstanceOptions("enough", Recursive: true));
        await run.Hub.RunToRestAsync();

        var parent = await run.Client.WaitForInstanceCompletionAsync("i", getInputsAndOutputs: true);
        (parent.RuntimeStatus, parent.ReadOutputAs<string>()).Should().Be((OrchestrationRuntimeStatus.Terminated, "enough"));
        (await run.Client.WaitForInstanceCompletionAsync("c")).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task A_parent_of_a_terminated_child_sees_a_failure_without_details()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("Never"))
            .AddOrchestratorFunc("Main", async context =>
            {
                var failure = await Record.ExceptionAsync(() => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "c")));
                return $"<{(failure as TaskFailedException)?.FailureDetails.ErrorMessage}>";
            }));

        await run.ScheduleAsync("i");
        await run.Hub.RunToRestAsync();
        await run.Client.TerminateInstanceAsync("c", CancellationToken.None);
        (await run.OutputAsync<string>("i")).Should().Be("<>");
    }

    [Fact]
    public async Task Failures_travel_from_activity_to_client()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks
            .AddActivityFunc("Fail", (TaskActivityContext _) => { throw new InvalidOperationException("outer", new TimeoutException("inner")); })
            .AddOrchestratorFunc("Child", context => context.CallActivityAsync("Fail"))
            .AddOrchestratorFunc("Main", context => context.CallSubOrchestratorAsync("Child")));

        await run.ScheduleAsync("i");
        await run.Hub.RunToRestAsync();
        var failure = (await run.Client.GetInstanceAsync("i", getInputsAndOutputs: true))!.FailureDetails!;
        failure.IsCausedBy<TaskFailedException>().Should().BeTrue();
        failure.InnerFailure!.IsCausedBy<TaskFailedException>().Should().BeTrue();
        failure.InnerFailure.InnerFailure!.IsCausedBy<InvalidOperationException>().Should().BeTrue();
        failure.InnerFailure.InnerFailure.InnerFailure!.ErrorMessage.Should().Be("inner");
    }

    [Fact]
    public async Task Names_nobody_knows_fail_and_say_so()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync("Missing")));

        await run.ScheduleAsync("i");
        await run.Client.ScheduleNewOrchestrationInstanceAsync("Nowhere", new StartOrchestrationOptions("j"));
        await run.Hub.RunToRestAsync();
        (await run.Client.GetInstanceAsync("i", true))!.FailureDetails!.InnerFailure!.ErrorType.Should().Be("ActivityTaskNotFound");
        (await run.Client.GetInstanceAsync("j", true))!.FailureDetails!.ErrorType.Should().Be("OrchestratorTaskNotFound");
    }

    [Fact]
    public async Task Changed_code_fails_an_instance_or_holds_it_as_configured()
    {
        foreach (var policy in new[] { NonDeterminismPolicy.Fail, NonDeterminismPolicy.Hold })
        {
            var activity = "Old";
            await using var run = await Run.StartAsync(
                false,
                tasks => tasks
                    .AddActivityFunc(activity, _ => 1)
                    .AddOrchestratorFunc("Main", async context =>
                    {
                        context.SetCustomStatus("halfway");
                        await context.CallActivityAsync(activity);
                        return await context.WaitForExternalEvent<int>("Go");
                    }),
                options => options.NonDeterminism = policy);

            await run.ScheduleAsync("i");
            await run.Hub.RunToRestAsync();
            activity = "New";
            await run.Hub.KillAndRestartAsync();
            await run.Client.RaiseEventAsync("i", "Go", 5);
            await run.Hub.IdleAsync();
            var instance = await run.Client.GetInstanceAsync("i", true);
            instance!.ReadCustomStatusAs<string>().Should().Be("halfway");
            if (policy == NonDeterminismPolicy.Fail)
            {
                instance.FailureDetails!.ErrorType.Should().EndWith(".NonDeterministicOrchestrationException");
            }
            else
            {
                instance.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Running);
                activity = "Old";
                await run.Hub.KillAndRestartAsync();
                (await run.OutputAsync<int>("i")).Should().Be(5);
            }
        }
    }

    [Fact]
    public async Task A_wait_that_is_not_durable_fails_instead_of_hanging()
    {
        var never = new TaskCompletionSource();
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc("Main", _ => never.Task));

        await run.ScheduleAsync("i");
        await run.Hub.RunToRestAsync();
        (await run.Client.GetInstanceAsync("i", true))!.FailureDetails!.ErrorType.Should().EndWith(".NonDurableAwaitException");
    }

    [Fact]
    public async Task Instances_are_listed_by_page_and_purged_once_they_have_ended()
    {
        await using var run = await Run.StartAsync(false, tasks => tasks.AddOrchestratorFunc<int, int>("Main", async (context, value) =>
            value == 3 ? await context.WaitForExternalEvent<int>("Go") : value));

        for (var i = 0; i < 7; i++)
        {
            await run.ScheduleAsync($"i{i}", i);
        }

        await run.Hub.RunToRestAsync();
        await run.Invoking(r => r.ScheduleAsync("i3", 3)).Should().ThrowAsync<OrchestrationAlreadyExistsException>();

        var completed = new List<string>();
        await foreach (var instance in run.Client.GetAllInstancesAsync(new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed], PageSize: 2, InstanceIdPrefix: "i")))
        {
            completed.Add(instance.InstanceId);
        }

        completed.Should().BeEquivalentTo("i0", "i1", "i2", "i4", "i5", "i6");
        await run.Client.Invoking(client => client.PurgeInstanceAsync("i3")).Should().ThrowAsync<InvalidOperationException>();
        (await run.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount.Should().Be(6);
        (await run.Client.GetInstanceAsync("i0")).Should().BeNull();
        (await run.Client.GetInstanceAsync("i3")).Should().NotBeNull();
    }
}
