using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.AwsCli;

/// <summary>The simulator as the AWS CLI sees it: a client nobody here has written.</summary>
public sealed class AwsCliTests
{
    [AwsCliFact]
    public async Task A_drill_is_started_followed_read_and_cleaned_up()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var aws = new AwsCommandLine(bench.Server.Url);

        var started = (await aws.DrsAsync("start-recovery", "--is-drill", "--source-servers", $"sourceServerID={SimulatorBench.Id(1)}", $"sourceServerID={SimulatorBench.Id(2)}")).Json;
        var jobID = (string)started["job"]!["jobID"]!;
        var statuses = new List<string> { (string)started["job"]!["status"]! };
        foreach (var seconds in (int[])[1, 3600])
        {
            bench.Time.Advance(TimeSpan.FromSeconds(seconds));
            statuses.Add((string)(await aws.DrsAsync("describe-jobs", "--filters", $"jobIDs={jobID}")).Json["items"]![0]!["status"]!);
        }

        var log = (await aws.DrsAsync("describe-job-log-items", "--job-id", jobID)).Json["items"]!.AsArray();
        var instances = (await aws.DrsAsync("describe-recovery-instances")).Json["items"]!.AsArray();
        var ids = instances.Select(item => (string)item!["recoveryInstanceID"]!).ToList();
        var terminated = (await aws.DrsAsync(["terminate-recovery-instances", "--recovery-instance-ids", .. ids])).Json;
        bench.RunToEnd();

        statuses.Should().Equal("PENDING", "STARTED", "COMPLETED");
        log.Select(item => (string)item!["event"]!).Should().Contain("LAUNCH_END").And.EndWith("JOB_END");
        log.Where(item => (string)item!["event"]! == "LAUNCH_END").Select(item => (string)item!["eventData"]!["targetInstanceID"]!).Should().BeEquivalentTo(ids);
        instances.Should().OnlyContain(item => (string)item!["jobID"]! == jobID && (bool)item["isDrill"]!);
        ((string)terminated["job"]!["type"]!).Should().Be("TERMINATE");
        (await aws.DrsAsync("describe-recovery-instances")).Json["items"]!.AsArray().Should().BeEmpty();
    }

    [AwsCliFact]
    public async Task It_pages_one_item_at_a_time()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 5);
        var aws = new AwsCommandLine(bench.Server.Url);

        var servers = (await aws.DrsAsync("describe-source-servers", "--page-size", "1")).Json["items"]!.AsArray();

        servers.Select(item => (string)item!["sourceServerID"]!).Should().Equal(Enumerable.Range(1, 5).Select(SimulatorBench.Id));
        bench.Simulator.ReadTranscript().Should().HaveCount(5, "each page is a call");
    }

    [AwsCliFact]
    public async Task A_busy_server_is_a_ConflictException_after_one_attempt()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);

        var output = await new AwsCommandLine(bench.Server.Url).DrsAsync("start-recovery", "--is-drill", "--source-servers", $"sourceServerID={SimulatorBench.Id(1)}");

        output.ExitCode.Should().NotBe(0);
        output.Error.Should().Contain("(ConflictException)").And.Contain("currently being processed by a Job");
        bench.Simulator.ReadTranscript().Count(entry => entry.Operation == "StartRecovery").Should().Be(2);
    }

    [AwsCliFact]
    public async Task A_wrong_secret_is_a_signature_error()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var output = await new AwsCommandLine(bench.Server.Url, secretAccessKey: "wrong").DrsAsync("describe-jobs");

        output.ExitCode.Should().NotBe(0);
        output.Error.Should().Contain("(InvalidSignatureException)");
    }

    [AwsCliFact]
    public async Task Throttling_is_retried_by_the_CLI_and_then_succeeds()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "DescribeJobs", ["count"] = 2 });

        var output = await new AwsCommandLine(bench.Server.Url).DrsAsync("describe-jobs");

        output.Json["items"]!.AsArray().Should().BeEmpty();
        bench.Simulator.ReadTranscript().Select(entry => entry.Status).Should().Equal(429, 429, 200);
    }

    [AwsCliFact]
    public async Task A_dropped_answer_is_retried_by_the_CLI_into_a_conflict()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.FaultAsync(new JsonObject { ["kind"] = "dropAfterAccept", ["count"] = 1 });

        var output = await new AwsCommandLine(bench.Server.Url).DrsAsync("start-recovery", "--is-drill", "--source-servers", $"sourceServerID={SimulatorBench.Id(1)}");

        output.Error.Should().Contain("(ConflictException)", "there is no idempotency token: the lost answer's job holds the server");
        bench.Simulator.ReadTranscript().Select(entry => entry.Status).Should().Equal(202, 409);
    }

    [AwsCliFact]
    public async Task An_uninitialised_Region_and_an_operation_not_served_say_so()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var aws = new AwsCommandLine(bench.Server.Url);

        (await new AwsCommandLine(bench.Server.Url, region: "eu-west-1").DrsAsync("describe-source-servers")).Error.Should().Contain("(UninitializedAccountException)").And.Contain("not initialized");
        (await aws.DrsAsync("initialize-service")).Error.Should().Contain("(ValidationException)").And.Contain("does not serve InitializeService");
    }
}
