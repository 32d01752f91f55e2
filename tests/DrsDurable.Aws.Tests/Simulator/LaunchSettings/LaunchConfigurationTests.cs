using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.LaunchSettings;

public sealed class LaunchConfigurationTests
{
    [Fact]
    public async Task A_new_server_has_defaults_and_a_launch_template_of_its_own()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await GetAsync(bench, 1);
        var other = await GetAsync(bench, 2);

        answer.Status.Should().Be(200, answer.Text);
        ((string)answer["sourceServerID"]!).Should().Be(SimulatorBench.Id(1), "the members stand at top level");
        ((string)answer["launchDisposition"]!).Should().Be("STARTED");
        ((string)answer["targetInstanceTypeRightSizingMethod"]!).Should().Be("BASIC");
        ((bool)answer["licensing"]!["osByol"]!).Should().BeFalse();
        ((string)answer["ec2LaunchTemplateID"]!).Should().MatchRegex("^lt-0[0-9a-f]{16}$").And.NotBe((string)other["ec2LaunchTemplateID"]!);
        answer.Body!["launchIntoInstanceProperties"].Should().BeNull();
    }

    [Fact]
    public async Task Only_the_members_that_are_set_change_and_a_restart_forgets_nothing()
    {
        using var folder = new TemporaryFolder();
        var options = new SimulatorOptions { DataPath = folder["data"] };
        string before;
        await using (var bench = await SimulatorBench.StartAsync(options: options))
        {
            await UpdateAsync(bench, """{"copyTags":true,"licensing":{"osByol":true},"launchIntoInstanceProperties":{"launchIntoEC2InstanceID":"i-0123456789abcdef0"}}""");
            var answer = await UpdateAsync(bench, """{"launchDisposition":"STOPPED","name":"web one","recoveryMode":"FAST","targetInstanceTypeRightSizingMethod":"NONE"}""");
            ((bool)answer["copyTags"]!, (bool)answer["licensing"]!["osByol"]!, (string)answer["launchDisposition"]!, (string)answer["name"]!, (string)answer["recoveryMode"]!)
                .Should().Be((true, true, "STOPPED", "web one", "FAST"));
            ((string)answer["launchIntoInstanceProperties"]!["launchIntoEC2InstanceID"]!).Should().Be("i-0123456789abcdef0");
            before = (await GetAsync(bench, 1)).Text;
            before.Should().Be(answer.Text);
        }

        await using (var again = await SimulatorBench.StartAsync(options: options))
        {
            (await GetAsync(again, 1)).Text.Should().Be(before);
            var cleared = await UpdateAsync(again, """{"launchIntoInstanceProperties":{"launchIntoEC2InstanceID":""}}""");
            cleared.Body!["launchIntoInstanceProperties"].Should().BeNull("an empty id takes the target away");
        }
    }

    [Theory]
    [InlineData("""{"launchDisposition":"PAUSED"}""", "launchDisposition", "must satisfy enum value set: [STOPPED, STARTED]")]
    [InlineData("""{"targetInstanceTypeRightSizingMethod":"basic"}""", "targetInstanceTypeRightSizingMethod", "enum value set")]
    [InlineData("""{"recoveryMode":1}""", "recoveryMode", "must be a string")]
    [InlineData("""{"copyTags":"yes"}""", "copyTags", "must be a boolean")]
    [InlineData("""{"licensing":{"osByol":0}}""", "licensing.osByol", "must be a boolean")]
    [InlineData("""{"launchIntoInstanceProperties":{"launchIntoEC2InstanceID":"vm-1"}}""", "launchIntoInstanceProperties.launchIntoEC2InstanceID", "must satisfy regular expression pattern")]
    public async Task A_member_that_breaks_the_model_is_named_and_nothing_changes(string members, string field, string problem)
    {
        await using var bench = await SimulatorBench.StartAsync();
        var before = (await GetAsync(bench, 1)).Text;

        var answer = await UpdateAsync(bench, members);

        (answer.Status, answer.ErrorType, (string)answer["reason"]!).Should().Be((400, "ValidationException", "fieldValidationFailed"));
        var named = answer["fieldList"].AsArray().Should().ContainSingle().Subject!;
        ((string)named["name"]!).Should().Be(field);
        ((string)named["message"]!).Should().Contain(problem);
        (await GetAsync(bench, 1)).Text.Should().Be(before);
    }

    [Fact]
    public async Task Every_breach_is_listed_at_once_and_a_name_has_at_most_128_characters()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await UpdateAsync(bench, $$"""{"name":"{{new string('n', 129)}}","launchDisposition":"X","copyPrivateIp":3}""");

        answer["fieldList"].AsArray().Select(field => (string)field!["name"]!).Should().Equal("name", "launchDisposition", "copyPrivateIp");
        (await UpdateAsync(bench, $$"""{"name":"{{new string('n', 128)}}"}""")).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("GetLaunchConfiguration")]
    [InlineData("UpdateLaunchConfiguration")]
    public async Task An_unknown_server_is_not_found_and_a_missing_id_invalid(string operation)
    {
        await using var bench = await SimulatorBench.StartAsync();

        (await bench.Drs.CallAsync(operation, new JsonObject { ["sourceServerID"] = SimulatorBench.Id(99) })).Should()
            .Match<DrsAnswer>(answer => answer.Status == 404 && answer.ErrorType == "ResourceNotFoundException");
        (await bench.Drs.CallAsync(operation)).ErrorType.Should().Be("ValidationException");
    }

    [Fact]
    public async Task A_server_whose_launch_disposition_is_STOPPED_is_LAUNCHED_and_rests_stopped()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await UpdateAsync(bench, """{"launchDisposition":"STOPPED"}""");

        var job = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        (await bench.JobAsync(job))["participatingServers"]!.AsArray().Should().OnlyContain(server => (string)server!["launchStatus"]! == "LAUNCHED");
        var states = (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items.ToDictionary(item => (string)item!["sourceServerID"]!, item => (string)item!["ec2InstanceState"]!);
        states.Should().BeEquivalentTo(new Dictionary<string, string> { [SimulatorBench.Id(1)] = "STOPPED", [SimulatorBench.Id(2)] = "RUNNING" });
    }

    [Fact]
    public async Task A_server_in_recovery_mode_FAST_is_launched_without_conversion()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await UpdateAsync(bench, """{"recoveryMode":"FAST"}""");

        var fast = await bench.StartDrillAsync(1);
        var optimal = await bench.StartDrillAsync(2);
        bench.RunToEnd();

        (await bench.EventsAsync(fast)).Should().Equal("JOB_START", "SNAPSHOT_START", "SNAPSHOT_END", "LAUNCH_START", "LAUNCH_END", "JOB_END");
        (await bench.EventsAsync(optimal)).Should().Contain("CONVERSION_START");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_reads_and_changes_it()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var aws = new AwsCommandLine(bench.Server.Url);

        var updated = await aws.DrsAsync(
            "update-launch-configuration", "--source-server-id", SimulatorBench.Id(1), "--launch-disposition", "STOPPED", "--copy-private-ip", "--licensing", "osByol=true", "--name", "database");
        var read = await aws.DrsAsync("get-launch-configuration", "--source-server-id", SimulatorBench.Id(1));
        var refused = await aws.DrsAsync("update-launch-configuration", "--source-server-id", SimulatorBench.Id(1), "--launch-disposition", "PAUSED");

        updated.Json.ToJsonString().Should().Be(read.Json.ToJsonString());
        ((string)read.Json["launchDisposition"]!, (bool)read.Json["copyPrivateIp"]!, (bool)read.Json["licensing"]!["osByol"]!, (string)read.Json["name"]!)
            .Should().Be(("STOPPED", true, true, "database"));
        refused.Error.Should().Contain("(ValidationException)").And.Contain("launchDisposition must satisfy enum value set");
    }

    private static Task<DrsAnswer> GetAsync(SimulatorBench bench, int number) =>
        bench.Drs.CallAsync("GetLaunchConfiguration", new JsonObject { ["sourceServerID"] = SimulatorBench.Id(number) });

    private static Task<DrsAnswer> UpdateAsync(SimulatorBench bench, string members)
    {
        var request = JsonNode.Parse(members)!;
        request["sourceServerID"] = SimulatorBench.Id(1);
        return bench.Drs.CallAsync("UpdateLaunchConfiguration", request);
    }
}
