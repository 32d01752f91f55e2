using DrsDurable.DurableTask.Sidecar.Instances;

namespace DrsDurable.DurableTask.Tests.Hub;

/// <summary>Restart, rewind and recursive purge. What a task does depends on the time alone, never on how often it was tried.</summary>
internal static class OperationsScenarios
{
    private static readonly DateTime Repaired = new(2030, 1, 1, 0, 30, 0, DateTimeKind.Utc);

    public static IReadOnlyList<HubScenario> All { get; } =
        [Restart(), RestartUnderANewId(), RewindOfALeaf(), RewindOfAFamily(), RewindOverARunningChild(), RewindOverAnEndedChild(), RecursivePurge()];

    private static HubScenario Restart() => new(
        "restart",
        (tasks, _) => tasks.AddOrchestratorFunc<string, string>("When", (context, input) => Task.FromResult(context.CurrentUtcDateTime < Repaired ? "early" : input)),
        [
            Create("a", "When", "\"late\"") with { Advance = TimeSpan.FromHours(1) },
            new ScenarioStep(client => client.RestartAsync(new RestartInstanceRequest("a", RequestId: "again"), default), null),
        ]);

    private static HubScenario RestartUnderANewId() => new(
        "restart under a new id",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, id) =>
            {
                world.Ran(id.Length == 1 ? "original" : "copy");
                return "noted";
            })
            .AddOrchestratorFunc<string>("Noting", context => context.CallActivityAsync<string>("Note", context.InstanceId)),
        [
            Create("a", "Noting"),
            new ScenarioStep(client => client.RestartAsync(new RestartInstanceRequest("a", WithNewInstanceId: true, RequestId: "copy"), default), null),
        ]);

    private static HubScenario RewindOfALeaf() => new(
        "rewind of a leaf",
        (tasks, world) => AddLate(tasks, world).AddOrchestratorFunc<string>("Steps", async context =>
        {
            context.SetCustomStatus("first");
            var text = await context.CallActivityAsync<string>("Work", "first");
            context.SetCustomStatus("second");
            text += await context.CallActivityAsync<string>("Late", "second");
            return text + await context.CallActivityAsync<string>("Work", "third");
        }),
        [Create("a", "Steps") with { Advance = TimeSpan.FromHours(1) }, Rewind("a")]);

    private static HubScenario RewindOfAFamily() => new(
        "rewind of a family",
        (tasks, world) => AddLate(tasks, world)
            .AddOrchestratorFunc<string>("Good", context => context.CallActivityAsync<string>("Work", "good"))
            .AddOrchestratorFunc<string>("Leaf", async context =>
                await context.CallActivityAsync<string>("Work", "leaf") + await context.CallActivityAsync<string>("Late", "late"))
            .AddOrchestratorFunc<string>("Middle", context => context.CallSubOrchestratorAsync<string>(
                "Leaf", null, new SubOrchestrationOptions(instanceId: "leaf")))
            .AddOrchestratorFunc<string>("Top", async context => string.Concat(await Task.WhenAll(
                context.CallSubOrchestratorAsync<string>("Good", null, new SubOrchestrationOptions(instanceId: "good")),
                context.CallSubOrchestratorAsync<string>("Middle", null, new SubOrchestrationOptions(instanceId: "middle"))))),
        [Create("top", "Top") with { Advance = TimeSpan.FromHours(1) }, Rewind("top")]);

    private static HubScenario RewindOverARunningChild() => new(
        "rewind over a running child",
        AddParentThatSendsTooMuch,
        [
            Create("p", "Parent") with { Advance = TimeSpan.FromSeconds(1) },
            Raise("p", "send") with { Advance = TimeSpan.FromHours(1) },
            Rewind("p") with { Advance = TimeSpan.FromSeconds(1) },
            Raise("child", "go"),
        ]);

    private static HubScenario RewindOverAnEndedChild() => new(
        "rewind over an ended child",
        AddParentThatSendsTooMuch,
        [
            Create("p", "Parent") with { Advance = TimeSpan.FromSeconds(1) },
            Raise("p", "send") with { Advance = TimeSpan.FromSeconds(1) },
            Raise("child", "go") with { Advance = TimeSpan.FromHours(1) },
            Rewind("p"),
        ]);

    /// <summary>Its root and its children of two generations are to go, and nothing else.</summary>
    private static HubScenario RecursivePurge() => new(
        "recursive purge",
        (tasks, world) => tasks
            .AddActivityFunc<string, string>("Note", (_, value) =>
            {
                world.Ran(value);
                return value;
            })
            .AddOrchestratorFunc<string>("Leaf", context => context.CallActivityAsync<string>("Note", context.InstanceId))
            .AddOrchestratorFunc<string>("Middle", context => context.CallSubOrchestratorAsync<string>(
                "Leaf", null, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}:leaf")))
            .AddOrchestratorFunc<int, int>("Top", async (context, round) =>
            {
                await context.CallSubOrchestratorAsync<string>("Middle", null, new SubOrchestrationOptions(instanceId: $"top:{round}"));
                if (round == 0)
                {
                    context.ContinueAsNew(1);
                }

                return round;
            }),
        [
            Create("top", "Top", "0"),
            Create("other", "Leaf"),
            new ScenarioStep(PurgeOnceEndedAsync, null),

            // Refused while something of the tree looks active, a client asks again.
            new ScenarioStep(PurgeOnceEndedAsync, null),
        ]);

    /// <summary>A hub that has lost its shard rests before the tree has ended; a client waits for that end. Once it was purged there is
    /// nothing to wait for.</summary>
    private static async Task PurgeOnceEndedAsync(ITaskHubClient client)
    {
        if (await client.GetInstanceAsync("top", includePayloads: false, default) is not null)
        {
            await client.WaitForCompletionAsync("top", includePayloads: false, default);
        }

        await client.PurgeTreeAsync("top", default);
    }

    /// <summary>"Work" always succeeds; "Late" only once it is repaired.</summary>
    private static DurableTaskRegistry AddLate(DurableTaskRegistry tasks, ScenarioWorld world) => tasks
        .AddActivityFunc<string, string>("Work", (_, work) =>
        {
            world.Ran(work);
            return work;
        })
        .AddActivityFunc<string, string>("Late", (_, work) =>
        {
            if (world.Clock.GetUtcNow().UtcDateTime < Repaired)
            {
                throw new InvalidOperationException("too early");
            }

            world.Ran(work);
            return work;
        });

    /// <summary>Before the repair the parent exceeds the limit of a payload and fails while its child waits.</summary>
    private static void AddParentThatSendsTooMuch(DurableTaskRegistry tasks, ScenarioWorld world) => tasks
        .AddActivityFunc<string, string>("Work", (_, work) =>
        {
            world.Ran(work);
            return work;
        })
        .AddOrchestratorFunc<string>("Child", async context =>
            await context.CallActivityAsync<string>("Work", "child") + await context.WaitForExternalEvent<string>("go"))
        .AddOrchestratorFunc<string>("Parent", async context =>
        {
            var child = context.CallSubOrchestratorAsync<string>("Child", null, new SubOrchestrationOptions(instanceId: "child"));
            await context.WaitForExternalEvent<string>("send");
            context.SendEvent("nobody", "report", new string('x', context.CurrentUtcDateTime < Repaired ? 1_100_000 : 1));
            return await child;
        });

    private static ScenarioStep Create(string instanceId, string name, string? input = null) => new(
        client => client.CreateInstanceAsync(new CreateInstanceRequest(instanceId, name, Input: input, RequestId: instanceId), default), null);

    private static ScenarioStep Raise(string instanceId, string name) => new(
        client => client.RaiseEventAsync(instanceId, name, "\"!\"", $"{instanceId}/{name}", default), null);

    private static ScenarioStep Rewind(string instanceId) => new(client => client.RewindAsync(instanceId, "repaired", default), null);
}
