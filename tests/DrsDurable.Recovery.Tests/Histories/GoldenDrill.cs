using System.Text.Json.Nodes;
using DrsDurable.Aws;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Converters;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Histories;
using DrsDurable.Testing.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace DrsDurable.Recovery.Tests.Histories;

/// <summary>
/// A drill whose course depends on nothing but the simulator's seed: the product's orchestrators and activities against the simulator,
/// one step at a time on virtual time.
/// </summary>
internal sealed class GoldenDrill : IAsyncDisposable
{
    private static readonly TimeSpan LongestDrill = TimeSpan.FromHours(30);
    private readonly DrillHarness world;
    private readonly DirectWorker worker;

    private GoldenDrill(DrillHarness world, DirectWorker worker)
    {
        this.world = world;
        this.worker = worker;
        Hub = new SteppingHub(worker, world.Clock);
    }

    public SteppingHub Hub { get; }

    public static async Task<GoldenDrill> StartAsync(int servers)
    {
        var world = await DrillHarness.StartAsync(servers, seed: 1);
        var worker = await DirectWorker.StartAsync(
            tasks => tasks.AddRecoveryTasks(),
            services: services => services
                .AddSingleton(world.Store)
                .AddSingleton(world.Aws)
                .AddSingleton<DurableTaskClient>(new RecordingTaskClient())
                .AddRecoveryCommands(world.Clock, new LaunchPolicy(AllowRecovery: false, 120))
                .AddRecovery(new RecoveryTiming { CleanupMinutes = 15 }));
        return new GoldenDrill(world, worker);
    }

    public async Task StartAsync(DrillPlan plan)
    {
        var snapshot = plan.Build(world.Clock.GetUtcNow());
        (await world.Store.ReserveAsync(new ExecutionReservation(snapshot, null, null), CancellationToken.None)).Outcome.Should().Be(ReservationOutcome.Reserved);
        Hub.Start(snapshot.ExecutionId, nameof(RecoveryExecution), JsonDataConverter.Default.Serialize(snapshot));
    }

    public Task FaultAsync(JsonObject fault) => world.FaultAsync(fault);

    public void Raise(string executionId, string eventName, object payload) => Hub.Raise(executionId, eventName, JsonDataConverter.Default.Serialize(payload));

    public Task RunToEndAsync(string executionId) => RunUntilAsync(() => Hub.StatusOf(executionId) != InstanceStatus.Running);

    public Task RunForAsync(TimeSpan time)
    {
        var until = world.Clock.GetUtcNow() + time;
        return RunUntilAsync(() => NextDue is not { } due || due > until);
    }

    public async Task RunUntilAsync(Func<bool> holds)
    {
        var limit = world.Clock.GetUtcNow() + LongestDrill;
        while (true)
        {
            await Hub.SettleAsync();
            if (holds())
            {
                return;
            }

            var due = NextDue ?? throw new InvalidOperationException($"Nothing is due at {world.Clock.GetUtcNow():O}: the course does not end.");
            due.Should().BeBefore(limit);
            world.Clock.SetUtcNow(due > world.Clock.GetUtcNow() ? due : world.Clock.GetUtcNow());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        await world.DisposeAsync();
    }

    /// <summary>In whole milliseconds: the simulator knows no ticks.</summary>
    private DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset?[] all = [Hub.NextDue is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null, world.Simulator.NextDue];
            return all.Min() is { } next
                ? new DateTimeOffset((next.UtcTicks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero)
                : null;
        }
    }
}
