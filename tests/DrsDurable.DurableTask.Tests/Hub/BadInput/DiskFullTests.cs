using DrsDurable.DurableTask.Sidecar.Hub;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.DurableTask.Tests.Worker;
using DrsDurable.Testing.Time;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;
using static DrsDurable.DurableTask.Tests.Hub.ScriptedWorker;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>A full disk stops nothing for good: the hub says so, keeps trying, and goes on by itself once there is space.</summary>
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_was_under_way_on_a_full_disk_goes_on_once_there_is_space()
    {
        using var disk = SmallDisk.Create();
        output.WriteLine($"the disk is a {disk.Kind}");
        await GoesOnAsync(disk);
    }

    [Fact]
    public async Task What_was_under_way_in_a_file_that_may_not_grow_goes_on_once_it_may()
    {
        using var disk = new LimitedFile();
        await GoesOnAsync(disk);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_start_without_space_is_refused_naming_the_file_and_the_way_out(long pages)
    {
        using var disk = new LimitedFile();
        await using (var full = new SqliteHubStore(new HubFile(disk.DatabasePath) { MaximumPages = pages }, TimeProvider.System))
        {
            var refused = await full.OpenAsync("default", "owner", default);

            refused.Outcome.Should().Be(OpenOutcome.Unusable);
            refused.Detail.Should().Contain(disk.DatabasePath).And.Contain("is full").And.Contain("Free space there, then start again");
        }

        await using var store = new SqliteHubStore(disk.DatabasePath, TimeProvider.System);
        (await store.OpenAsync("default", "owner", default)).Outcome.Should().Be(OpenOutcome.Opened);
    }

    [Fact]
    public async Task A_start_on_a_full_disk_is_refused_and_goes_through_once_there_is_space()
    {
        using var disk = SmallDisk.Create();
        await using (var first = new SqliteHubStore(disk.Open(), TimeProvider.System))
        {
            await first.OpenAsync("default", "owner", default);
        }

        disk.Fill();
        await using (var full = new SqliteHubStore(disk.Open(), TimeProvider.System))
        {
            var refused = await full.OpenAsync("default", "owner", default);
            output.WriteLine($"{disk.Kind}: {refused.Outcome} {refused.Detail}");
            if (refused.Outcome != OpenOutcome.Opened)
            {
                refused.Outcome.Should().Be(OpenOutcome.Unusable);
                refused.Detail.Should().Contain(disk.DatabasePath);
            }
        }

        disk.Free();
        await using var store = new SqliteHubStore(disk.Open(), TimeProvider.System);
        (await store.OpenAsync("default", "owner", default)).Outcome.Should().Be(OpenOutcome.Opened);
    }

    private async Task GoesOnAsync(SmallDisk disk)
    {
        var clock = new VirtualTimeProvider();
        using var log = new CollectingLoggerProvider();
        var large = new string('x', 200_000);
        await using (var hub = await StartAsync(disk, clock, log))
        await using (var worker = new ScriptedWorker(hub))
        {
            await hub.CreateInstanceAsync(new CreateInstanceRequest("a", "Listen"), default);
            await hub.CreateInstanceAsync(new CreateInstanceRequest("b", "Work"), default);
            var turns = new[] { await worker.NextTurnAsync(), await worker.NextTurnAsync() }.OrderBy(turn => turn.InstanceId, StringComparer.Ordinal).ToArray();
            await worker.AnswerAsync(turns[0]);
            await worker.AnswerAsync(turns[1], Activity(0, "Act"));
            var activity = await worker.NextActivityAsync();

            disk.Fill();
            var raised = hub.RaiseEventAsync("a", "go", $"\"{large}\"", "request", default);
            await worker.AnswerAsync(activity, $"\"{large}\"");
            var turn = await worker.NextTurnAsync();
            await worker.AnswerAsync(turn, Complete(1, $"\"{large}\""));
            await RestAsync(hub);
            foreach (var _ in Enumerable.Range(0, 5))
            {
                clock.AdvanceToNextTimer();
                await RestAsync(hub);
            }

            raised.IsCompleted.Should().BeFalse("the message is not durable yet");
            (await hub.GetInstanceAsync("b", false, default))!.Status.Should().Be(InstanceStatus.Running, "reads are answered");
            var said = string.Join('\n', log.Lines(typeof(TaskHub).FullName!));
            said.Should().Contain("is full").And.Contain(disk.DatabasePath).And.Contain("Free space there");
            output.WriteLine(said[..Math.Min(said.Length, 1500)]);

            disk.Free();
            clock.Advance(TimeSpan.FromSeconds(10));
            (await raised.WaitAsync(GiveUp)).Should().Be(SignalResult.Accepted);
            (await hub.WaitForCompletionAsync("b", false, default).WaitAsync(GiveUp)).Status.Should().Be(InstanceStatus.Completed);
            var heard = await worker.NextTurnAsync();
            heard.NewEvents.OfType<EventRaisedEvent>().Single().Input!.Length.Should().Be(large.Length + 2);
            await worker.AnswerAsync(heard, Complete(0, "\"heard\""));
            await RestAsync(hub);
            (await hub.GetInstanceAsync("a", true, default))!.Output.Should().Be("\"heard\"");
        }

        await using var next = await StartAsync(disk, clock, log);
        (await next.GetInstanceAsync("a", true, default))!.Output.Should().Be("\"heard\"");
        (await next.GetInstanceAsync("b", true, default))!.Output.Should().Be($"\"{large}\"");
        (await next.GetHistoryAsync("b", default)).OfType<TaskCompletedEvent>().Should().ContainSingle();
        next.ActiveInstances.Should().Be(0);
    }

    private static Task RestAsync(TaskHub hub) => hub.WhenIdleAsync(default).WaitAsync(GiveUp);

    private static async Task<TaskHub> StartAsync(SmallDisk disk, VirtualTimeProvider clock, CollectingLoggerProvider log)
    {
        var options = new TaskHubOptions
        {
            TimerRecheck = Timeout.InfiniteTimeSpan,
            SweepInterval = Timeout.InfiniteTimeSpan,
            TurnLock = Timeout.InfiniteTimeSpan,
            ParkAfter = Timeout.InfiniteTimeSpan,
        };
        using var loggers = new LoggerFactory([log]);
        var hub = new TaskHub(new SqliteHubStore(disk.Open(), clock), options, new TaskHubClocks(clock, clock), loggers.CreateLogger<TaskHub>());
        await hub.StartAsync(default);
        return hub;
    }
}
