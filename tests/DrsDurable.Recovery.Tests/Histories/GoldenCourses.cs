using System.Text.Json.Nodes;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Converters;
using DrsDurable.Recovery.CleanUp;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Recovery.Schedules;
using DrsDurable.Recovery.Tests.Executions;
using DrsDurable.Testing.Histories;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Time;

namespace DrsDurable.Recovery.Tests.Histories;

/// <summary>The courses of which golden histories are kept, by the names of their files.</summary>
internal static class GoldenCourses
{
    public static readonly IReadOnlyDictionary<string, Func<Task<IReadOnlyList<RecordedHistory>>>> All =
        new Dictionary<string, Func<Task<IReadOnlyList<RecordedHistory>>>>(StringComparer.Ordinal)
        {
            ["two-waves-with-clean-up"] = () => DrillAsync(
                2, new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [1]).Wave("Web", [2])),
            ["overlapping-waves"] = () => DrillAsync(
                2, new DrillPlan("e1").Wave("Left", [1], dependsOn: []).Wave("Right", [2], dependsOn: [])),
            ["failed-server-stops"] = () => DrillAsync(
                3,
                new DrillPlan("e1").Wave("Database", [1, 2]).Wave("Web", [3]),
                new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(2), ["phase"] = "CONVERSION" }),
            ["failed-server-continues"] = () => DrillAsync(
                2,
                new DrillPlan("e1").Wave("Database", [1], onFailure: WaveFailurePolicy.Continue).Wave("Web", [2]),
                new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = FleetFile.ServerId(1), ["phase"] = "SNAPSHOT" }),
            ["launch-in-doubt"] = () => DrillAsync(
                1,
                new DrillPlan("e1").Wave("Database", [1]),
                new JsonObject { ["kind"] = "dropAfterAccept", ["operation"] = "StartRecovery", ["count"] = 1 }),
            ["conflict-retried"] = () => DrillAsync(
                1,
                new DrillPlan("e1").Wave("Database", [1]),
                new JsonObject { ["kind"] = "conflict", ["operation"] = "StartRecovery", ["count"] = 2 }),
            ["deadline-passed"] = () => DrillAsync(
                1,
                new DrillPlan("e1") { Cleanup = CleanupPolicy.AtEnd }.Wave("Database", [1], deadlineMinutes: 10),
                new JsonObject { ["kind"] = "stuckJob", ["sourceServerID"] = FleetFile.ServerId(1) }),
            ["cancelled-with-clean-up"] = CancelledAsync,
            ["paused-and-resumed"] = PausedAsync,
            ["schedule"] = ScheduleAsync,
        };

    private static async Task<IReadOnlyList<RecordedHistory>> DrillAsync(int servers, DrillPlan plan, JsonObject? fault = null)
    {
        await using var drill = await GoldenDrill.StartAsync(servers);
        if (fault is not null)
        {
            await drill.FaultAsync(fault);
        }

        await drill.StartAsync(plan);
        await drill.RunToEndAsync(plan.ExecutionId);
        return drill.Hub.Histories;
    }

    private static async Task<IReadOnlyList<RecordedHistory>> CancelledAsync()
    {
        await using var drill = await GoldenDrill.StartAsync(2);
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Web", [2]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));
        drill.Raise("e1", CancelRequest.EventName, new CancelRequest("recorded", CleanupPolicy.AtEnd));
        await drill.RunToEndAsync("e1");
        return drill.Hub.Histories;
    }

    private static async Task<IReadOnlyList<RecordedHistory>> PausedAsync()
    {
        await using var drill = await GoldenDrill.StartAsync(2);
        await drill.StartAsync(new DrillPlan("e1").Wave("Database", [1]).Wave("Web", [2]));
        await drill.RunForAsync(TimeSpan.FromMinutes(2));
        drill.Hub.Suspend("e1");
        await drill.RunForAsync(TimeSpan.FromHours(1));
        drill.Hub.Resume("e1");
        await drill.RunToEndAsync("e1");
        return drill.Hub.Histories;
    }

    /// <summary>An occurrence that starts a drill, a pause, a change while the next one is awaited, and the end.</summary>
    private static async Task<IReadOnlyList<RecordedHistory>> ScheduleAsync()
    {
        var clock = new VirtualTimeProvider();
        var start = clock.GetUtcNow();
        Queue<NextDrill> plan = new(
        [
            new NextDrill(true, 1, start, start.AddHours(3)), new NextDrill(true, 2, start.AddHours(3)), new NextDrill(true, 3, start.AddHours(4), start.AddHours(9)), new NextDrill(false),
        ]);
        await using var worker = await DirectWorker.StartAsync(tasks => tasks
            .AddOrchestrator<DrillSchedule>()
            .AddActivityFunc<PlanNextDrillInput, NextDrill>(nameof(PlanNextDrill), (_, _) => plan.Dequeue())
            .AddActivityFunc<StartScheduledDrillInput, ScheduledRun>(
                nameof(StartScheduledDrill), (_, input) => new ScheduledRun(input.Occurrence, ScheduledRunOutcome.Started, "e1", Reason: null)));
        var hub = new SteppingHub(worker, clock);
        hub.Start("schedule:s1", nameof(DrillSchedule), JsonDataConverter.Default.Serialize(new DrillScheduleInput("s1")));
        await hub.SettleAsync();
        clock.SetUtcNow(start.AddHours(3));
        await hub.SettleAsync();
        clock.SetUtcNow(start.AddHours(4));
        hub.Raise("schedule:s1", DrillSchedule.ChangedEvent, null);
        await hub.SettleAsync();
        clock.SetUtcNow(start.AddHours(5));
        hub.Raise("schedule:s1", DrillSchedule.ChangedEvent, "\"edited\"");
        await hub.SettleAsync();
        return hub.Histories;
    }
}
