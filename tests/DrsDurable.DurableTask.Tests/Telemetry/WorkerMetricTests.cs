using DrsDurable.DurableTask.Sidecar.WorkItems;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.DurableTask.Worker;
using DrsDurable.Testing.Hubs;
using DrsDurable.Testing.Telemetry;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;

namespace DrsDurable.DurableTask.Tests.Telemetry;

/// <summary>What a worker measures. Workers of other tests measure at the same time: a test's numbers are told by the names of its tasks.</summary>
public sealed class WorkerMetricTests : IDisposable
{
    private const string TaskName = "durabletask.task.name";

    private readonly string main = $"Main-{Guid.NewGuid():N}";
    private readonly string work = $"Work-{Guid.NewGuid():N}";
    private readonly MeasuredMetrics metrics = new("DrsDurable.DurableTask.Worker");

    public void Dispose() => metrics.Dispose();

    [Fact]
    public async Task Activities_are_timed_by_name_and_outcome()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks
            .AddActivityFunc<int, int>(work, (_, value) => value > 0 ? value : throw new InvalidOperationException("no"))
            .AddOrchestratorFunc<int>(main, async context =>
            {
                await context.CallActivityAsync<int>(work, 1);
                await context.CallActivityAsync<int>(work, 2);
                return await context.CallActivityAsync<int>(work, -1);
            }));
        await StartAsync(hub, "a", main);
        await hub.RunToRestAsync();

        Activities("succeeded").Should().HaveCount(2).And.OnlyContain(seconds => seconds >= 0);
        Activities("failed").Should().ContainSingle();
        Activities("refused").Should().BeEmpty();
    }

    [Fact]
    public async Task An_activity_that_goes_back_to_the_hub_is_timed_as_refused()
    {
        await using var worker = await WorkerUnderTest.StartAsync(
            tasks => tasks.AddActivityFunc(work, _ => 1),
            options => options.Versioning = new DurableTaskWorkerOptions.VersioningOptions
            {
                Version = "2.0",
                MatchStrategy = DurableTaskWorkerOptions.VersionMatchStrategy.Strict,
                FailureStrategy = DurableTaskWorkerOptions.VersionFailureStrategy.Reject,
            });

        await worker.Source.HandOut(new ActivityWorkItem(
            "token", "i", 0, work, "1.0", null, new Dictionary<string, string>(StringComparer.Ordinal), CancellationToken.None));

        Activities("refused").Should().ContainSingle();
        Activities("failed").Should().BeEmpty();
    }

    [Fact]
    public async Task Turns_are_timed_by_whether_they_began_went_on_in_memory_or_were_replayed()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, tasks => tasks.AddOrchestratorFunc<string>(main, async context =>
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            return await context.WaitForExternalEvent<string>("go");
        }));
        await StartAsync(hub, "a", main);
        await hub.RunToRestAsync();
        (Turns("first"), Turns("live"), Turns("replayed")).Should().Be((1, 1, 0));

        await hub.KillAndRestartAsync();
        await hub.Client.RaiseEventAsync("a", "go", "1", null, default);
        await hub.RunToRestAsync();

        (Turns("first"), Turns("live"), Turns("replayed")).Should().Be((1, 1, 1));
        metrics.Values("durabletask.worker.turn.replayed", (TaskName, main)).Should().Equal([7], "the two turns before have four and three events");
    }

    [Fact]
    public async Task Instruments_say_what_they_measure()
    {
        await using (var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Listener))
        {
            metrics.Instruments.Keys.Should().Equal(
                "durabletask.worker.activity.duration", "durabletask.worker.turn.duration", "durabletask.worker.turn.replayed");
            metrics.Instruments.Values.Should().OnlyContain(instrument => !string.IsNullOrEmpty(instrument.Unit) && !string.IsNullOrEmpty(instrument.Description));
        }
    }

    private IReadOnlyList<double> Activities(string outcome) =>
        metrics.Values("durabletask.worker.activity.duration", (TaskName, work), ("outcome", outcome));

    private int Turns(string kind) => metrics.Values("durabletask.worker.turn.duration", (TaskName, main), ("kind", kind)).Count;
}
