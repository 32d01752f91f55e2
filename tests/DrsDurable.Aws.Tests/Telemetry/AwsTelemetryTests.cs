using System.Diagnostics;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients;
using DrsDurable.Aws.Tests.Clients.Stub;
using DrsDurable.Testing.Telemetry;

namespace DrsDurable.Aws.Tests.Telemetry;

/// <summary>What calls to AWS show of themselves: by operation and error code, never what was said.</summary>
public sealed class AwsTelemetryTests : IDisposable
{
    private static readonly AwsStub.Answer Throttled = Answers.Error(429, "ThrottlingException", """{"message":"slow down, marked-secret"}""");

    private readonly MeasuredMetrics metrics = new(AwsTelemetry.Name);
    private readonly RecordedTraces traces = new(AwsTelemetry.Name);
    private readonly Activity caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);

    public AwsTelemetryTests()
    {
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        caller.Start();
    }

    public void Dispose()
    {
        caller.Dispose();
        traces.Dispose();
        metrics.Dispose();
    }

    [Fact]
    public async Task A_call_is_one_span_below_its_caller_whatever_its_attempts()
    {
        await using var clients = await StubClients.StartAsync(Throttled, Answers.Json("""{"items":[]}"""));

        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest { MaxResults = 7 });

        var span = traces.Of(caller.TraceId).Should().ContainSingle().Subject;
        (span.OperationName, span.Kind, span.ParentSpanId).Should().Be(("drs/DescribeJobs", ActivityKind.Client, caller.SpanId));
        span.TagObjects.Should().Contain(
        [
            new("rpc.system", "aws-api"), new("rpc.service", "drs"), new("rpc.method", "DescribeJobs"), new("cloud.region", "eu-central-1"),
            new("http.response.status_code", 200), new("http.request.resend_count", "1"),
        ]);
        span.Status.Should().Be(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task A_refused_call_is_marked_with_its_code_and_tells_nothing_else()
    {
        await using var clients = await StubClients.StartAsync(Answers.Error(409, "ConflictException", """{"message":"marked-secret s-3aaaaaaaaaaaaaaaa"}"""));

        await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<ConflictException>();

        var span = traces.Of(caller.TraceId).Should().ContainSingle().Subject;
        (span.Status, span.StatusDescription, span.GetTagItem("error.type"), span.GetTagItem("http.response.status_code")).Should().Be(
            (ActivityStatusCode.Error, "ConflictException", "ConflictException", 409));
        span.TagObjects.Should().NotContain(tag => Convert.ToString(tag.Value, null)!.Contains("secret") || Convert.ToString(tag.Value, null)!.Contains("s-3"));
    }

    [Fact]
    public async Task Attempts_and_throttles_are_counted_by_operation_and_code()
    {
        await using var clients = await StubClients.StartAsync(Throttled, Throttled, Answers.Json("""{"items":[]}"""));
        var drs = clients.Factory.Drs(new AwsTarget(StubClients.Account, "ap-southeast-4"));

        await drs.DescribeSourceServersAsync(new DescribeSourceServersRequest());

        (string, string)[] here = [("cloud.region", "ap-southeast-4"), ("rpc.method", "DescribeSourceServers")];
        metrics.Values("aws.client.call.duration", here).Should().ContainSingle();
        metrics.Values("aws.client.attempt.duration", here).Should().HaveCount(3);
        metrics.Values("aws.client.attempt.duration", [.. here, ("error.type", "ThrottlingException")]).Should().HaveCount(2);
        metrics.Sum("aws.client.throttles", here).Should().Be(2);
        metrics.Instruments.Values.Should().OnlyContain(instrument => !string.IsNullOrEmpty(instrument.Unit) && !string.IsNullOrEmpty(instrument.Description));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_named_by_what_broke()
    {
        await using var clients = await StubClients.StartAsync(Answers.Drop);

        await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<Exception>();

        traces.Of(caller.TraceId).Should().ContainSingle().Which.GetTagItem("error.type").Should().NotBeNull();
    }
}
