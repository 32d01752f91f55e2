using System.Text.Json;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.DurableTask.Sidecar.Limits;
using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>Names nobody knows, payloads nobody can read, ids nobody can store: each is said clearly, and the instance beside it completes.</summary>
public sealed class UnknownAndUnreadableTests
{
    private static readonly Action<DurableTaskRegistry> Tasks = tasks => tasks
        .AddActivityFunc<int, int>("Double", (_, value) => value * 2)
        .AddOrchestratorFunc<int, int>("Number", (context, value) => context.CallActivityAsync<int>("Double", value))
        .AddOrchestratorFunc<string>("CallsUnknown", context => context.CallActivityAsync<string>("Missing"))
        .AddOrchestratorFunc<string>("CallsUnknownChild", context => context.CallSubOrchestratorAsync<string>("MissingChild"))
        .AddOrchestratorFunc<int>("PassesText", context => context.CallActivityAsync<int>("Double", "not a number"))
        .AddOrchestratorFunc<string>("ReadsText", async context =>
        {
            try
            {
                return $"read {await context.WaitForExternalEvent<int>("number")}";
            }
            catch (JsonException unreadable)
            {
                return $"{unreadable.Message} Then {await context.WaitForExternalEvent<int>("number")}.";
            }
        });

    [Theory]
    [InlineData("Missing", null, "OrchestratorTaskNotFound", "'Missing'")]
    [InlineData("CallsUnknown", null, "ActivityTaskNotFound", "'Missing'")]
    [InlineData("CallsUnknownChild", null, "OrchestratorTaskNotFound", "'MissingChild'")]
    [InlineData("Number", "not json", "JsonException", "The input of orchestrator 'Number'")]
    [InlineData("Number", "{\"a\":1}", "JsonException", "System.Int32")]
    [InlineData("Number", "[1", "JsonException", "Send JSON")]
    [InlineData("PassesText", null, "JsonException", "The input of activity 'Double'")]
    public async Task A_name_nobody_knows_and_a_payload_nobody_can_read_fail_one_instance_naming_it(
        string orchestrator, string? input, string errorType, string named)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Tasks);

        await StartAsync(hub, "bad", orchestrator, input);
        await StartAsync(hub, "good", "Number", "21");
        await hub.IdleAsync();

        (await GetAsync(hub, "good")).Output.Should().Be("42");
        var bad = await GetAsync(hub, "bad");
        bad.Status.Should().Be(InstanceStatus.Failed);
        var root = bad.Failure!;
        while (root.InnerFailure is { } inner && !root.ErrorType.Contains(errorType, StringComparison.Ordinal))
        {
            root = inner;
        }

        root.ErrorType.Should().Contain(errorType);
        root.ErrorMessage.Should().Contain(named);
    }

    [Fact]
    public async Task An_event_of_the_wrong_type_is_the_orchestrators_to_judge_and_the_next_one_is_received()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Tasks);
        await StartAsync(hub, "a", "ReadsText");
        await hub.Client.RaiseEventAsync("a", "number", "\"seven\"", null, default);
        await hub.Client.RaiseEventAsync("a", "number", "7", null, default);
        await hub.IdleAsync();

        (await GetAsync(hub, "a")).Output.Should().Contain("The payload of event \\u0027number\\u0027").And.EndWith("Then 7.\"");
    }

    [Fact]
    public async Task An_instance_id_that_no_store_can_keep_is_refused()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Tasks);
        foreach (var (id, named) in new[] { ("id\ud800", "U+D800"), ("\udc00", "U+DC00"), ("a\nb", "control character U+000A") })
        {
            var create = () => StartAsync(hub, id, "Number", "1");
            var raise = () => hub.Client.RaiseEventAsync(id, "number", null, null, default);

            (await create.Should().ThrowAsync<ArgumentException>()).WithMessage($"*{named}*");
            (await raise.Should().ThrowAsync<ArgumentException>()).WithMessage($"*{named}*");
        }
    }

    [Fact]
    public async Task An_instance_id_of_exactly_the_limit_in_any_script_works()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Tasks);
        var id = string.Concat(Enumerable.Repeat("\U0001F600", 64));

        await StartAsync(hub, id, "Number", "2");
        await hub.IdleAsync();

        (await GetAsync(hub, id)).Output.Should().Be("4");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("a\u0000b", "control character U+0000")]
    public async Task An_event_name_that_cannot_be_told_apart_is_refused(string name, string named)
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Listener);
        await StartAsync(hub, "a", "Listen");

        var raise = () => hub.Client.RaiseEventAsync("a", name, null, null, default);

        (await raise.Should().ThrowAsync<ArgumentException>()).WithMessage($"*event name*{named}*");
    }

    [Fact]
    public async Task Names_above_their_limit_are_refused_and_fail_the_instance_that_uses_them()
    {
        var name = new string('n', 257);
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, tasks => tasks
            .AddOrchestratorFunc("Calls", context => context.CallActivityAsync(name)));

        var raise = () => hub.Client.RaiseEventAsync("a", name, null, null, default);
        var create = () => StartAsync(hub, "a", name);
        await StartAsync(hub, "calls", "Calls");
        await hub.IdleAsync();

        (await raise.Should().ThrowAsync<TaskHubLimitException>()).Which.LimitName.Should().Be(nameof(TaskHubLimits.NameBytes));
        (await create.Should().ThrowAsync<TaskHubLimitException>()).Which.LimitName.Should().Be(nameof(TaskHubLimits.NameBytes));
        var failed = await GetAsync(hub, "calls");
        failed.Status.Should().Be(InstanceStatus.Failed);
        failed.Failure!.ErrorMessage.Should().Contain(nameof(TaskHubLimits.NameBytes)).And.Contain("257 of at most 256");
    }

    [Theory]
    [InlineData(nameof(TaskHubLimits.TurnActions), 50, 1)]
    [InlineData(nameof(TaskHubLimits.TurnBytes), 5, 1000)]
    public async Task A_turn_above_its_limits_fails_its_instance_naming_the_limit_and_starts_nothing(string limit, int activities, int bytes)
    {
        var ran = 0;
        await using var hub = await VirtualHub.StartAsync(
            HubStoreKind.Weak,
            tasks => tasks
                .AddActivityFunc<string, int>("Count", (_, _) => Interlocked.Increment(ref ran))
                .AddOrchestratorFunc("Many", context => Task.WhenAll(
                    Enumerable.Range(0, activities).Select(_ => context.CallActivityAsync<int>("Count", new string('x', bytes)))))
                .AddOrchestratorFunc<int>("One", context => context.CallActivityAsync<int>("Count", "")),
            options =>
            {
                options.Limits.TurnActions = 20;
                options.Limits.TurnBytes = 3000;
            });

        await StartAsync(hub, "many", "Many");
        await StartAsync(hub, "one", "One");
        await hub.IdleAsync();

        (await GetAsync(hub, "many")).Failure!.ErrorMessage.Should().Contain(limit);
        (await GetAsync(hub, "one")).Output.Should().Be("1");
        ran.Should().Be(1);
    }
}
