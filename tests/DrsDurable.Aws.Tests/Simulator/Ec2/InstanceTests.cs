using System.Text.Json.Nodes;
using System.Xml.Linq;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.Ec2;

public sealed class InstanceTests
{
    [Fact]
    public async Task A_recovery_instance_is_an_EC2_instance_from_launch_to_an_hour_after_its_end()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        (await ec2.CallAsync("DescribeInstances")).All("instanceId").Should().BeEmpty();

        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var id = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["ec2InstanceID"]!;
        var running = await ec2.CallAsync("DescribeInstances", ("InstanceId.1", id));
        await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(id) });
        bench.RunToEnd();
        var ended = await ec2.CallAsync("DescribeInstances", ("InstanceId.1", id));
        bench.Time.Advance(TimeSpan.FromHours(1));
        var gone = await ec2.CallAsync("DescribeInstances", ("InstanceId.1", id));

        running.Status.Should().Be(200, running.Text);
        running.Xml.Name.ToString().Should().Be("{http://ec2.amazonaws.com/doc/2016-11-15/}DescribeInstancesResponse");
        running.All("instanceState").Single().Value.Should().Be("16running");
        running.First("subnetId").Should().Be(Ec2Fleet.Production, "without a subnet in the template the default one is taken");
        running.First("privateIpAddress").Should().StartWith("10.10.0.");
        running.All("ipAddress").Should().BeEmpty();
        Tags(running).Should().Contain(["AWSElasticDisasterRecoveryManaged=drs.amazonaws.com", $"AWSElasticDisasterRecoverySourceServerID={SimulatorBench.Id(1)}", "Name=server001"]).And.NotContain("Tier=Web");
        ended.All("instanceState").Single().Value.Should().Be("48terminated");
        (gone.Status, gone.ErrorCode).Should().Be((400, "InvalidInstanceID.NotFound"));
        gone.Text.Should().Contain("<Response><Errors><Error><Code>", "EC2 has an error form of its own");
    }

    [Fact]
    public async Task It_is_launched_as_launch_configuration_and_template_say_when_LAUNCH_START_comes()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await bench.Drs.CallAsync("UpdateLaunchConfiguration", JsonNode.Parse($$"""{"sourceServerID":"{{SimulatorBench.Id(1)}}","copyTags":true,"targetInstanceTypeRightSizingMethod":"NONE"}"""));
        await LaunchTemplateTests.PointAtDrillAsync(bench, ec2, 1, "t3.micro");

        var job = await bench.StartDrillAsync(1, 2);
        while ((await bench.EventsAsync(job)).Count(name => name == "LAUNCH_START") < 2)
        {
            bench.Time.SetUtcNow(bench.Simulator.NextDue!.Value);
        }

        var restored = (await bench.Drs.CallAsync("GetLaunchConfiguration", new JsonObject { ["sourceServerID"] = SimulatorBench.Id(1) }))["ec2LaunchTemplateID"];
        (await ec2.CallAsync("ModifyLaunchTemplate", ("LaunchTemplateId", (string)restored!), ("SetDefaultVersion", "1"))).Status.Should().Be(200);
        bench.RunToEnd();

        var instance = await ec2.CallAsync("DescribeInstances", ("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", "server001"));
        instance.First("instanceType").Should().Be("t3.micro");
        instance.First("subnetId").Should().Be(Ec2Fleet.Drill, "what counts is the template at LAUNCH_START");
        instance.First("groupId").Should().Be(Ec2Fleet.DrillGroup);
        instance.First("ipAddress").Should().BeNull("the template says no public address though the subnet gives one");
        Tags(instance).Should().Contain("Tier=Web");
        (await ec2.CallAsync("DescribeInstances", ("Filter.1.Name", "tag:Name"), ("Filter.1.Value.1", "server002"))).First("subnetId").Should().Be(Ec2Fleet.Production);
    }

    [Fact]
    public async Task A_template_that_no_instance_can_be_launched_from_fails_that_server()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await LaunchTemplateTests.MakeDefaultAsync(ec2, await LaunchTemplateTests.TemplateOfAsync(bench, 1), ("LaunchTemplateData.NetworkInterface.1.DeviceIndex", "0"), ("LaunchTemplateData.NetworkInterface.1.SubnetId", "subnet-0dead0dead0dead00"));
        await LaunchTemplateTests.MakeDefaultAsync(ec2, await LaunchTemplateTests.TemplateOfAsync(bench, 2), ("LaunchTemplateData.NetworkInterface.1.DeviceIndex", "0"), ("LaunchTemplateData.NetworkInterface.1.SecurityGroupId.1", Ec2Fleet.DrillGroup));

        var job = await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        (await bench.LogAsync(job)).Where(item => (string)item["event"]! == "LAUNCH_FAILED").Select(item => (string)item["eventData"]!["rawError"]!).Should().SatisfyRespectively(
            first => first.Should().Contain("(InvalidSubnetID.NotFound) when calling the RunInstances operation"),
            second => second.Should().Contain("belong to different networks"));
    }

    [Fact]
    public async Task Status_checks_are_initializing_for_some_minutes_and_only_running_instances_are_listed_unless_all_are_asked_for()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await bench.Drs.CallAsync("UpdateLaunchConfiguration", JsonNode.Parse($$"""{"sourceServerID":"{{SimulatorBench.Id(2)}}","launchDisposition":"STOPPED"}"""));
        await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        var early = await ec2.CallAsync("DescribeInstanceStatus");
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        var late = await ec2.CallAsync("DescribeInstanceStatus");
        var all = await ec2.CallAsync("DescribeInstanceStatus", ("IncludeAllInstances", "true"));

        Statuses(early).Should().Equal("running initializing initializing");
        Statuses(late).Should().Equal("running ok ok");
        Statuses(all).Should().BeEquivalentTo("running ok ok", "stopped not-applicable not-applicable");
        (await ec2.CallAsync("DescribeInstanceStatus", ("Filter.1.Name", "instance-status.status"), ("Filter.1.Value.1", "impaired"))).All("instanceId").Should().BeEmpty();
    }

    [Fact]
    public async Task The_machine_a_source_server_runs_on_is_an_instance_where_it_is()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var west = QueryCaller.Ec2(bench.Server.Url, region: "us-west-2");

        var server = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!;
        var machine = await west.CallAsync("DescribeInstances", ("InstanceId.1", (string)server["sourceProperties"]!["identificationHints"]!["awsInstanceID"]!));

        Tags(machine).Should().BeEquivalentTo("Name=server001", "Tier=Source");
        ((string)server["sourceCloudProperties"]!["originRegion"]!).Should().Be("us-west-2");
    }

    [Theory]
    [InlineData("InstanceId.1", "i-1", "InvalidInstanceID.Malformed")]
    [InlineData("InstanceId.1", "i-0123456789abcdef0", "InvalidInstanceID.NotFound")]
    [InlineData("Filter.1.Name", "colour", "InvalidParameterValue")]
    [InlineData("MaxResults", "4", "InvalidParameterValue")]
    [InlineData("NextToken", "bm9uZQ", "InvalidNextToken")]
    [InlineData("Colour", "blue", "UnknownParameter")]
    [InlineData("DryRun", "true", "DryRunOperation")]
    public async Task A_parameter_that_cannot_be_is_refused_in_EC2s_words(string name, string value, string code)
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);

        (await ec2.CallAsync("DescribeInstances", (name, value))).ErrorCode.Should().Be(code);
    }

    [Fact]
    public async Task Any_page_size_gives_each_instance_once()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 12);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await bench.StartDrillAsync([.. Enumerable.Range(1, 12)]);
        bench.RunToEnd();
        var all = (await ec2.CallAsync("DescribeInstances")).All("instanceId").Select(id => id.Value).ToList();

        foreach (var size in new[] { 5, 6, 7, 11, 12, 13 })
        {
            var seen = new List<string>();
            string? token = null;
            do
            {
                var page = await ec2.CallAsync("DescribeInstances", [("MaxResults", $"{size}"), .. token is null ? [] : new[] { ("NextToken", token) }]);
                seen.AddRange(page.All("instanceId").Select(id => id.Value));
                token = page.First("nextToken");
            }
            while (token is not null);
            seen.Should().Equal(all, "page size {0}", size);
        }
    }

    [Fact]
    public async Task Wrong_keys_are_an_AuthFailure_and_throttling_a_503()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var nobody = QueryCaller.Ec2(bench.Server.Url, new SigningKeys("nobody"));
        using var wrong = QueryCaller.Ec2(bench.Server.Url, new SigningKeys(Secret: "wrong"));
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "DescribeSubnets", ["count"] = 1 });

        (await nobody.CallAsync("DescribeInstances")).Should().Match<QueryAnswer>(answer => answer.Status == 401 && answer.ErrorCode == "AuthFailure");
        (await wrong.CallAsync("DescribeInstances")).ErrorCode.Should().Be("AuthFailure");
        (await ec2.CallAsync("DescribeSubnets")).Should().Match<QueryAnswer>(answer => answer.Status == 503 && answer.ErrorCode == "RequestLimitExceeded");
        (await ec2.CallAsync("RunInstances")).ErrorCode.Should().Be("InvalidAction");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_describes_instances_their_status_and_the_network()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        var aws = new AwsCommandLine(bench.Server.Url);

        var instances = (await aws.RunAsync("ec2", "describe-instances", "--filters", "Name=instance-state-name,Values=running", "Name=tag:AWSElasticDisasterRecoveryManaged,Values=drs.*", "--page-size", "5")).Json;
        var ids = instances["Reservations"]!.AsArray().Select(reservation => (string)reservation!["Instances"]![0]!["InstanceId"]!).ToArray();
        var status = (await aws.RunAsync(["ec2", "describe-instance-status", "--include-all-instances", "--instance-ids", .. ids])).Json;
        var subnets = (await aws.RunAsync("ec2", "describe-subnets", "--filters", "Name=tag:Use,Values=drill")).Json;
        var groups = (await aws.RunAsync("ec2", "describe-security-groups", "--filters", "Name=vpc-id,Values=vpc-0aaaaaaaaaaaaaaa2")).Json;
        var types = (await aws.RunAsync("ec2", "describe-instance-type-offerings", "--location-type", "availability-zone", "--filters", "Name=instance-type,Values=m5.*")).Json;
        var missing = await aws.RunAsync("ec2", "describe-instances", "--instance-ids", "i-0123456789abcdef0");

        ids.Should().HaveCount(2);
        ((string)instances["Reservations"]![0]!["Instances"]![0]!["IamInstanceProfile"]!["Arn"]!).Should().EndWith("instance-profile/AWSElasticDisasterRecoveryRecoveryInstanceRole");
        status["InstanceStatuses"]!.AsArray().Should().HaveCount(2).And.OnlyContain(item => (string)item!["InstanceStatus"]!["Status"]! == "ok" && (string)item["SystemStatus"]!["Details"]![0]!["Status"]! == "passed");
        ((string)subnets["Subnets"]![0]!["SubnetId"]!, (int)subnets["Subnets"]![0]!["AvailableIpAddressCount"]!, (bool)subnets["Subnets"]![0]!["MapPublicIpOnLaunch"]!).Should().Be((Ec2Fleet.Drill, 11, true));
        groups["SecurityGroups"]!.AsArray().Select(group => (string)group!["GroupName"]!).Should().BeEquivalentTo("isolated", "default");
        types["InstanceTypeOfferings"]!.AsArray().Select(offer => (string)offer!["Location"]!).Should().BeEquivalentTo("us-east-1a", "us-east-1b");
        missing.Error.Should().Contain("(InvalidInstanceID.NotFound)").And.Contain("does not exist");
    }

    private static IEnumerable<string> Tags(QueryAnswer answer) => answer.All("tagSet").Elements().Select(tag => $"{tag.Elements().First().Value}={tag.Elements().Last().Value}");

    private static IEnumerable<string> Statuses(QueryAnswer answer) => answer.All("instanceStatusSet").Elements().Select(item => string.Join(
        ' ', item.Elements().Where(element => element.Name.LocalName is "instanceState" or "systemStatus" or "instanceStatus").Select(element => element.Elements().First(child => child.Name.LocalName is "name" or "status").Value)));
}
