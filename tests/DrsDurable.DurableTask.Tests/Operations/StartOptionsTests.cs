using DrsDurable.DurableTask.Client;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>Ids, dedupe statuses, start times and tags.</summary>
public sealed class StartOptionsTests
{
    public static TheoryData<OrchestrationRuntimeStatus> Statuses { get; } = new(
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated);

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Without_dedupe_statuses_every_status_that_is_no_end_protects_the_id(OrchestrationRuntimeStatus status)
    {
        await using var hub = await StartInAsync(status);
        var start = () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "second", new StartOrchestrationOptions("a"));

        if (status is OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended)
        {
            await start.Should().ThrowAsync<OrchestrationAlreadyExistsException>().WithMessage($"*'a'*{status}*");
            (await hub.StatusAsync("a")).Should().Be(status);
        }
        else
        {
            await start();
            await hub.IdleAsync();
            (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("second");
        }
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_dedupe_status_protects_the_id_and_no_other_does(OrchestrationRuntimeStatus status)
    {
        var others = StartOrchestrationOptionsExtensions.ValidDedupeStatuses.Where(other => other != status).ToArray();
        await using var hub = await StartInAsync(status);

        await hub.Client.Invoking(c => c.ScheduleNewOrchestrationInstanceAsync("Echo", "refused", new StartOrchestrationOptions("a").WithDedupeStatuses(status)))
            .Should().ThrowAsync<OrchestrationAlreadyExistsException>();
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "second", new StartOrchestrationOptions("a").WithDedupeStatuses(others));
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("second");
    }

    [Fact]
    public async Task An_id_that_was_purged_is_free_whatever_the_dedupe_statuses()
    {
        await using var hub = await StartInAsync(OrchestrationRuntimeStatus.Completed);
        await hub.Client.PurgeInstanceAsync("a");

        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Echo", "second", new StartOrchestrationOptions("a").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]));
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("second");
    }

    [Fact]
    public async Task Of_many_starts_at_once_under_one_id_one_succeeds()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());

        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("a"));
                return true;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return false;
            }
        }));

        starts.Count(started => started).Should().Be(1);
    }

    [Fact]
    public async Task An_instance_with_a_start_time_is_pending_until_then()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddOrchestratorFunc<DateTime>("Now", context => Task.FromResult(context.CurrentUtcDateTime)));
        var start = hub.Virtual.Clock.GetUtcNow().AddDays(40);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Now", new StartOrchestrationOptions("a", start.ToOffset(TimeSpan.FromHours(5))));
        var started = hub.Client.WaitForInstanceStartAsync("a");
        await hub.Virtual.AdvanceAsync(TimeSpan.FromDays(39));
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Pending);
        started.IsCompleted.Should().BeFalse();
        hub.Virtual.Hub.NextDue.Should().Be(start.UtcDateTime);

        await hub.Virtual.AdvanceAsync(TimeSpan.FromDays(1));

        (await started).InstanceId.Should().Be("a");
        (await hub.GetAsync("a")).ReadOutputAs<DateTime>().Should().Be(start.UtcDateTime);
    }

    [Fact]
    public async Task A_start_time_in_the_past_starts_at_once()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(-1)));
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("x");
    }

    [Fact]
    public async Task Tags_are_kept_over_generations()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("Count", (context, n) =>
        {
            if (n < 2)
            {
                context.ContinueAsNew(n + 1);
            }

            return n;
        }));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "Count", 0, new StartOrchestrationOptions("a") { Tags = new Dictionary<string, string> { ["plan"] = "p", ["owner"] = "o" } });
        await hub.IdleAsync();

        (await hub.GetAsync("a")).Tags.Should().Equal(new Dictionary<string, string> { ["plan"] = "p", ["owner"] = "o" });
    }

    /// <summary>"a" in the status asked for.</summary>
    private static async Task<OperationsHub> StartInAsync(OrchestrationRuntimeStatus status)
    {
        var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho().AddFailing());
        switch (status)
        {
            case OrchestrationRuntimeStatus.Pending:
                await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(1)));
                break;
            case OrchestrationRuntimeStatus.Failed:
                await hub.StartAsync("a", "Failing");
                break;
            case OrchestrationRuntimeStatus.Completed:
                await hub.StartAsync("a", "Echo", "first");
                break;
            default:
                await hub.StartAsync("a", "Listen");
                break;
        }

        if (status == OrchestrationRuntimeStatus.Suspended)
        {
            await hub.Client.SuspendInstanceAsync("a");
        }
        else if (status == OrchestrationRuntimeStatus.Terminated)
        {
            await hub.Client.TerminateInstanceAsync("a");
        }

        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(status);
        return hub;
    }
}
