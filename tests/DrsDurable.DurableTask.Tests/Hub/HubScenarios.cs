using DrsDurable.DurableTask.Sidecar.Instances;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>The scenarios that the end-to-end and the fault suites share. No output depends on how often a process died.</summary>
public static class HubScenarios
{
    public static IReadOnlyList<HubScenario> All { get; } =
    [
        Sequence(), FanOut(), Timer(), SubOrchestration(), RetriedChild(), RetriedActivity(), ExternalEvents(), EventsBetweenInstances(),
        Generations(), CancelledTimerAcrossGenerations(), RecursiveTermination(), Suspension(), PurgeAndRecreate(), DelayedStart(), TakenChildId(),
        .. HazardScripts.All,
        .. OperationsScenarios.All,
    ];

    public static HubScenario Named(string name) => All.Single(scenario => scenario.Name == name);

    private static HubScenario Sequence() => new(
        "sequence",
        (tasks, world) => tasks
            .AddActivityFunc<int, int>("Double", (_, value) =>
            {
                world.Ran($"Double({value})");
                return value * 2;
            })
            .AddOrchestratorFunc<int, int>("Sequence", async (context, value) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    context.SetCustomStatus($"step {i}");
                    value = await context.CallActivityAsync<int>("Double", value);
                }

                return value;
            }),
        [Start("a", "Sequence", "5")]);

    private static HubScenario FanOut() => new(
        "fan-out",
        (tasks, world) => tasks
            .AddActivityFunc<int, int>("Square", (_, value) =>
            {
                world.Ran($"Square({value})");
                return value * value;
            })
            .AddOrchestratorFunc<int>("FanOut", async context =>
            {
                var squares = await Task.WhenAll(Enumerable.Range(1, 5).Select(i => context.CallActivityAsync<int>("Square", i)));
                return squares.Sum();
            }),
        [Start("a", "FanOut")]);

    private static HubScenario Timer() => new(
        "timer",
        (tasks, _) => tasks.AddOrchestratorFunc<string>("Timer", async context =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromHours(5), CancellationToken.None);
            return context.CurrentUtcDateTime - before >= TimeSpan.FromHours(5) ? "in time" : "too early";
        }),
        [Start("a", "Timer")]);

    private static HubScenario SubOrchestration() => new(
        "sub-orchestration",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Greet", (_, name) =>
            {
                world.Ran($"Greet({name})");
                return $"hello {name}";
            })
            .AddOrchestratorFunc<string, string>("Child", (context, name) => context.CallActivityAsync<string>("Greet", name))
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                var greetings = await Task.WhenAll(new[] { "x", "y" }.Select(name => context.CallSubOrchestratorAsync<string>(
                    "Child", name, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:{name}"))));
                return string.Join(", ", greetings);
            }),
        [Start("p", "Parent")]);

    private static HubScenario RetriedChild() => new(
        "retried child",
        (tasks, _) => tasks
            .AddOrchestratorFunc<DateTime, string>("Late", (context, notBefore) =>
                context.CurrentUtcDateTime < notBefore ? throw new InvalidOperationException("too early") : Task.FromResult("done"))
            .AddOrchestratorFunc<string>("Parent", context => context.CallSubOrchestratorAsync<string>(
                "Late",
                context.CurrentUtcDateTime + TimeSpan.FromMinutes(15),
                new SubOrchestrationOptions(TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(10))), "p:child"))),
        [Start("p", "Parent")]);

    private static HubScenario RetriedActivity() => new(
        "retried activity",
        (tasks, world) => tasks
            .AddActivityFunc<DateTime, string>("Late", (_, notBefore) =>
                world.Clock.GetUtcNow().UtcDateTime < notBefore ? throw new InvalidOperationException("too early") : "done")
            .AddOrchestratorFunc<string>("Retry", context => context.CallActivityAsync<string>(
                "Late",
                context.CurrentUtcDateTime + TimeSpan.FromMinutes(15),
                TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMinutes(10))))),
        [Start("a", "Retry")]);

    private static HubScenario ExternalEvents() => new(
        "external events",
        (tasks, _) => tasks.AddOrchestratorFunc<string>("Listen", async context =>
        {
            var first = await context.WaitForExternalEvent<string>("go");
            var second = await context.WaitForExternalEvent<string>("go");
            var third = await context.WaitForExternalEvent<string>("go", TimeSpan.FromDays(1));
            return first + second + third;
        }),
        [
            Start("a", "Listen") with { Advance = TimeSpan.Zero },
            Raise("a", "go", "\"1\""),
            Raise("a", "go", "\"2\""),
            Raise("a", "go", "\"3\"") with { Advance = null },
        ]);

    private static HubScenario EventsBetweenInstances() => new(
        "events between instances",
        (tasks, _) => tasks
            .AddOrchestratorFunc("Sender", context =>
            {
                for (var i = 0; i < 3; i++)
                {
                    context.SendEvent("receiver", "number", i);
                }

                context.SendEvent("nobody", "number", 7);
            })
            .AddOrchestratorFunc<string>("Receiver", async context =>
            {
                var text = "";
                for (var i = 0; i < 3; i++)
                {
                    text += await context.WaitForExternalEvent<int>("number");
                }

                return text;
            }),
        [
            Start("receiver", "Receiver") with { Advance = TimeSpan.Zero },
            Start("sender", "Sender"),
        ]);

    private static HubScenario Generations() => new(
        "generations",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran($"Note({value})");
                return value;
            })
            .AddOrchestratorFunc<string, string?>("Eternal", async (context, seen) =>
            {
                var next = await context.WaitForExternalEvent<string>("next");
                seen += await context.CallActivityAsync<string>("Note", next);
                context.SetCustomStatus(seen);
                if (seen.Length == 4)
                {
                    return seen;
                }

                context.ContinueAsNew(seen);
                return null;
            }),
        [
            Start("a", "Eternal", "\"\"") with { Advance = TimeSpan.Zero },
            Raise("a", "next", "\"1\"") with { Advance = TimeSpan.FromSeconds(1) },
            Raise("a", "next", "\"2\""),
            Raise("a", "next", "\"3\""),
            Raise("a", "next", "\"4\"") with { Advance = null },
        ]);

    private static HubScenario CancelledTimerAcrossGenerations() => new(
        "cancelled timer across generations",
        (tasks, _) => tasks.AddOrchestratorFunc<int, string?>("Waiting", async (context, round) =>
        {
            if (round == 2)
            {
                // The timer of the closed generation bears the same task id as this one and is due earlier.
                var before = context.CurrentUtcDateTime;
                await context.CreateTimer(TimeSpan.FromHours(3), CancellationToken.None);
                return context.CurrentUtcDateTime - before >= TimeSpan.FromHours(3) ? "in time" : "too early";
            }

            await context.WaitForExternalEvent<int>("go", TimeSpan.FromHours(1));
            context.ContinueAsNew(round + 1);
            return null;
        }),
        [
            Start("a", "Waiting", "1") with { Advance = TimeSpan.FromSeconds(5) },
            Raise("a", "go", "1") with { Advance = null },
        ]);

    private static HubScenario RecursiveTermination() => new(
        "recursive termination",
        (tasks, _) => tasks
            .AddOrchestratorFunc<int>("Forever", context => context.WaitForExternalEvent<int>("never"))
            .AddOrchestratorFunc<int>("Middle", context => context.CallSubOrchestratorAsync<int>(
                "Forever", null, new SubOrchestrationOptions(instanceId: "leaf")))
            .AddOrchestratorFunc<int>("Top", context => context.CallSubOrchestratorAsync<int>(
                "Middle", null, new SubOrchestrationOptions(instanceId: "middle"))),
        [
            Start("top", "Top") with { Advance = TimeSpan.FromSeconds(1) },
            new ScenarioStep(client => client.TerminateAsync("top", "\"stopped\"", recurse: true, default), null),
        ]);

    private static HubScenario Suspension() => new(
        "suspension",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran($"Note({value})");
                return value;
            })
            .AddOrchestratorFunc<string>("Listen", async context =>
            {
                var heard = await context.WaitForExternalEvent<string>("go");
                return await context.CallActivityAsync<string>("Note", heard);
            }),
        [
            Start("a", "Listen") with { Advance = TimeSpan.FromSeconds(1) },
            new ScenarioStep(client => client.SuspendAsync("a", "wait", default), TimeSpan.FromSeconds(10)),
            Raise("a", "go", "\"x\"") with { Advance = TimeSpan.FromSeconds(10) },
            new ScenarioStep(client => client.ResumeAsync("a", "on", default), null),
        ]);

    private static HubScenario PurgeAndRecreate() => new(
        "purge and re-create",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran($"Note({value})");
                return value;
            })
            .AddOrchestratorFunc<string, string>("Once", (context, value) => context.CallActivityAsync<string>("Note", value)),
        [
            Start("a", "Once", "\"first\""),
            new ScenarioStep(client => client.PurgeAsync("a", default), null),
            new ScenarioStep(
                client => client.CreateInstanceAsync(new CreateInstanceRequest("a", "Once", Input: "\"second\"", RequestId: "again"), default), null),
        ]);

    private static HubScenario DelayedStart() => new(
        "delayed start",
        (tasks, _) => tasks.AddOrchestratorFunc<string>("Later", async context =>
        {
            var heard = await context.WaitForExternalEvent<string>("early");
            return context.CurrentUtcDateTime >= new DateTime(2030, 2, 1, 0, 0, 0, DateTimeKind.Utc) ? heard : "too early";
        }),
        [
            new ScenarioStep(
                client => client.CreateInstanceAsync(
                    new CreateInstanceRequest("a", "Later", StartAt: new DateTime(2030, 2, 1, 0, 0, 0, DateTimeKind.Utc), RequestId: "a"), default),
                TimeSpan.FromSeconds(1)),
            Raise("a", "early", "\"heard\"") with { Advance = null },
        ]);

    private static HubScenario TakenChildId() => new(
        "taken child id",
        (tasks, _) => tasks
            .AddOrchestratorFunc<int>("Forever", context => context.WaitForExternalEvent<int>("never"))
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                try
                {
                    await context.CallSubOrchestratorAsync("Forever", null, new SubOrchestrationOptions(instanceId: "taken"));
                    return "ran";
                }
                catch (TaskFailedException exception)
                {
                    return exception.FailureDetails.ErrorMessage.Contains("'taken'", StringComparison.Ordinal) ? "named" : "not named";
                }
            }),
        [
            Start("taken", "Forever") with { Advance = TimeSpan.FromSeconds(1) },
            Start("p", "Parent"),
            new ScenarioStep(client => client.TerminateAsync("taken", null, recurse: false, default), null),
        ]);

    private static ScenarioStep Start(string instanceId, string name, string? input = null) => new(
        client => client.CreateInstanceAsync(new CreateInstanceRequest(instanceId, name, Input: input, RequestId: instanceId), default), null);

    private static ScenarioStep Raise(string instanceId, string name, string input) => new(
        client => client.RaiseEventAsync(instanceId, name, input, $"{instanceId}/{name}/{input}", default), TimeSpan.Zero);
}
