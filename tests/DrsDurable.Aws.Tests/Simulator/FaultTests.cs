using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public async Task Throttle_answers_429_as_often_as_asked_with_Retry_After()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "DescribeJobs", ["count"] = 2, ["retryAfterSeconds"] = 7 });

        var first = await bench.Drs.CallAsync("DescribeJobs");
        (await bench.Drs.CallAsync("DescribeSourceServers")).Status.Should().Be(200, "another operation is not meant");
        var second = await bench.Drs.CallAsync("DescribeJobs");
        var third = await bench.Drs.CallAsync("DescribeJobs");

        first.Should().Match<DrsAnswer>(answer => answer.Status == 429 && answer.ErrorType == "ThrottlingException");
        first.Headers["Retry-After"].Should().Be("7");
        second.Status.Should().Be(429);
        third.Status.Should().Be(200);
    }

    [Fact]
    public async Task Conflict_refuses_a_free_server()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "conflict", ["sourceServerID"] = SimulatorBench.Id(2), ["count"] = 1 });

        await bench.StartDrillAsync(1);
        (await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(2))).Should().Match<DrsAnswer>(answer => answer.Status == 409 && answer.ErrorType == "ConflictException");
        await bench.StartDrillAsync(2);
    }

    [Theory]
    [InlineData("SNAPSHOT", "SNAPSHOT_FAIL", "SNAPSHOT_START")]
    [InlineData("CONVERSION", "CONVERSION_FAIL", "CONVERSION_START")]
    [InlineData("LAUNCH", "LAUNCH_FAILED", "LAUNCH_START")]
    public async Task A_failing_launch_completes_the_job_with_that_server_FAILED_and_its_reason(string phase, string failure, string start)
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "launchFail", ["sourceServerID"] = SimulatorBench.Id(2), ["phase"] = phase, ["delaySeconds"] = 949, ["rawError"] = "An error occurred (UnauthorizedOperation) when calling the DeleteVolume operation" });

        var jobID = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();
        var job = await bench.JobAsync(jobID);
        var log = await bench.LogAsync(jobID);
        var server = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[1]!;

        ((string)job["status"]!).Should().Be("COMPLETED");
        job["participatingServers"]!.AsArray().Select(item => (string)item!["launchStatus"]!).Should().Equal("LAUNCHED", "FAILED");
        var failed = log.Should().ContainSingle(item => (string)item["event"]! == failure).Subject;
        ((string)failed["eventData"]!["rawError"]!).Should().Contain("DeleteVolume");
        (Time(failed) - Time(log.Single(item => (string)item["event"]! == start && (string?)item["eventData"]!["sourceServerID"] == SimulatorBench.Id(2))))
            .Should().BeCloseTo(TimeSpan.FromSeconds(949), TimeSpan.FromMicroseconds(2));
        ((string)server["lastLaunchResult"]!).Should().Be("FAILED");
        ((string)server["lifeCycle"]!["lastLaunch"]!["status"]!).Should().Be("FAILED");
        (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.Should().ContainSingle();
        bench.Simulator.ReadTranscript().Should().Contain(entry => entry.Event == failure && entry.RawError!.Contains("DeleteVolume"));
    }

    [Fact]
    public async Task Slow_conversion_stretches_only_the_server_it_names()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "slowConversion", ["sourceServerID"] = SimulatorBench.Id(2), ["factor"] = 10 });

        var jobID = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();
        var log = await bench.LogAsync(jobID);

        (Conversion(log, 2) / Conversion(log, 1)).Should().BeInRange(9, 11);
    }

    [Theory]
    [InlineData("SNAPSHOT", "SNAPSHOT_START")]
    [InlineData("CONVERSION", "CONVERSION_START")]
    [InlineData("LAUNCH", "LAUNCH_START")]
    public async Task A_stuck_job_never_leaves_STARTED_and_keeps_its_servers(string phase, string last)
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "stuckJob", ["phase"] = phase, ["count"] = 1 });

        var jobID = await bench.StartDrillAsync(1);
        bench.Time.Advance(TimeSpan.FromDays(7));

        ((string)(await bench.JobAsync(jobID))["status"]!).Should().Be("STARTED");
        (await bench.EventsAsync(jobID)).Should().EndWith(last);
        (await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1))).ErrorType.Should().Be("ConflictException");
    }

    [Fact]
    public async Task A_stuck_cleanup_leaves_the_instance_shutting_down()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        await bench.FaultAsync(new JsonObject { ["kind"] = "stuckJob", ["phase"] = "CLEANUP" });
        var instance = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["recoveryInstanceID"]!;

        var answer = await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instance) });
        bench.Time.Advance(TimeSpan.FromDays(7));

        var job = await bench.JobAsync((string)answer["job"]["jobID"]!);
        ((string)job["status"]!).Should().Be("STARTED");
        ((JsonArray)job["participatingServers"]!).Should().ContainSingle();
        ((string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["ec2InstanceState"]!).Should().Be("SHUTTING-DOWN");
    }

    [Theory]
    [InlineData("never", false, false)]
    [InlineData("late", false, true)]
    [InlineData("transient", true, false)]
    [InlineData("always", true, true)]
    public async Task The_recovery_instance_id_comes_and_goes_as_the_mode_says(string mode, bool atLaunch, bool twoMinutesLater)
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "recoveryInstanceIdMode", ["mode"] = mode });
        var jobID = await bench.StartDrillAsync(1);
        while ((string)(await bench.JobAsync(jobID))["participatingServers"]![0]!["launchStatus"]! != "LAUNCHED")
        {
            bench.Time.SetUtcNow(bench.Simulator.NextDue!.Value);
        }

        var launched = (await bench.JobAsync(jobID))["participatingServers"]![0]!["recoveryInstanceID"];
        bench.Time.Advance(TimeSpan.FromMinutes(2));
        var later = (await bench.JobAsync(jobID))["participatingServers"]![0]!["recoveryInstanceID"];

        (launched is not null).Should().Be(atLaunch);
        (later is not null).Should().Be(twoMinutesLater);
    }

    [Fact]
    public async Task Drop_after_accept_makes_the_job_and_breaks_the_connection()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "dropAfterAccept", ["count"] = 1 });

        var call = () => bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1, 2));
        await call.Should().ThrowAsync<HttpRequestException>();

        var jobs = (await bench.Drs.CallAsync("DescribeJobs")).Items;
        var entry = bench.Simulator.ReadTranscript().Single(line => line.Operation == "StartRecovery");
        jobs.Should().ContainSingle();
        entry.Should().Match<DrsDurable.Simulator.Transcripts.TranscriptEntry>(line => line.Status == 202 && line.Error == "ConnectionDropped" && line.IsDrill == true);
        entry.JobID.Should().Be((string)jobs[0]!["jobID"]!);
        entry.SourceServerIDs.Should().Equal(SimulatorBench.Id(1), SimulatorBench.Id(2));
    }

    [Fact]
    public async Task Hold_before_parks_the_request_without_effect_until_it_is_released()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["operation"] = "StartRecovery", ["when"] = "before", ["count"] = 1 });

        var call = bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));
        await bench.HeldAsync(fault);
        (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().BeEmpty();
        bench.Simulator.ReadTranscript().Should().NotContain(line => line.Operation == "StartRecovery");
        await bench.AdministerAsync(HttpMethod.Post, $"/_sim/faults/{fault}/release");

        (await call).Status.Should().Be(202);
        (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Hold_after_makes_the_job_and_parks_only_the_answer()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["operation"] = "StartRecovery", ["when"] = "after", ["count"] = 1 });

        var call = bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));
        await bench.HeldAsync(fault);
        (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().ContainSingle();
        call.IsCompleted.Should().BeFalse();
        await bench.AdministerAsync(HttpMethod.Delete, $"/_sim/faults/{fault}");

        (await call).Status.Should().Be(202);
    }

    [Fact]
    public async Task A_client_that_leaves_a_hold_before_has_no_effect()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["operation"] = "StartRecovery", ["when"] = "before" });
        using var gone = new CancellationTokenSource();

        var call = bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1), gone.Token);
        await bench.HeldAsync(fault);
        await gone.CancelAsync();
        await bench.HeldAsync(fault, 0);
        await bench.AdministerAsync(HttpMethod.Post, $"/_sim/faults/{fault}/release");

        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
        (await bench.Drs.CallAsync("DescribeJobs", cancellationToken: CancellationToken.None)).Items.Should().BeEmpty();
        bench.Simulator.ReadTranscript().Should().Contain(line => line.Operation == "StartRecovery" && line.Error == "ClientGone" && line.Status == null);
    }

    [Fact]
    public async Task A_hold_may_end_by_itself_after_simulated_seconds()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["operation"] = "DescribeJobs", ["when"] = "before", ["until"] = "seconds", ["seconds"] = 30 });

        var call = bench.Drs.CallAsync("DescribeJobs");
        await bench.HeldAsync(fault);
        bench.Time.Advance(TimeSpan.FromSeconds(31));

        (await call).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("503 html", 503)]
    [InlineData("500 json", 500)]
    public async Task A_Region_that_is_out_may_still_answer_something(string mode, int status)
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "regionOutage", ["region"] = "us-east-1", ["mode"] = mode });

        var answer = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));

        answer.Status.Should().Be(status);
        answer.Text.Should().StartWith(status == 503 ? "<html>" : "{");
        answer.ErrorType.Should().Be(status == 503 ? null : "InternalServerException");
        await bench.AdministerAsync(HttpMethod.Delete, "/_sim/faults");
        (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_Region_that_is_out_may_refuse_or_hang_and_leaves_other_Regions_alone()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var refuse = await bench.FaultAsync(new JsonObject { ["kind"] = "regionOutage", ["region"] = "us-east-1", ["mode"] = "refuse", ["count"] = 1 });
        using var elsewhere = new DrsCaller(bench.Server.Url, region: "eu-west-1");

        await FluentActions.Awaiting(() => bench.Drs.CallAsync("DescribeJobs")).Should().ThrowAsync<HttpRequestException>();
        await bench.AdministerAsync(HttpMethod.Delete, $"/_sim/faults/{refuse}");
        var hang = await bench.FaultAsync(new JsonObject { ["kind"] = "regionOutage", ["region"] = "us-east-1", ["mode"] = "hang" });
        var call = bench.Drs.CallAsync("DescribeJobs");
        await bench.HeldAsync(hang);
        (await elsewhere.CallAsync("DescribeJobs")).ErrorType.Should().Be("UninitializedAccountException");
        call.IsCompleted.Should().BeFalse();
        await bench.AdministerAsync(HttpMethod.Delete, $"/_sim/faults/{hang}");

        await FluentActions.Awaiting(() => call).Should().ThrowAsync<HttpRequestException>();
        (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(200);
    }

    [Fact]
    public async Task An_unknown_enum_value_appears_where_it_is_aimed()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        await bench.FaultAsync(new JsonObject { ["kind"] = "unknownEnum", ["field"] = "launchStatus", ["value"] = "LEVITATING", ["operation"] = "DescribeJobs" });

        var job = await bench.JobAsync(jobID);

        ((string)job["participatingServers"]![0]!["launchStatus"]!).Should().Be("LEVITATING");
        ((string)job["status"]!).Should().Be("PENDING");
    }

    [Fact]
    public async Task A_fault_with_seconds_ends_with_simulated_time()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["seconds"] = 60 });

        (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(429);
        bench.Time.Advance(TimeSpan.FromSeconds(61));
        (await bench.Drs.CallAsync("DescribeJobs")).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_terminate_is_selected_by_the_source_server_of_its_instance()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();
        var instances = (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.ToDictionary(item => (string)item!["sourceServerID"]!, item => (string)item!["recoveryInstanceID"]!, StringComparer.Ordinal);
        await bench.FaultAsync(new JsonObject { ["kind"] = "conflict", ["operation"] = "TerminateRecoveryInstances", ["sourceServerID"] = SimulatorBench.Id(2) });

        (await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instances[SimulatorBench.Id(1)]) })).Status.Should().Be(200);
        (await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instances[SimulatorBench.Id(2)]) })).Status.Should().Be(409);
    }

    private static double Conversion(IReadOnlyList<JsonNode> log, int server) =>
        (Time(Find(log, "CONVERSION_END", server)) - Time(Find(log, "CONVERSION_START", server))).TotalSeconds;

    private static JsonNode Find(IReadOnlyList<JsonNode> log, string name, int server) =>
        log.Single(item => (string)item["event"]! == name && (string?)item["eventData"]!["sourceServerID"] == SimulatorBench.Id(server));

    private static DateTimeOffset Time(JsonNode item) => DateTimeOffset.Parse((string)item["logDateTime"]!, System.Globalization.CultureInfo.InvariantCulture);
}
