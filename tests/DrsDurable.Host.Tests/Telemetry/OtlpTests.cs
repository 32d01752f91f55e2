using System.Text.Json.Nodes;
using DrsDurable.Host.Composition;
using DrsDurable.Host.Configuration;
using DrsDurable.Testing.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace DrsDurable.Host.Tests.Telemetry;

/// <summary>Telemetry leaves the host only where it was told to, and never harms it.</summary>
public sealed class OtlpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Telemetry:Otlp:Endpoint")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public async Task Traces_and_metrics_of_every_layer_reach_the_collector_by_the_end(string key)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var variables = new Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", key.StartsWith("OTEL", StringComparison.Ordinal) ? collector.Url.AbsoluteUri : null),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", key.StartsWith("OTEL", StringComparison.Ordinal) ? "http/protobuf" : null));
        await using (var host = await StartAsync((key, collector.Url.AbsoluteUri)))
        {
            using var api = new JsonServer(host.Url);
            var group = await api.PostAsync("/protection-groups", Json("""{"groupName":"g","accountId":"111122223333","region":"us-east-1","sourceServerIds":["s-3000000000000db01"]}"""));
            var plan = await api.PostAsync("/recovery-plans", Json($$"""{"planName":"marked-secret","waves":[{"waveName":"A","protectionGroupIds":["{{group["groupId"]}}"]}]}"""));
            await api.PostAsync($"/recovery-plans/{plan["planId"]}/execute", Json("{}"));
            await host.StopAsync();
        }

        collector.Received.Should().OnlyContain(message => message.ContentType == "application/x-protobuf");
        var traces = collector.Sent("/v1/traces");
        traces.Should().Contain("drsdurable").And.Contain("create_orchestration:RecoveryExecution").And.Contain("POST /recovery-plans/{planId}/execute");
        var metrics = collector.Sent("/v1/metrics");
        metrics.Should().Contain("durabletask.orchestrations.started").And.Contain("durabletask.appends").And.Contain("durabletask.sqlite.commit.size");
        (traces + metrics).Should().NotContain("marked-secret", "what plans hold stays in the host");
    }

    [Fact]
    public async Task Nothing_is_sent_unless_a_collector_is_named()
    {
        await using var host = await StartAsync();

        host.Services.GetService<OpenTelemetrySdk>().Should().BeNull();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "http/protobuf")]
    [InlineData("http://127.0.0.1:1", "grpc")]
    [InlineData("http://does-not-exist.invalid:4318", "http/protobuf")]
    public async Task A_collector_that_is_not_there_harms_nothing(string endpoint, string protocol)
    {
        await using var host = await StartAsync(("Telemetry:Otlp:Endpoint", endpoint), ("Telemetry:Otlp:Protocol", protocol), ("Telemetry:Otlp:MetricIntervalSeconds", "1"));
        using var api = new JsonServer(host.Url);

        (await api.GetAsync("/health"))["status"]!.ToString().Should().Be("healthy");
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("127.0.0.1:4318")]
    [InlineData("ftp://127.0.0.1:4318")]
    [InlineData("http://user:password@127.0.0.1:4318")]
    public void An_endpoint_that_is_none_is_refused_at_start(string endpoint)
    {
        var result = HostSettingsReader.Read(Configuration(("Telemetry:Otlp:Endpoint", endpoint)));

        result.Problems.Should().ContainSingle().Which.Should().StartWith("Telemetry:Otlp:Endpoint=").And.Contain("OTEL_EXPORTER_OTLP_HEADERS");
    }

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private Task<RunningHost> StartAsync(params (string Key, string Value)[] more)
    {
        var configuration = Configuration(more);
        return RunningHost.StartAsync(
            HostSettingsReader.Read(configuration).Settings!, new HostOutput(false, LogLevel.Warning, configuration.GetSection("Logging")), CancellationToken.None);
    }

    private IConfiguration Configuration(params (string Key, string Value)[] more) => new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Data:Path", folder["data"]), new("Http:Url", "http://127.0.0.1:0"), new("Simulator:Url", "http://127.0.0.1:0"),
        .. more.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
    ]).Build();

    /// <summary>The exporter reads the process's own environment.</summary>
    private sealed class Variables : IDisposable
    {
        private readonly (string Name, string? Before)[] changed;

        public Variables(params (string Name, string? Value)[] values)
        {
            changed = [.. values.Select(variable => (variable.Name, Environment.GetEnvironmentVariable(variable.Name)))];
            foreach (var (name, value) in values)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }

        public void Dispose()
        {
            foreach (var (name, before) in changed)
            {
                Environment.SetEnvironmentVariable(name, before);
            }
        }
    }
}
