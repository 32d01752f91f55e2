using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

/// <summary>One drill made from a seed: a plan, faults, crashes, a foreign drill, a cancel, each at a time of its own.</summary>
internal sealed class RandomDrill
{
    private const string Id = "e1";
    private static readonly string[] Operations =
        ["StartRecovery", "DescribeJobs", "DescribeJobLogItems", "DescribeSourceServers", "DescribeRecoveryInstances", "TerminateRecoveryInstances"];

    private readonly Random random;
    private readonly int servers;
    private readonly DrillPlan plan;
    private readonly List<(TimeSpan At, string What, Func<DrillHarness, Task> Do)> incidents = [];
    private readonly List<string> foreignJobs = [];
    private readonly HashSet<long> foreignCalls = [];
    private bool cancelWasAccepted;

    public RandomDrill(int seed)
    {
        random = new Random(seed);
        servers = random.Next(3, 10);
        plan = RandomPlan();
        AddIncidents();
    }

    public IReadOnlyList<string> ForeignJobs => foreignJobs;

    /// <summary>Whether a line of the transcript is somebody else's doing.</summary>
    public bool IsForeign(TranscriptItem item) => foreignCalls.Contains(item.Seq) || (item.JobId is { } jobId && foreignJobs.Contains(jobId));

    public bool CancelWasAccepted => cancelWasAccepted;

    public string Story => $"{servers} servers, {string.Join(" ", plan.Build(default).Waves.Select(wave => $"{wave.WaveName}({wave.Servers.Count}{(wave.OnFailure == WaveFailurePolicy.Stop ? "!" : string.Empty)})<-[{string.Join(',', wave.DependsOn)}]"))}, clean-up {plan.Cleanup}; "
        + string.Join("; ", incidents.OrderBy(incident => incident.At).Select(incident => string.Create(CultureInfo.InvariantCulture, $"{incident.At.TotalSeconds:0}s {incident.What}")));

    /// <summary>Polls seldom, so that a case takes few steps.</summary>
    public Task<DrillHarness> OpenAsync(int seed) => DrillHarness.StartAsync(servers, seed, new RecoveryTiming(60, 20), readRetries: 0);

    public async Task<(ExecutionSnapshot Plan, ExecutionView View)> RunAsync(DrillHarness drill)
    {
        var began = drill.Clock.GetUtcNow();
        var snapshot = plan.Build(began);
        await drill.StartAsync(plan);
        foreach (var (at, _, act) in incidents.OrderBy(incident => incident.At))
        {
            var now = drill.Clock.GetUtcNow();
            if (began + at > now)
            {
                await drill.RunForAsync(began + at - now);
            }

            await act(drill);
        }

        return (snapshot, await drill.RunToEndAsync(Id));
    }

    private DrillPlan RandomPlan()
    {
        var made = new DrillPlan(Id) { Cleanup = random.NextDouble() < 0.7 ? CleanupPolicy.AtEnd : CleanupPolicy.None };
        var names = new List<string>();
        for (var next = 1; next <= servers;)
        {
            var count = Math.Min(random.Next(1, 4), servers - next + 1);
            var members = Enumerable.Range(next, count).ToArray();
            var name = $"W{names.Count}";
            made.Wave(
                name,
                members,
                [.. names.Where(_ => random.NextDouble() < 0.4)],
                [.. members.Where(_ => random.NextDouble() < 0.25)],
                random.NextDouble() < 0.5 ? WaveFailurePolicy.Stop : WaveFailurePolicy.Continue,
                random.Next(40, 180));
            names.Add(name);
            next += count;
        }

        return made;
    }

    private void AddIncidents()
    {
        for (var faults = random.Next(0, 6); faults > 0; faults--)
        {
            AddFault();
        }

        for (var crashes = random.Next(0, 4); crashes > 0; crashes--)
        {
            var inFlight = random.NextDouble() < 0.5;
            Add(3_000, inFlight ? "crash in flight" : "crash", async drill =>
            {
                if (inFlight)
                {
                    drill.Nudge();
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 6)), TimeProvider.System);
                }

                await drill.CrashAsync();
            });
        }

        if (random.NextDouble() < 0.2)
        {
            var when = random.Next(2) == 0 ? "before" : "after";
            var late = TimeSpan.FromSeconds(random.Next(0, 200));
            Add(1_500, $"crash while StartRecovery is held {when}, released {late.TotalSeconds} s later", drill => CrashHeldAsync(drill, when, late));
        }

        if (random.NextDouble() < 0.25)
        {
            var server = random.Next(1, servers + 1);
            Add(1_500, $"foreign drill of {server}", drill => StartForeignAsync(drill, server));
        }

        if (random.NextDouble() < 0.2)
        {
            var cleanup = random.NextDouble() < 0.5 ? CleanupPolicy.AtEnd : (CleanupPolicy?)null;
            Add(2_500, $"cancel {cleanup}", async drill =>
            {
                cancelWasAccepted = (await drill.Client.GetInstanceAsync(Id))?.IsCompleted == false;
                await drill.Client.RaiseEventAsync(Id, CancelRequest.EventName, new CancelRequest("random", cleanup));
            });
        }
    }

    private void AddFault()
    {
        var operation = Operations[random.Next(Operations.Length)];
        var server = FleetFile.ServerId(random.Next(1, servers + 1));
        JsonObject fault = random.Next(12) switch
        {
            0 => new() { ["kind"] = "throttle", ["operation"] = operation, ["count"] = random.Next(1, 6), ["retryAfterSeconds"] = random.Next(0, 90) },
            1 => new() { ["kind"] = "throttle", ["seconds"] = random.Next(10, 300) },
            2 => new() { ["kind"] = "conflict", ["operation"] = random.Next(2) == 0 ? "StartRecovery" : "TerminateRecoveryInstances", ["count"] = random.Next(1, 4) },
            3 => new() { ["kind"] = "launchFail", ["sourceServerID"] = server, ["phase"] = new[] { "SNAPSHOT", "CONVERSION", "LAUNCH" }[random.Next(3)], ["delaySeconds"] = random.Next(0, 900) },
            4 => new() { ["kind"] = "slowConversion", ["sourceServerID"] = server, ["factor"] = 1 + (random.NextDouble() * 4) },
            5 => new() { ["kind"] = "recoveryInstanceIdMode", ["mode"] = new[] { "never", "late", "transient", "always" }[random.Next(4)] },
            6 or 7 => new() { ["kind"] = "dropAfterAccept", ["operation"] = random.Next(3) == 0 ? "TerminateRecoveryInstances" : "StartRecovery", ["count"] = random.Next(1, 3) },
            8 => new() { ["kind"] = "regionOutage", ["mode"] = new[] { "refuse", "503 html", "500 json" }[random.Next(3)], ["seconds"] = random.Next(10, 600) },
            9 => new() { ["kind"] = "regionOutage", ["mode"] = new[] { "refuse", "503 html", "500 json" }[random.Next(3)], ["operation"] = operation, ["count"] = random.Next(1, 5) },
            10 => new() { ["kind"] = "pageSize", ["size"] = random.Next(1, 4) },
            _ => random.NextDouble() < 0.4
                ? new() { ["kind"] = "stuckJob", ["sourceServerID"] = server, ["count"] = 1 }
                : new() { ["kind"] = "unknownEnum", ["field"] = "launchStatus", ["seconds"] = random.Next(30, 300) },
        };
        Add(random.Next(2) == 0 ? 0 : 2_000, fault.ToJsonString(), drill => drill.FaultAsync((JsonObject)fault.DeepClone()));
    }

    /// <summary>The process is lost while its call is under way, and the call arrives all the same, or its answer does.</summary>
    private static async Task CrashHeldAsync(DrillHarness drill, string when, TimeSpan late)
    {
        var hold = await drill.Drs.HoldAsync("StartRecovery", when);
        if (await drill.RunUntilHeldOrEndedAsync(hold, Id))
        {
            await drill.CrashAsync();
            await drill.RunForAsync(late);
        }

        await drill.Drs.ReleaseAsync(hold);
    }

    private async Task StartForeignAsync(DrillHarness drill, int server)
    {
        try
        {
            await drill.Foreign.StartRecoveryAsync(new StartRecoveryRequest
            {
                IsDrill = true,
                SourceServers = [new StartRecoveryRequestSourceServer { SourceServerID = FleetFile.ServerId(server) }],
            });
        }
        catch (Exception refusedOrLost) when (refusedOrLost is AmazonDrsException or HttpRequestException or IOException)
        {
            // The server is ours just now, or a fault took the call or its answer. What became of it stands in the transcript.
        }

        // Nothing of the product ran meanwhile: the last call is the foreign one, unless an outage kept it out of the transcript.
        if (drill.Simulator.ReadTranscript().LastOrDefault(entry => entry.Operation == "StartRecovery") is { } call && call.At == drill.Clock.GetUtcNow())
        {
            foreignCalls.Add(call.Seq);
            foreignJobs.AddRange(call.JobID is { } jobId ? [jobId] : []);
        }
    }

    private void Add(int withinSeconds, string what, Func<DrillHarness, Task> act) => incidents.Add((TimeSpan.FromSeconds(random.Next(0, withinSeconds + 1)), what, act));
}
