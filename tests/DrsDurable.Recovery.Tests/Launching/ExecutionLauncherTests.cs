using DrsDurable.DurableTask.Client;
using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Storage.Sqlite;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Tasks;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using static DrsDurable.Recovery.Tests.Storage.RecoverySamples;

namespace DrsDurable.Recovery.Tests.Launching;

public sealed class ExecutionLauncherTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly VirtualTimeProvider clock = new();
    private readonly RecordingTaskClient client = new();
    private SqliteRecoveryStore store = null!;

    private ExecutionLauncher Launcher => new(store, client, new LaunchPolicy(AllowRecovery: false, WaveDeadlineMinutes: 90), clock);

    public async Task InitializeAsync()
    {
        store = SqliteRecoveryStore.Open(folder["recovery.db"]);
        await store.CreateGroupAsync(Group("g1") with { SourceServerIds = [Server(1)] }, CancellationToken.None);
        await store.CreateGroupAsync(Group("g2") with { SourceServerIds = [Server(2)] }, CancellationToken.None);
        await store.CreatePlanAsync(
            new RecoveryPlan(
                "p1",
                "p1",
                null,
                [
                    new PlanWave("Database", ["g1"], null, null, [], WaveFailurePolicy.Continue, 30),
                    new PlanWave("Web", ["g2"], null, null, [Server(2)], WaveFailurePolicy.Stop, null),
                ],
                1,
                Start,
                Start),
            CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task The_snapshot_says_everything_that_was_left_to_defaults()
    {
        var accepted = await LaunchAsync(new ExecutionRequest("p1"));

        accepted.Snapshot.Should().BeEquivalentTo(new ExecutionSnapshot(
            accepted.Snapshot.ExecutionId,
            "p1",
            "p1",
            1,
            ExecutionType.Drill,
            null,
            CleanupPolicy.None,
            Start,
            null,
            [
                new WaveSnapshot(0, "Database", [], WaveFailurePolicy.Continue, 30, [new ServerSnapshot(Server(1), "111122223333", "us-east-1", ServerImpact.Critical)]),
                new WaveSnapshot(1, "Web", ["Database"], WaveFailurePolicy.Stop, 90, [new ServerSnapshot(Server(2), "111122223333", "us-east-1", ServerImpact.Optional)]),
            ]));
        client.Instances.Should().ContainSingle().Which.ReadInputAs<ExecutionSnapshot>().Should().BeEquivalentTo(accepted.Snapshot);
    }

    [Fact]
    public async Task A_change_of_the_group_afterwards_does_not_reach_the_execution()
    {
        var accepted = await LaunchAsync(new ExecutionRequest("p1"));

        await store.UpdateGroupAsync(Group("g1") with { SourceServerIds = [Server(7)], Version = 2 }, CancellationToken.None);

        (await store.GetExecutionAsync(accepted.Snapshot.ExecutionId, CancellationToken.None))!.Servers.First().SourceServerId.Should().Be(Server(1));
    }

    [Fact]
    public async Task Of_many_who_start_one_plan_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            try
            {
                await Task.Yield();
                return (await LaunchAsync(new ExecutionRequest("p1"))).Snapshot.ExecutionId;
            }
            catch (RecoveryException refused)
            {
                refused.Code.Should().Be(RecoveryErrorCode.PlanAlreadyExecuting);
                return null;
            }
        }));

        outcomes.Should().ContainSingle(id => id != null);
        client.Instances.Should().ContainSingle();
    }

    [Fact]
    public async Task Many_who_send_one_key_at_once_get_one_execution()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await Task.Yield();
            return await LaunchAsync(new ExecutionRequest("p1"), key: "k");
        }));

        accepted.Select(execution => execution.Snapshot.ExecutionId).Distinct().Should().ContainSingle();
        accepted.Count(execution => !execution.Repeated).Should().Be(1);
        client.Instances.Should().ContainSingle();
    }

    [Fact]
    public async Task An_execution_that_a_crash_left_without_orchestration_begins_with_the_sweep_of_the_next_start()
    {
        client.Outage = new IOException("The process dies here.");
        var launch = () => LaunchAsync(new ExecutionRequest("p1"));
        await launch.Should().ThrowAsync<IOException>();
        client.Outage = null;
        client.Instances.Should().BeEmpty();

        await new ExecutionSweep(store, client, Launcher, NullLogger<ExecutionSweep>.Instance).RunAsync(CancellationToken.None);

        var holding = (await store.ListHoldingExecutionsAsync(CancellationToken.None)).Single();
        client.Instances.Should().ContainSingle().Which.InstanceId.Should().Be(holding);
    }

    [Fact]
    public async Task An_orchestration_that_ended_is_not_begun_again()
    {
        var accepted = await LaunchAsync(new ExecutionRequest("p1"), key: "k");
        client.Set(accepted.Snapshot.ExecutionId, OrchestrationRuntimeStatus.Completed);

        var again = await LaunchAsync(new ExecutionRequest("p1"), key: "k");

        again.Repeated.Should().BeTrue();
        client.Instances.Should().ContainSingle().Which.RuntimeStatus.Should().Be(OrchestrationRuntimeStatus.Completed);
    }

    [Fact]
    public async Task An_execution_that_has_ended_is_not_begun_again_even_when_its_orchestration_was_purged()
    {
        var accepted = await LaunchAsync(new ExecutionRequest("p1"), key: "k");
        await store.ReleaseAsync(accepted.Snapshot.ExecutionId, CancellationToken.None);
        client.Forget(accepted.Snapshot.ExecutionId);

        (await LaunchAsync(new ExecutionRequest("p1"), key: "k")).Repeated.Should().BeTrue();

        client.Instances.Should().BeEmpty();
    }

    [Fact]
    public async Task A_recovery_is_refused_before_anything_is_looked_up()
    {
        var launch = () => LaunchAsync(new ExecutionRequest("no such plan", "RECOVERY"));

        (await launch.Should().ThrowAsync<RecoveryException>()).Which.Code.Should().Be(RecoveryErrorCode.RecoveryNotEnabled);
    }

    private Task<AcceptedExecution> LaunchAsync(ExecutionRequest request, string? key = null) =>
        Launcher.LaunchAsync(request, new LaunchContext(key), CancellationToken.None);
}
