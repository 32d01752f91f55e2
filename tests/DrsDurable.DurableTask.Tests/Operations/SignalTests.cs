using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Client.History;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Operations;

/// <summary>Events, suspension, resumption and waiting.</summary>
public sealed class SignalTests
{
    [Fact]
    public async Task An_event_finds_its_waiter_whatever_the_case_of_its_name()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");

        await hub.Client.RaiseEventAsync("a", "GO", "x");
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("x");
    }

    [Fact]
    public async Task An_event_for_a_pending_instance_is_kept_until_it_starts()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(1)));
        await hub.Client.RaiseEventAsync("a", "go", "early");
        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Pending);
        await hub.Virtual.KillAndRestartAsync();

        await hub.Virtual.AdvanceAsync(TimeSpan.FromDays(1));

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("early");
    }

    [Fact]
    public async Task An_event_for_an_unknown_or_ended_instance_is_dropped_without_error()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener().AddEcho());
        await hub.StartAsync("ended", "Echo", "x");

        await hub.Client.RaiseEventAsync("ended", "go", "late");
        await hub.Client.RaiseEventAsync("later", "go", "too early");
        await hub.StartAsync("later", "Listen");

        (await hub.GetAsync("ended")).ReadOutputAs<string>().Should().Be("x");
        (await hub.StatusAsync("later")).Should().Be(OrchestrationRuntimeStatus.Running, "what was sent before it existed is not its own");
        (await hub.Client.GetOrchestrationHistoryAsync("ended")).OfType<EventRaisedEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task Suspending_twice_is_no_error_and_one_resumption_ends_it()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");

        await hub.Client.SuspendInstanceAsync("a", "one");
        await hub.Client.SuspendInstanceAsync("a", "two");
        await hub.Client.RaiseEventAsync("a", "go", "x");
        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Suspended);
        await hub.Client.ResumeInstanceAsync("a", "on");
        await hub.IdleAsync();

        (await hub.GetAsync("a")).ReadOutputAs<string>().Should().Be("x");
    }

    [Fact]
    public async Task Resuming_what_is_not_suspended_is_no_error()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.StartAsync("a", "Listen");

        await hub.Client.ResumeInstanceAsync("a", "why not");
        await hub.IdleAsync();

        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Suspending_or_resuming_what_is_unknown_or_has_ended_is_no_error_and_changes_nothing()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddEcho());
        await hub.StartAsync("a", "Echo", "x");

        foreach (var id in new[] { "a", "nobody" })
        {
            await hub.Client.SuspendInstanceAsync(id, "why");
            await hub.Client.ResumeInstanceAsync(id, "why");
        }

        await hub.IdleAsync();
        (await hub.StatusAsync("a")).Should().Be(OrchestrationRuntimeStatus.Completed);
        (await hub.StatusAsync("nobody")).Should().BeNull();
    }

    [Theory]
    [InlineData(HubStoreKind.Sqlite)]
    [InlineData(HubStoreKind.Weak)]
    public async Task Waiting_for_start_and_for_completion_ends_when_it_should_also_for_an_instance_created_later(HubStoreKind store)
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener(), store);
        var started = hub.Client.WaitForInstanceStartAsync("a");
        var completed = hub.Client.WaitForInstanceCompletionAsync("a", getInputsAndOutputs: true);
        await hub.IdleAsync();
        started.IsCompleted.Should().BeFalse();

        await hub.StartAsync("a", "Listen");
        (await started).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Running);
        completed.IsCompleted.Should().BeFalse();
        await hub.Client.SuspendInstanceAsync("a");
        await hub.IdleAsync();
        (await hub.Client.WaitForInstanceStartAsync("a")).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Suspended);
        await hub.Client.ResumeInstanceAsync("a");
        await hub.Client.RaiseEventAsync("a", "go", "x");

        (await completed).ReadOutputAs<string>().Should().Be("x");
        (await hub.Client.WaitForInstanceCompletionAsync("a")).IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ends_for_an_instance_that_is_terminated_before_it_starts()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Listen", new StartOrchestrationOptions("a", hub.Virtual.Clock.GetUtcNow().AddDays(1)));
        var started = hub.Client.WaitForInstanceStartAsync("a");

        await hub.Client.TerminateInstanceAsync("a");

        (await started).RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        await using var hub = await OperationsHub.StartAsync(tasks => tasks.AddListener());
        using var patience = new CancellationTokenSource();
        var waiting = hub.Client.WaitForInstanceCompletionAsync("a", patience.Token);

        await patience.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }
}
