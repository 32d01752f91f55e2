using System.Diagnostics;
using System.Text.Json.Nodes;
using DrsDurable.Aws;
using DrsDurable.DurableTask.Client;
using DrsDurable.DurableTask.Sidecar.Tracing;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;
using DrsDurable.Testing.Processes;
using DrsDurable.Testing.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrsDurable.Host.Tests.Telemetry;

/// <summary>One drill is one trace: from whoever asked for it over the request, execution, wave, job and activity to the call of DRS.</summary>
public sealed class DrillTraceTests : IDisposable
{
    private const string Server = "Microsoft.AspNetCore";

    private readonly TemporaryFolder folder = new();
    private readonly RecordedTraces traces = new(Server, DurableTaskTraces.SourceName, AwsTelemetry.Name);

    public void Dispose()
    {
        traces.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_drill_can_be_followed_from_the_request_to_StartRecovery_in_one_trace()
    {
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        FleetFile.Write(folder["fleet.yaml"], servers: 1);
        await using var host = await StartAsync();
        using var api = new HostApi(host.Url);
        var group = await api.CreateGroupAsync("g", FleetFile.AccountId, FleetFile.Region, [FleetFile.ServerId(1)]);
        var plan = await api.CreatePlanAsync("p", [JsonNode.Parse($$"""{"waveName":"A","protectionGroupIds":["{{group}}"]}""")!]);

        var accepted = await api.ExecuteAsync(plan, headers: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["traceparent"] = $"00-{caller.TraceId}-{caller.SpanId}-01",
        });
        var executionId = (string)accepted.Json["executionId"]!;
        ((string?)(await api.WaitForEndAsync(executionId))["status"]).Should().Be("COMPLETED");
        await host.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync(executionId);
        await host.StopAsync();

        var spans = traces.Of(caller.TraceId);
        var request = spans.Should().ContainSingle(span => span.Source.Name == Server && span.ParentSpanId == caller.SpanId).Subject;
        var create = One(spans, "create_orchestration:RecoveryExecution", ActivityKind.Producer, request);
        var execution = Generations(spans, "RecoveryExecution", create);
        var wave = Generations(spans, "Wave", One(spans, "orchestration:Wave", ActivityKind.Client, execution));
        var job = Generations(spans, "RecoveryJob", One(spans, "orchestration:RecoveryJob", ActivityKind.Client, wave));
        var task = One(spans, "activity:StartRecovery", ActivityKind.Client, job);
        var activity = One(spans, "activity:StartRecovery", ActivityKind.Server, task);
        var call = One(spans, "drs/StartRecovery", ActivityKind.Client, activity);
        call.Source.Name.Should().Be(AwsTelemetry.Name);
        call.GetTagItem("rpc.method").Should().Be("StartRecovery");
        execution.Should().OnlyContain(span => executionId.Equals(span.GetTagItem(TraceTags.InstanceId)));

        var ids = spans.Select(span => span.SpanId).Append(caller.SpanId).ToHashSet();
        spans.Where(span => span.Source.Name != Server).Should().OnlyContain(span => ids.Contains(span.ParentSpanId), "no part of a drill hangs in the air");
    }

    /// <summary>The spans of one orchestration: it has one for each generation.</summary>
    private static Activity[] Generations(IReadOnlyList<Activity> spans, string name, Activity parent)
    {
        Activity[] generations = [.. spans.Where(span => span.OperationName == $"orchestration:{name}" && span.Kind == ActivityKind.Server && span.ParentSpanId == parent.SpanId)];
        generations.Should().NotBeEmpty(name);
        generations.Select(span => span.GetTagItem(TraceTags.Status)).Should().Equal([.. Enumerable.Repeat("ContinuedAsNew", generations.Length - 1), "Completed"], name);
        return generations;
    }

    private static Activity One(IReadOnlyList<Activity> spans, string name, ActivityKind kind, params Activity[] parents) => spans.Should().ContainSingle(
        span => span.OperationName == name && span.Kind == kind && parents.Any(parent => parent.SpanId == span.ParentSpanId), name).Subject;

    private Task<RunningHost> StartAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Data:Path"] = folder["data"],
            ["Http:Url"] = "http://127.0.0.1:0",
            ["Simulator:Url"] = "http://127.0.0.1:0",
            ["Simulator:Fleet"] = folder["fleet.yaml"],
            ["Simulator:TimeScale"] = "600",
        }).Build();
        return RunningHost.StartAsync(
            HostSettingsReader.Read(configuration).Settings!, new HostOutput(false, LogLevel.Warning, configuration.GetSection("Logging")), CancellationToken.None);
    }
}
