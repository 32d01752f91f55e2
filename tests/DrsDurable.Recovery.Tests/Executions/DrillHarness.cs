using System.Text.Json.Nodes;
using DrsDurable.Aws;
using DrsDurable.Aws.Drs;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Worker;
using DrsDurable.DurableTask.Worker.InProcess;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.Sqlite;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Hosting;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DrsDurable.Recovery.Tests.Executions;

/// <summary>
/// The real orchestrations on the real hub, and the real client over HTTP against the simulator, all on one virtual clock that moves only when nothing
/// is running. The hub can be lost and opened again on the same store at any moment.
/// </summary>
internal sealed class DrillHarness : IAsyncDisposable
{
    private static readonly TimeSpan LongestDrill = TimeSpan.FromHours(30);

    private readonly string folder;
    private readonly RecoveryTiming timing;
    private readonly SqliteRecoveryStore store;
    private readonly AwsClientFactory aws;
    private readonly SimulatorServer server;
    private ServiceProvider? services;

    private DrillHarness(string folder, RecoveryTiming timing, SimulatorServer server, int readRetries)
    {
        this.folder = folder;
        this.timing = timing;
        this.server = server;
        Drs = new SimulatorAdministration(server.Url);
        store = SqliteRecoveryStore.Open(Path.Combine(folder, "recovery.db"));
        aws = new AwsClientFactory(
            AwsClientOptions.Simulator(server.Url, new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [FleetFile.AccountId] = new(FleetFile.AccessKey, FleetFile.AccessKey) })
                with
            { MaxReadRetries = readRetries },
            TimeProvider.System);
    }

    public required VirtualTimeProvider Clock { get; init; }

    public DrsSimulator Simulator => server.Simulator;

    public SimulatorAdministration Drs { get; }

    public IRecoveryStore Store => store;

    public IAwsClientFactory Aws => aws;

    /// <summary>Somebody else's hand on the same account and Region.</summary>
    public IAmazonDrs Foreign => aws.Drs(new AwsTarget(FleetFile.AccountId, FleetFile.Region));

    public DurableTaskClient Client => services!.GetRequiredService<DurableTaskClient>();

    public ExecutionReader Reader => services!.GetRequiredService<ExecutionReader>();

    public ExecutionSweep Sweep => services!.GetRequiredService<ExecutionSweep>();

    /// <summary>Instances that have not ended.</summary>
    public int ActiveInstances => Hub.ActiveInstances;

    private TaskHub Hub => services!.GetRequiredService<TaskHub>();

    public static async Task<DrillHarness> StartAsync(int servers, int seed = 1, RecoveryTiming? timing = null, int readRetries = 3)
    {
        SqliteLibrary.Load();
        var root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory.CreateDirectory(Path.Combine(root, $"drsdurable-{Guid.NewGuid():N}")).FullName;
        var fleet = Path.Combine(folder, "fleet.yaml");
        FleetFile.Write(fleet, servers);
        var clock = new VirtualTimeProvider();
        var simulator = DrsSimulator.Open(new SimulatorOptions { Fleet = fleet, Seed = seed }, TimeProvider.System, clock);
        var server = await SimulatorServer.StartAsync(simulator, "http://127.0.0.1:0");
        var harness = new DrillHarness(folder, timing ?? new RecoveryTiming(), server, readRetries) { Clock = clock };
        await harness.OpenHubAsync();
        return harness;
    }

    /// <summary>Accepts the plan as the launcher does and schedules it.</summary>
    public async Task<string> StartAsync(DrillPlan plan)
    {
        var snapshot = plan.Build(Clock.GetUtcNow());
        var reserved = await store.ReserveAsync(new ExecutionReservation(snapshot, null, null), CancellationToken.None);
        reserved.Outcome.Should().Be(ReservationOutcome.Reserved);
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(RecoveryExecution), snapshot, new StartOrchestrationOptions(snapshot.ExecutionId));
        return snapshot.ExecutionId;
    }

    public async Task<ExecutionView> RunToEndAsync(DrillPlan plan) => await RunToEndAsync(await StartAsync(plan));

    public async Task<ExecutionView> RunToEndAsync(string executionId)
    {
        await RunUntilAsync(async () => (await Client.GetInstanceAsync(executionId))?.IsCompleted == true, $"the end of {executionId}");
        return await ViewAsync(executionId);
    }

    public async Task<ExecutionView> ViewAsync(string executionId) =>
        await Reader.ReadAsync(executionId, CancellationToken.None) ?? throw new InvalidOperationException($"No execution {executionId}.");

    /// <summary>Moves the clock from one thing that is due to the next until the condition holds; it is looked at whenever nothing runs.</summary>
    public async Task RunUntilAsync(Func<Task<bool>> holds, string what)
    {
        var limit = Clock.GetUtcNow() + LongestDrill;
        while (true)
        {
            await SettleAsync();
            if (await holds())
            {
                return;
            }

            if (Clock.GetUtcNow() > limit)
            {
                throw new TimeoutException($"Not within {LongestDrill} of virtual time: {what}.");
            }

            Advance();
        }
    }

    /// <summary>Runs what is due next without waiting for it to be done.</summary>
    public void Nudge()
    {
        if (NextDue is not null)
        {
            Advance();
        }
    }

    public Task RunForAsync(TimeSpan time)
    {
        var until = Clock.GetUtcNow() + time;
        return RunUntilAsync(
            () =>
            {
                if (NextDue is not { } due || due > until)
                {
                    Clock.SetUtcNow(until);
                }

                return Task.FromResult(Clock.GetUtcNow() >= until);
            },
            "time");
    }

    /// <summary>Runs until a call stands at the hold, with the hub still busy with it.</summary>
    public async Task RunUntilHeldAsync(string faultId) =>
        (await RunUntilHeldOrEndedAsync(faultId, executionId: null)).Should().BeTrue();

    /// <summary>As <see cref="RunUntilHeldAsync"/>; <see langword="false"/> when the execution ended without making such a call.</summary>
    public async Task<bool> RunUntilHeldOrEndedAsync(string faultId, string? executionId)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await IsHeldAsync(faultId))
        {
            if (Hub.IsIdle && executionId is not null && (await Client.GetInstanceAsync(executionId))?.IsCompleted == true)
            {
                return false;
            }

            if (Hub.IsIdle)
            {
                Advance();
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            }

            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromMinutes(1), "a call has to come to the hold");
        }

        return true;
    }

    /// <summary>Lets every job in DRS come to its end while the product stands still.</summary>
    public void FinishJobs()
    {
        while (Simulator.NextDue is { } due)
        {
            MoveTo(due);
        }
    }

    /// <summary>Loses the hub and everything in its memory without grace, and opens it again on what it had committed.</summary>
    public async Task CrashAsync()
    {
        var lost = services!;
        services = null;
        await lost.GetRequiredService<TaskHub>().DisposeAsync();
        foreach (var service in lost.GetServices<IHostedService>().Reverse())
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            try
            {
                await service.StopAsync(now.Token);
            }
            catch (Exception left) when (left is OperationCanceledException or ObjectDisposedException)
            {
                continue;
            }
        }

        await OpenHubAsync();
    }

    public Task<string> FaultAsync(JsonObject fault) => Drs.AddFaultAsync(fault);

    /// <summary>Nothing of the product runs: only the clock can bring more.</summary>
    public Task SettleAsync() => Hub.WhenIdleAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            foreach (var service in services.GetServices<IHostedService>().Reverse())
            {
                await service.StopAsync(CancellationToken.None);
            }

            await services.DisposeAsync();
        }

        aws.Dispose();
        Drs.Dispose();
        await server.DisposeAsync();
        Simulator.Dispose();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? hub = Hub.NextDue is { } due ? new DateTimeOffset(DateTime.SpecifyKind(due, DateTimeKind.Utc)) : null;
            return (hub, Simulator.NextDue) switch
            {
                ({ } a, { } b) => a < b ? a : b,
                var (a, b) => a ?? b,
            };
        }
    }

    private void Advance()
    {
        var due = NextDue ?? throw new InvalidOperationException($"Nothing is due at {Clock.GetUtcNow():O}: what is waited for will never come.");
        MoveTo(due);
    }

    /// <summary>To the next whole millisecond: the simulator knows no ticks, and would never reach a time between its own.</summary>
    private void MoveTo(DateTimeOffset due)
    {
        var whole = new DateTimeOffset((due.UtcTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        Clock.SetUtcNow(whole > Clock.GetUtcNow() ? whole : Clock.GetUtcNow());
    }

    private async Task<bool> IsHeldAsync(string faultId) =>
        (await Drs.FaultsAsync()).Any(fault => (string?)fault["faultId"] == faultId && fault["held"] is JsonArray { Count: > 0 });

    private async Task OpenHubAsync()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(new TaskHubClocks(Clock, TimeProvider.System));
        collection.AddSqliteTaskHub(Path.Combine(folder, "hub.db"), hub =>
        {
            hub.TimerRecheck = Timeout.InfiniteTimeSpan;
            hub.SweepInterval = Timeout.InfiniteTimeSpan;
            hub.RedeliveryDelay = TimeSpan.FromMilliseconds(10);
        });
        collection.AddDurableTaskWorker(worker => worker.AddTasks(tasks => tasks.AddRecoveryTasks()));
        collection.AddDurableTaskClient(client => client.UseTaskHub());
        collection.AddSingleton<IRecoveryStore>(store);
        collection.AddSingleton<IAwsClientFactory>(aws);
        collection.AddScoped(scope => new LaunchPermission(scope.GetRequiredService<ActivityOwnership>().Lost));
        collection.AddRecoveryCommands(Clock, new LaunchPolicy(AllowRecovery: false, 120));
        collection.AddRecovery(timing);
        services = collection.BuildServiceProvider();
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }
}
