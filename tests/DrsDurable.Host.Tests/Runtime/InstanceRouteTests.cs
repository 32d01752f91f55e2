using System.Text.Json.Nodes;
using DrsDurable.DurableTask;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Instances;
using DrsDurable.Host.Tests.Api;

namespace DrsDurable.Host.Tests.Runtime;

/// <summary>Instances and their histories, in the shape of the Durable Functions HTTP API.</summary>
public sealed class InstanceRouteTests : IAsyncLifetime
{
    private const string Route = "/runtime/webhooks/durabletask/instances";
    private const string Continuation = "x-ms-continuation-token";

    private ApiHost host = null!;

    public async Task InitializeAsync()
    {
        host = await ApiHost.StartAsync(hubTasks: tasks => tasks
            .AddActivityFunc<string, string>("Echo", (_, text) => text.Length > 0 ? text : throw new InvalidOperationException("empty"))
            .AddOrchestratorFunc<string, string>("Main", async (context, text) =>
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
                return await context.CallActivityAsync<string>("Echo", text);
            })
            .AddOrchestratorFunc<string>("Listen", context => context.WaitForExternalEvent<string>("go")));
        foreach (var (id, name, input) in ((string, string, string)[])[("done", "Main", "\"x\""), ("failed", "Main", "\"\""), ("listening/ä", "Listen", "{}")])
        {
            await host.Hub.CreateInstanceAsync(new CreateInstanceRequest(id, name, Input: input), default);
        }

        await host.Hub.WaitForCompletionAsync("done", false, default).WaitAsync(TimeSpan.FromSeconds(60));
        await host.Hub.WaitForCompletionAsync("failed", false, default).WaitAsync(TimeSpan.FromSeconds(60));
        await host.Hub.WaitForStartAsync("listening/ä", false, default).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_instance_is_listed_in_the_shape_of_durable_functions()
    {
        var instances = (await host.GetAsync(Route)).Json.AsArray();

        instances.Select(item => ((string)item!["instanceId"]!, (string)item["runtimeStatus"]!)).Should().Equal(("done", "Completed"), ("failed", "Failed"), ("listening/ä", "Running"));
        instances[0]!.AsObject().Select(field => field.Key).Should().Contain(["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"]);
        ((string)instances[0]!["input"]!, (string)instances[0]!["output"]!).Should().Be(("x", "x"));
        ((string)instances[1]!["output"]!).Should().Contain("empty");
    }

    [Fact]
    public async Task The_list_has_pages_by_the_continuation_header()
    {
        var first = await host.GetAsync($"{Route}?top=2");
        var second = await host.SendAsync(HttpMethod.Get, $"{Route}?top=2", null, (Continuation, first.Headers.GetValues(Continuation).Single()));

        first.Json.AsArray().Concat(second.Json.AsArray()).Select(item => (string)item!["instanceId"]!).Should().Equal("done", "failed", "listening/ä");
        second.Headers.Contains(Continuation).Should().BeFalse();
        (await host.SendAsync(HttpMethod.Get, Route, null, (Continuation, "nonsense"))).Field.Should().Be(Continuation);
    }

    [Theory]
    [InlineData("runtimeStatus=failed,Completed", "done", "failed")]
    [InlineData("instanceIdPrefix=li", "listening/ä")]
    [InlineData("createdTimeFrom=2999-01-01T00:00:00Z")]
    [InlineData("createdTimeTo=2999-01-01T00:00:00Z&runtimeStatus=Running", "listening/ä")]
    public async Task Filters_choose_instances(string filter, params string[] expected) =>
        (await host.GetAsync($"{Route}?{filter}")).Json.AsArray().Select(item => (string)item!["instanceId"]!).Should().Equal(expected);

    [Fact]
    public async Task Inputs_are_left_out_if_they_are_not_wanted() =>
        (await host.GetAsync($"{Route}?showInput=false")).Json.AsArray().Should().OnlyContain(item => item!["input"] == null);

    [Fact]
    public async Task An_instances_history_is_condensed_as_durable_functions_does()
    {
        await ShowAsync("done", OrchestrationRuntimeStatus.Completed);
        var without = (await host.GetAsync($"{Route}/done?showHistory=true&showInput=false")).Json;
        var with = (await host.GetAsync($"{Route}/done?showHistory=true&showHistoryOutput=true")).Json["historyEvents"]!.AsArray();
        var silent = (await host.GetAsync($"{Route}/done")).Json;

        silent["historyEvents"].Should().BeNull();
        without["historyEvents"]!.AsArray().Select(item => $"{item!["EventType"]} {item["FunctionName"]}".Trim()).Should().Equal(
            "ExecutionStarted Main", "TimerFired", "TaskCompleted Echo", "ExecutionCompleted");
        without["historyEvents"]!.AsArray().Should().OnlyContain(item => item!["Result"] == null && item["Timestamp"] != null);
        ((string)with[2]!["Result"]!, (string)with[3]!["Result"]!, (string)with[3]!["OrchestrationStatus"]!).Should().Be(("x", "x", "Completed"));
        with[2]!["ScheduledTime"].Should().NotBeNull();
    }

    [Fact]
    public async Task The_whole_history_is_json_in_the_words_of_the_protocol()
    {
        var history = (await host.GetAsync($"{Route}/failed/history")).Json.AsArray();
        var with = (await host.GetAsync($"{Route}/failed/history?showHistoryOutput=true")).Json.AsArray();

        Types(history).Should().Equal(
            "OrchestratorStarted", "ExecutionStarted", "TimerCreated", "OrchestratorCompleted", "OrchestratorStarted", "TimerFired", "TaskScheduled",
            "OrchestratorCompleted", "OrchestratorStarted", "TaskFailed", "ExecutionCompleted", "OrchestratorCompleted");
        history.ToJsonString().Should().NotContain("empty", "what tasks were given and said is left out unless asked for");
        ((string)with[1]!["input"]!, (int)with[6]!["eventId"]!, (string)with[6]!["name"]!).Should().Be(("", 1, "Echo"));
        ((string)with[9]!["failure"]!["errorMessage"]!).Should().Be("empty");
    }

    [Fact]
    public async Task A_failure_can_be_asked_for_as_a_server_error()
    {
        await ShowAsync("failed", OrchestrationRuntimeStatus.Failed);

        (await host.GetAsync($"{Route}/failed")).Status.Should().Be(200);
        (await host.GetAsync($"{Route}/failed?returnInternalServerErrorOnFailure=true")).Status.Should().Be(500);
    }

    [Fact]
    public async Task Ids_may_hold_anything_a_path_can_carry() =>
        Types((await host.GetAsync($"{Route}/{Uri.EscapeDataString("listening/ä")}/history")).Json.AsArray()).Should().Contain("ExecutionStarted");

    /// <summary>What the client beside the hub says of an instance of the same id.</summary>
    private async Task ShowAsync(string instanceId, OrchestrationRuntimeStatus status)
    {
        await host.Tasks.ScheduleNewOrchestrationInstanceAsync("Main", null, new StartOrchestrationOptions(instanceId));
        host.Tasks.Set(instanceId, status);
    }

    private static IEnumerable<string> Types(JsonArray history) => history.Select(item => (string)item!["eventType"]!);
}
