using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DrsDurable.Aws.Tests.Simulator.Bench;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>Answers have the members, order of events and formats of responses recorded from the service.</summary>
public sealed partial class GoldenShapeTests
{
    [Fact]
    public async Task A_completed_drill_job_has_the_recorded_members()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        var job = await bench.JobAsync(jobID);

        Members(job).Should().BeEquivalentTo("arn", "creationDateTime", "endDateTime", "initiatedBy", "jobID", "participatingServers", "status", "tags", "type");
        Members(job["participatingServers"]![0]!).Should().BeEquivalentTo(["launchStatus", "sourceServerID"], "recoveryInstanceID is normally absent");
        ((string)job["arn"]!).Should().Be($"arn:aws:drs:us-east-1:111122223333:job/{jobID}");
        ((string)job["initiatedBy"]!).Should().Be("START_DRILL");
        ((string)job["status"]!).Should().Be("COMPLETED");
        ((string)job["type"]!).Should().Be("LAUNCH");
        jobID.Should().MatchRegex("^drsjob-3[0-9a-f]{16}$", "job ids of us-east-1 start with 3");
    }

    [Fact]
    public async Task A_fresh_job_is_PENDING_without_an_end_and_its_answer_is_202()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));

        answer.Status.Should().Be(202);
        ((string)answer["job"]["status"]!).Should().Be("PENDING");
        answer["job"]["endDateTime"].Should().BeNull();
        ((string)answer["job"]["participatingServers"]![0]!["launchStatus"]!).Should().Be("PENDING");
        answer.Headers.Should().ContainKeys("x-amzn-RequestId", "x-amz-apigw-id", "X-Amzn-Trace-Id");
    }

    [Fact]
    public async Task The_log_of_a_drill_has_the_recorded_events_and_event_members()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        var log = await bench.LogAsync(jobID);

        log.Select(item => (string)item["event"]!).Should().Equal(
            "JOB_START", "SNAPSHOT_START", "SNAPSHOT_START", "SNAPSHOT_END", "SNAPSHOT_END", "CONVERSION_START", "CONVERSION_START",
            "CONVERSION_END", "CONVERSION_END", "LAUNCH_START", "LAUNCH_START", "LAUNCH_END", "LAUNCH_END", "JOB_END");
        log.Should().OnlyContain(item => Members(item).Order().SequenceEqual(new[] { "event", "eventData", "logDateTime" }));
        Members(log[0]["eventData"]!).Should().BeEmpty();
        Members(log[1]["eventData"]!).Should().BeEquivalentTo("sourceServerID");
        Members(log[7]["eventData"]!).Should().BeEquivalentTo("conversionServerID", "sourceServerID");
        Members(log[11]["eventData"]!).Should().BeEquivalentTo("sourceServerID", "targetInstanceID");
        Members(log[13]["eventData"]!).Should().BeEmpty();
    }

    [Fact]
    public async Task Times_are_microseconds_with_an_offset_and_JOB_END_follows_the_end_by_26_milliseconds()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        bench.RunToEnd();

        var job = await bench.JobAsync(jobID);
        var log = await bench.LogAsync(jobID);

        log.Select(item => (string)item["logDateTime"]!).Should().OnlyContain(time => WireTimePattern().IsMatch(time)).And.BeInAscendingOrder();
        (Time(log[^1]["logDateTime"]!) - Time(job["endDateTime"]!)).Should().Be(TimeSpan.FromMilliseconds(26));
        (Time(job["endDateTime"]!) - Time(job["creationDateTime"]!)).Should().BeGreaterThan(TimeSpan.FromMinutes(5)).And.BeLessThan(TimeSpan.FromMinutes(20));
        ((string)job["creationDateTime"]!).Should().Be("2030-01-01T00:00:00+00:00", "a time without a fraction is written without one");
    }

    [Fact]
    public async Task A_server_never_launched_has_the_recorded_members()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var server = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!;

        Members(server).Should().Contain("arn", "dataReplicationInfo", "lastLaunchResult", "lifeCycle", "sourceProperties", "sourceServerID", "tags");
        Members(server["dataReplicationInfo"]!).Should().BeEquivalentTo("dataReplicationInitiation", "dataReplicationState", "lagDuration", "replicatedDisks");
        Members(server["dataReplicationInfo"]!["replicatedDisks"]![0]!).Should()
            .BeEquivalentTo("backloggedStorageBytes", "deviceName", "replicatedStorageBytes", "rescannedStorageBytes", "totalStorageBytes");
        Members(server["lifeCycle"]!).Should()
            .BeEquivalentTo("addedToServiceDateTime", "elapsedReplicationDuration", "firstByteDateTime", "lastLaunch", "lastSeenByServiceDateTime");
        Members(server["sourceProperties"]!).Should()
            .Contain("cpus", "disks", "identificationHints", "lastUpdatedDateTime", "networkInterfaces", "os", "ramBytes", "recommendedInstanceType");
        server["lifeCycle"]!["lastLaunch"]!.ToJsonString().Should().Be("""{"initiated":{}}""");
        ((string)server["dataReplicationInfo"]!["lagDuration"]!).Should().Be("P0D");
        ((string)server["lastLaunchResult"]!).Should().Be("NOT_STARTED");
        server["recoveryInstanceId"].Should().BeNull();
    }

    [Fact]
    public async Task A_launch_shows_on_the_server_at_once_and_its_instance_under_a_lower_case_d()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        var pending = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!;
        bench.RunToEnd();
        var launched = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!;
        var instance = (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.Should().ContainSingle().Subject!;

        ((string)pending["lifeCycle"]!["lastLaunch"]!["initiated"]!["jobID"]!).Should().Be(jobID);
        ((string)pending["lifeCycle"]!["lastLaunch"]!["initiated"]!["type"]!).Should().Be("DRILL");
        ((string)pending["lastLaunchResult"]!).Should().Be("PENDING");
        ((string)launched["lifeCycle"]!["lastLaunch"]!["status"]!).Should().Be("LAUNCHED");
        ((string)launched["lastLaunchResult"]!).Should().Be("SUCCEEDED");
        ((string)launched["recoveryInstanceId"]!).Should().Be((string)instance["recoveryInstanceID"]!);
        ((string)instance["jobID"]!).Should().Be(jobID);
        ((bool)instance["isDrill"]!).Should().BeTrue();
        ((string)instance["ec2InstanceState"]!).Should().Be("RUNNING");
    }

    [Fact]
    public async Task Terminating_ends_the_instance_empties_the_job_and_removes_the_record_later()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var instance = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["recoveryInstanceID"]!;

        var answer = await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instance) });
        var jobID = (string)answer["job"]["jobID"]!;
        var states = new List<string?>();
        while (bench.Simulator.NextDue is { } due)
        {
            bench.Time.SetUtcNow(due);
            states.Add((string?)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.FirstOrDefault()?["ec2InstanceState"]);
        }

        answer.Status.Should().Be(200);
        ((string)answer["job"]["type"]!).Should().Be("TERMINATE");
        ((string)answer["job"]["initiatedBy"]!).Should().Be("TERMINATE_RECOVERY_INSTANCES");
        states.Distinct().Should().Equal("RUNNING", "SHUTTING-DOWN", "TERMINATED", null);
        var job = await bench.JobAsync(jobID);
        ((string)job["status"]!).Should().Be("COMPLETED");
        ((JsonArray)job["participatingServers"]!).Should().BeEmpty();
        (await bench.EventsAsync(jobID)).Should().Equal("JOB_START", "CLEANUP_START", "CLEANUP_END", "JOB_END");
    }

    [Fact]
    public async Task A_new_drill_removes_the_instance_of_the_one_before()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var second = await bench.StartDrillAsync(1);
        bench.RunToEnd();

        (await bench.EventsAsync(second)).Should().StartWith(["JOB_START", "CLEANUP_START", "CLEANUP_END", "SNAPSHOT_START"]);
        (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.Should().ContainSingle().Which!["jobID"]!.ToString().Should().Be(second);
    }

    [Fact]
    public async Task A_given_recovery_snapshot_means_no_snapshot_phase_and_a_missing_isDrill_a_recovery()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var request = JsonNode.Parse($$$"""{"sourceServers":[{"sourceServerID":"{{{SimulatorBench.Id(1)}}}","recoverySnapshotID":"pit-0123456789abcdef0"}],"tags":{"Owner":"test"}}""");

        var job = (await bench.Drs.CallAsync("StartRecovery", request))["job"];
        bench.RunToEnd();

        ((string)job["initiatedBy"]!).Should().Be("START_RECOVERY");
        ((string)job["tags"]!["Owner"]!).Should().Be("test");
        (await bench.EventsAsync((string)job["jobID"]!)).Should().Equal("JOB_START", "CONVERSION_START", "CONVERSION_END", "LAUNCH_START", "LAUNCH_END", "JOB_END");
        ((bool)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["isDrill"]!).Should().BeFalse();
    }

    [Fact]
    public async Task The_launch_status_stays_PENDING_until_LAUNCH_START()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        var seen = new List<(string Last, string Status)>();
        while (bench.Simulator.NextDue is { } due)
        {
            bench.Time.SetUtcNow(due);
            seen.Add(((await bench.EventsAsync(jobID)).LastOrDefault() ?? "", (string)(await bench.JobAsync(jobID))["participatingServers"]![0]!["launchStatus"]!));
        }

        seen.Distinct().Should().Equal(
            ("JOB_START", "PENDING"), ("SNAPSHOT_START", "PENDING"), ("SNAPSHOT_END", "PENDING"), ("CONVERSION_START", "PENDING"), ("CONVERSION_END", "PENDING"),
            ("LAUNCH_START", "IN_PROGRESS"), ("LAUNCH_END", "LAUNCHED"), ("JOB_END", "LAUNCHED"));
    }

    private static IEnumerable<string> Members(JsonNode node) => ((JsonObject)node).Select(member => member.Key);

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse((string)node!, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WireTimePattern();
}
