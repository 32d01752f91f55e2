using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.Sqlite;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Schedules;

/// <summary>Schedules on the real hub and the real store, on virtual time. Their executions stand still until the test ends them.</summary>
internal sealed class ScheduleHarness : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteRecoveryStore store;
    private ServiceProvider? services;

    private ScheduleHarness()
    {
        SqliteLibrary.Load();
        store = SqliteRecoveryStore.Open(folder["recovery.db"]);
    }

    public VirtualTimeProvider Clock { get; } = new();

    public IRecoveryStore Store => store;

    public DurableTaskClient Client => services!.GetRequiredService<DurableTaskClient>();

    public ScheduleCatalogue Schedules => services!.GetRequiredService<ScheduleCatalogue>();

    private TaskHub Hub => services!.GetRequiredService<TaskHub>();

    /// <summary>A hub with a plan <c>p1</c> of one server, at 2030-01-01T00:00:00Z.</summary>
    public static async Task<ScheduleHarness> StartAsync()
    {
        var harness = new ScheduleHarness();
        await harness.store.CreateGroupAsync(Group("g1"), CancellationToken.None);
        await harness.store.CreatePlanAsync(Plan("p1", groupIds: "g1"), CancellationToken.None);
        await harness.StartHostAsync();
        return harness;
    }

    public async Task<Schedule> CreateAsync(string cron, bool enabled = true) =>
        await Schedules.CreateAsync(new ScheduleDraft("weekly", "p1", cron, "UTC", enabled), CancellationToken.None);

    public async Task StartHostAsync()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(new TaskHubClocks(Clock, TimeProvider.System));
        collection.AddSqliteTaskHub(folder["hub.db"], hub =>
        {
            hub.TimerRecheck = Timeout.InfiniteTimeSpan;
            hub.SweepInterval = Timeout.InfiniteTimeSpan;
            hub.RedeliveryDelay = TimeSpan.FromMilliseconds(10);
        });
        collection.AddDurableTaskWorker(worker => worker.AddTasks(tasks => tasks
            .AddScheduleTasks()
            .AddOrchestratorFunc<ExecutionSnapshot, string>("RecoveryExecution", (_, snapshot) => Task.FromResult(snapshot.ExecutionId))));
        collection.AddDurableTaskClient(client => client.UseTaskHub());
        collection.AddSingleton<IRecoveryStore>(store);
        collection.AddRecoveryCommands(Clock, new LaunchPolicy(AllowRecovery: true));
        services = collection.BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        await Schedules.SweepAsync(CancellationToken.None);
    }

    public async Task StopHostAsync()
    {
        var stopped = services!;
        services = null;
        foreach (var service in stopped.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await stopped.DisposeAsync();
    }

    /// <summary>Lets time pass, with everything that comes due on the way.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var until = Clock.GetUtcNow() + time;
        await SettleAsync();
        while (Hub.NextDue is { } next && new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) is var due && due <= until)
        {
            Clock.SetUtcNow(due > Clock.GetUtcNow() ? due : Clock.GetUtcNow());
            await SettleAsync();
        }

        Clock.SetUtcNow(until);
        await SettleAsync();
    }

    public Task SettleAsync() => Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

    /// <summary>The executions so far, oldest first.</summary>
    public async Task<IReadOnlyList<ExecutionRow>> ExecutionsAsync() =>
        [.. (await store.ListExecutionsAsync(new ExecutionFilter(), 100, null, CancellationToken.None)).Items.Reverse()];

    /// <summary>Frees what executions hold, as their end does.</summary>
    public async Task EndExecutionsAsync()
    {
        foreach (var executionId in await store.ListHoldingExecutionsAsync(CancellationToken.None))
        {
            await store.ReleaseAsync(executionId, CancellationToken.None);
        }
    }

    /// <summary>What the schedule says about its last occurrence; its orchestration says the same.</summary>
    public async Task<ScheduledRun?> LastRunAsync(string scheduleId)
    {
        var run = (await store.GetScheduleAsync(scheduleId, CancellationToken.None))!.LastRun;
        var instance = await Client.GetInstanceAsync(DrillSchedule.InstanceId(scheduleId), getInputsAndOutputs: true);
        instance!.ReadCustomStatusAs<DrillScheduleStatus>()!.LastRun.Should().Be(run);
        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            await StopHostAsync();
        }

        await store.DisposeAsync();
        folder.Dispose();
    }
}
