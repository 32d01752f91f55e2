using DrsDurable.DurableTask.Sidecar.Instances;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>The scripts that design/engine-hazards.md asks for, besides those in <see cref="HubScenarios"/>.</summary>
internal static class HazardScripts
{
    private const int Rounds = 6;

    public static IReadOnlyList<HubScenario> All { get; } = [ManyGenerations(), LongGeneration(), DuplicateStarts(), Identifiers(), Version(), Lists(), Siblings()];

    /// <summary>Hazards 3 and 4: in every generation an event wins against a timer that bears the same task id as the next one's.</summary>
    private static HubScenario ManyGenerations() => new(
        "event, cancelled timer, ContinueAsNew",
        (tasks, _) => tasks.AddOrchestratorFunc<string, string?>("Rounds", async (context, heard) =>
        {
            heard += await context.WaitForExternalEvent<string>("next", TimeSpan.FromHours(1));
            if (heard.Length == Rounds)
            {
                return heard;
            }

            context.ContinueAsNew(heard);
            return null;
        }),
        [
            Start("a", "Rounds", "\"\"") with { Advance = TimeSpan.FromSeconds(1) },
            .. Enumerable.Range(1, Rounds).Select(i => Raise("a", "next", $"\"{i}\"") with { Advance = TimeSpan.FromSeconds(i) }),
            Nothing,
        ])
    { Ending = "a: Completed \"123456\" status=" };

    /// <summary>Hazard 38: more batches in one generation than one digit counts.</summary>
    private static HubScenario LongGeneration() => new(
        "long generation",
        (tasks, world) => tasks
            .AddActivityFunc<int, int>("Next", (_, value) =>
            {
                world.Ran($"Next({value})");
                return value + 1;
            })
            .AddOrchestratorFunc<int>("Long", async context =>
            {
                var value = 0;
                while (value < 12)
                {
                    value = await context.CallActivityAsync<int>("Next", value);
                }

                return value;
            }),
        [Start("a", "Long")])
    { Ending = "a: Completed 12 status=" };

    /// <summary>Hazards 2 and 10: the same child id again after it has ended, after it was purged, and for a later child.</summary>
    private static HubScenario DuplicateStarts() => new(
        "child id used again",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran($"Note({value})");
                return value;
            })
            .AddOrchestratorFunc<string, string>("Child", (context, value) => context.CallActivityAsync<string>("Note", value))
            .AddOrchestratorFunc<string>("Parent", async context =>
            {
                var child = new SubOrchestrationOptions(instanceId: "child");
                var first = await context.CallSubOrchestratorAsync<string>("Child", "1", child);
                await context.WaitForExternalEvent<int>("go");
                return first + await context.CallSubOrchestratorAsync<string>("Child", "2", child);
            }),
        [
            Start("p", "Parent") with { Advance = TimeSpan.FromSeconds(1) },
            new ScenarioStep(client => client.PurgeAsync("child", default), TimeSpan.FromSeconds(1)),
            Raise("p", "go", "1") with { Advance = null },
        ])
    { Ending = "child: Completed \"2\" status=; p: Completed \"12\" status=" };

    /// <summary>Hazard 5: what is unique within a generation is unique over all of them, however little time passes.</summary>
    private static HubScenario Identifiers() => new(
        "identifiers over generations",
        (tasks, _) => tasks.AddOrchestratorFunc<string[], int>("Ids", (context, seen) =>
        {
            string[] ids = [.. seen, $"{context.NewGuid()}", $"{context.NewGuid()}"];
            if (ids.Length < 6)
            {
                context.ContinueAsNew(ids);
            }

            return Task.FromResult(ids.Distinct(StringComparer.Ordinal).Count());
        }),
        [Start("a", "Ids", "[]")])
    { Ending = "a: Completed 6 status=" };

    private static HubScenario Version() => new(
        "version",
        (tasks, _) => tasks
            .AddOrchestratorFunc<string>("Child", context => Task.FromResult(context.Version))
            .AddOrchestratorFunc<string>("Versioned", async context =>
            {
                var child = await context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "c") { Version = "2.0" });
                return $"{context.Version} {child}";
            }),
        [
            new ScenarioStep(
                client => client.CreateInstanceAsync(new CreateInstanceRequest("a", "Versioned", Version: "1.5", RequestId: "a"), default), null),
        ])
    { Ending = "a: Completed \"1.5 2.0\" status=; c: Completed \"2.0\" status=" };

    /// <summary>Hazard 28: a list may lag; whoever asks again finds what there is.</summary>
    private static HubScenario Lists() => new(
        "list and purge",
        (tasks, _) => tasks.AddOrchestratorFunc<int>("Quick", _ => Task.FromResult(1)),
        [
            Start("a", "Quick"),
            Start("b", "Quick"),
            new ScenarioStep(
                async client =>
                {
                    while (await client.GetInstanceAsync("a", includePayloads: false, default) is not null)
                    {
                        foreach (var found in (await client.QueryAsync(new InstanceQuery(InstanceIdPrefix: "a"), default)).Instances)
                        {
                            await client.PurgeAsync(found.InstanceId, default);
                        }
                    }
                },
                null),
        ])
    { Ending = "b: Completed 1 status=" };

    /// <summary>Several instances at work at once, so that their calls to the store can overtake each other.</summary>
    private static HubScenario Siblings() => new(
        "siblings",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran($"Note({value})");
                return value;
            })
            .AddOrchestratorFunc<string>("Counter", async context =>
            {
                var sum = 0;
                for (var i = 0; i < 4; i++)
                {
                    sum = (sum * 10) + await context.WaitForExternalEvent<int>("count");
                }

                return await context.CallActivityAsync<string>("Note", $"{context.InstanceId} {sum}");
            })
            .AddOrchestratorFunc("Twice", async context =>
            {
                for (var i = 1; i <= 4; i++)
                {
                    context.SendEvent("one", "count", i);
                    context.SendEvent("two", "count", i);
                    await context.CallActivityAsync<string>("Note", $"{i}");
                }
            }),
        [
            Start("one", "Counter") with { Advance = TimeSpan.Zero },
            Start("two", "Counter") with { Advance = TimeSpan.Zero },
            Start("s", "Twice"),
        ])
    { Ending = "one: Completed \"one 1234\" status=; s: Completed  status=; two: Completed \"two 1234\" status=" };

    private static ScenarioStep Nothing => new(_ => Task.CompletedTask, null);

    private static ScenarioStep Start(string instanceId, string name, string? input = null) => new(
        client => client.CreateInstanceAsync(new CreateInstanceRequest(instanceId, name, Input: input, RequestId: instanceId), default), null);

    private static ScenarioStep Raise(string instanceId, string name, string input) => new(
        client => client.RaiseEventAsync(instanceId, name, input, $"{instanceId}/{name}/{input}", default), TimeSpan.Zero);
}
