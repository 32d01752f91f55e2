using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.Ec2;

public sealed class LaunchTemplateTests
{
    public static async Task<string> TemplateOfAsync(SimulatorBench bench, int number) =>
        (string)(await bench.Drs.CallAsync("GetLaunchConfiguration", new JsonObject { ["sourceServerID"] = SimulatorBench.Id(number) }))["ec2LaunchTemplateID"]!;

    /// <summary>A version on top of the default one, made the default.</summary>
    public static async Task MakeDefaultAsync(QueryCaller ec2, string template, params (string, string)[] data)
    {
        var made = await ec2.CallAsync("CreateLaunchTemplateVersion", [("LaunchTemplateId", template), ("SourceVersion", "$Default"), .. data]);
        made.Status.Should().Be(200, made.Text);
        (await ec2.CallAsync("ModifyLaunchTemplate", ("LaunchTemplateId", template), ("SetDefaultVersion", made.First("versionNumber")!))).Status.Should().Be(200);
    }

    public static async Task PointAtDrillAsync(SimulatorBench bench, QueryCaller ec2, int number, string instanceType) => await MakeDefaultAsync(
        ec2,
        await TemplateOfAsync(bench, number),
        ("LaunchTemplateData.InstanceType", instanceType),
        ("LaunchTemplateData.NetworkInterface.1.DeviceIndex", "0"),
        ("LaunchTemplateData.NetworkInterface.1.SubnetId", Ec2Fleet.Drill),
        ("LaunchTemplateData.NetworkInterface.1.SecurityGroupId.1", Ec2Fleet.DrillGroup),
        ("LaunchTemplateData.NetworkInterface.1.AssociatePublicIpAddress", "false"));

    [Fact]
    public async Task A_version_takes_over_from_its_source_what_is_not_set_and_the_default_stays()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        var template = await TemplateOfAsync(bench, 1);

        var made = await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template), ("SourceVersion", "1"), ("VersionDescription", "drill by exec-1"), ("LaunchTemplateData.KeyName", "rescue"));
        var bare = await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template), ("LaunchTemplateData.KeyName", "rescue"));
        var template2 = await ec2.CallAsync("DescribeLaunchTemplates", ("LaunchTemplateId.1", template));

        (made.First("versionNumber"), made.First("defaultVersion"), made.First("keyName"), made.First("instanceType")).Should().Be(("2", "false", "rescue", "c5.large"));
        made.First("createdBy").Should().Be("arn:aws:iam::111122223333:user/simulator");
        bare.First("instanceType").Should().BeNull("without a source version nothing is taken over");
        (template2.First("defaultVersionNumber"), template2.First("latestVersionNumber")).Should().Be(("1", "3"));
    }

    [Fact]
    public async Task UpdateLaunchConfiguration_writes_a_version_from_the_default_one_and_makes_it_the_default()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await PointAtDrillAsync(bench, ec2, 1, "t3.micro");
        var template = await TemplateOfAsync(bench, 1);
        await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template), ("SourceVersion", "2"), ("LaunchTemplateData.KeyName", "never default"));

        await bench.Drs.CallAsync("UpdateLaunchConfiguration", JsonNode.Parse($$"""{"sourceServerID":"{{SimulatorBench.Id(1)}}","copyPrivateIp":true,"copyTags":true}"""));

        var now = await ec2.CallAsync("DescribeLaunchTemplateVersions", ("LaunchTemplateId", template), ("LaunchTemplateVersion.1", "$Default"));
        (now.First("versionNumber"), now.First("subnetId"), now.First("keyName")).Should().Be(("4", Ec2Fleet.Drill, null), "it goes on from the default version, not from the latest");
        now.First("instanceType").Should().Be("c5.large", "right-sizing is BASIC: DRS writes its own choice over what the template had");
        now.First("privateIpAddress").Should().NotBeNull();
        now.Text.Should().Contain("<key>Tier</key><value>Web</value>");
    }

    [Fact]
    public async Task Everything_that_is_set_comes_back_after_a_restart_too()
    {
        using var folder = new TemporaryFolder();
        var options = new SimulatorOptions { DataPath = folder["data"] };
        (string, string)[] data =
        [
            ("LaunchTemplateData.BlockDeviceMapping.1.DeviceName", "/dev/sda1"), ("LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeType", "gp3"), ("LaunchTemplateData.BlockDeviceMapping.1.Ebs.Iops", "3000"),
            ("LaunchTemplateData.NetworkInterface.1.DeviceIndex", "0"), ("LaunchTemplateData.NetworkInterface.1.SecurityGroupId.1", "sg-1"), ("LaunchTemplateData.NetworkInterface.1.SecurityGroupId.2", "sg-2"),
            ("LaunchTemplateData.TagSpecification.1.ResourceType", "instance"), ("LaunchTemplateData.TagSpecification.1.Tag.1.Key", "Plan"), ("LaunchTemplateData.TagSpecification.1.Tag.1.Value", "a & <b>"),
            ("LaunchTemplateData.Monitoring.Enabled", "true"), ("LaunchTemplateData.CreditSpecification.CpuCredits", "standard"), ("LaunchTemplateData.SecurityGroupId.1", "sg-3"), ("LaunchTemplateData.MetadataOptions.HttpTokens", "required"),
        ];
        string before;
        string template;
        await using (var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml, options))
        {
            using var ec2 = QueryCaller.Ec2(bench.Server.Url);
            template = await TemplateOfAsync(bench, 1);
            await ec2.CallAsync("CreateLaunchTemplateVersion", [("LaunchTemplateId", template), .. data]);
            await ec2.CallAsync("ModifyLaunchTemplate", ("LaunchTemplateId", template), ("SetDefaultVersion", "2"));
            before = await DataAsync(ec2);
        }

        await using var again = await SimulatorBench.StartAsync(Ec2Fleet.Yaml, options);
        using var restarted = QueryCaller.Ec2(again.Server.Url);
        (await DataAsync(restarted)).Should().Be(before).And.Be(
            "<blockDeviceMappingSet><item><deviceName>/dev/sda1</deviceName><ebs><iops>3000</iops><volumeType>gp3</volumeType></ebs></item></blockDeviceMappingSet>"
            + "<networkInterfaceSet><item><deviceIndex>0</deviceIndex><groupSet><groupId>sg-1</groupId><groupId>sg-2</groupId></groupSet></item></networkInterfaceSet>"
            + "<monitoring><enabled>true</enabled></monitoring>"
            + "<tagSpecificationSet><item><resourceType>instance</resourceType><tagSet><item><key>Plan</key><value>a &amp; &lt;b&gt;</value></item></tagSet></item></tagSpecificationSet>"
            + "<securityGroupIdSet><item>sg-3</item></securityGroupIdSet><creditSpecification><cpuCredits>standard</cpuCredits></creditSpecification><metadataOptions><httpTokens>required</httpTokens></metadataOptions>");

        async Task<string> DataAsync(QueryCaller ec2)
        {
            var text = (await ec2.CallAsync("DescribeLaunchTemplateVersions", ("LaunchTemplateId", template), ("LaunchTemplateVersion.1", "$Default"))).Text;
            var start = text.IndexOf("<launchTemplateData>", StringComparison.Ordinal) + "<launchTemplateData>".Length;
            return text[start..text.IndexOf("</launchTemplateData>", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task A_client_token_makes_a_version_once()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        var template = await TemplateOfAsync(bench, 1);
        (string, string)[] request = [("LaunchTemplateId", template), ("ClientToken", "once"), ("LaunchTemplateData.KeyName", "a")];

        var first = await ec2.CallAsync("CreateLaunchTemplateVersion", request);
        var second = await ec2.CallAsync("CreateLaunchTemplateVersion", request);
        var other = await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template), ("ClientToken", "once"), ("LaunchTemplateData.KeyName", "b"));

        (first.First("versionNumber"), second.First("versionNumber")).Should().Be(("2", "2"));
        other.ErrorCode.Should().Be("IdempotentParameterMismatch");
    }

    [Theory]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=lt-0123456789abcdef0", "InvalidLaunchTemplateId.NotFound")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateName=none", "InvalidLaunchTemplateName.NotFoundException")]
    [InlineData("CreateLaunchTemplateVersion", "", "MissingParameter")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=lt-0123456789abcdef0&LaunchTemplateName=n", "InvalidParameterCombination")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=T&SourceVersion=9", "InvalidLaunchTemplateId.VersionNotFound")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=T&LaunchTemplateData.Colour=blue", "UnknownParameter")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=T&LaunchTemplateData.EbsOptimized=maybe", "InvalidParameterValue")]
    [InlineData("CreateLaunchTemplateVersion", "LaunchTemplateId=T&DryRun=true", "DryRunOperation")]
    [InlineData("ModifyLaunchTemplate", "LaunchTemplateId=T&SetDefaultVersion=2", "InvalidLaunchTemplateId.VersionNotFound")]
    [InlineData("ModifyLaunchTemplate", "LaunchTemplateId=T", "MissingParameter")]
    [InlineData("DescribeLaunchTemplateVersions", "LaunchTemplateVersion.1=3", "MissingParameter")]
    [InlineData("DescribeLaunchTemplateVersions", "LaunchTemplateId=T&LaunchTemplateVersion.1=3", "InvalidLaunchTemplateId.VersionNotFound")]
    [InlineData("DescribeLaunchTemplates", "LaunchTemplateId.1=lt-0123456789abcdef0", "InvalidLaunchTemplateId.NotFound")]
    [InlineData("CreateTags", "ResourceId.1=T&Tag.1.Key=aws:x&Tag.1.Value=1", "InvalidParameterValue")]
    [InlineData("CreateTags", "ResourceId.1=vol-0123456789abcdef0&Tag.1.Key=x&Tag.1.Value=1", "InvalidID")]
    [InlineData("CreateTags", "ResourceId.1=T", "MissingParameter")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string action, string query, string code)
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        var template = await TemplateOfAsync(bench, 1);
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(parameter => parameter.Split('=')).Select(pair => (pair[0], pair[1] == "T" ? template : pair[1])).ToArray();

        (await ec2.CallAsync(action, parameters)).ErrorCode.Should().Be(code);

        (await ec2.CallAsync("DescribeLaunchTemplates", ("LaunchTemplateId.1", template))).First("latestVersionNumber").Should().Be("1");
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_by_range_and_for_all_templates()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        var template = await TemplateOfAsync(bench, 1);
        foreach (var number in Enumerable.Range(2, 4))
        {
            await ec2.CallAsync("CreateLaunchTemplateVersion", ("LaunchTemplateId", template), ("SourceVersion", "$Latest"), ("VersionDescription", number.ToString(CultureInfo.InvariantCulture)));
        }

        (await VersionsAsync(("LaunchTemplateId", template))).Should().Equal("5", "4", "3", "2", "1");
        (await VersionsAsync(("LaunchTemplateId", template), ("MinVersion", "2"), ("MaxVersion", "3"))).Should().Equal("3", "2");
        (await VersionsAsync(("LaunchTemplateId", template), ("LaunchTemplateVersion.1", "$Latest"), ("LaunchTemplateVersion.2", "1"))).Should().Equal("5", "1");
        (await VersionsAsync(("LaunchTemplateVersion.1", "$Latest"))).Should().Equal("5", "1");
        var first = await ec2.CallAsync("DescribeLaunchTemplateVersions", ("LaunchTemplateId", template), ("MaxResults", "2"));
        (await VersionsAsync(("LaunchTemplateId", template), ("MaxResults", "2"), ("NextToken", first.First("nextToken")!))).Should().Equal("3", "2");

        async Task<IEnumerable<string>> VersionsAsync(params (string, string)[] parameters) => (await ec2.CallAsync("DescribeLaunchTemplateVersions", parameters)).All("versionNumber").Select(number => number.Value);
    }

    [Fact]
    public async Task Tags_are_set_on_instances_templates_and_the_network()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var ec2 = QueryCaller.Ec2(bench.Server.Url);
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var instance = (await ec2.CallAsync("DescribeInstances")).First("instanceId")!;

        var tagged = await ec2.CallAsync("CreateTags", ("ResourceId.1", instance), ("ResourceId.2", await TemplateOfAsync(bench, 1)), ("ResourceId.3", Ec2Fleet.Drill), ("Tag.1.Key", "Drill"), ("Tag.1.Value", "exec-1"));

        tagged.First("return").Should().Be("true");
        foreach (var operation in new[] { "DescribeInstances", "DescribeLaunchTemplates", "DescribeSubnets" })
        {
            (await ec2.CallAsync(operation, ("Filter.1.Name", "tag:Drill"), ("Filter.1.Value.1", "exec-*"))).All("tagSet").Should().ContainSingle(operation);
        }
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_changes_the_template_that_the_launch_configuration_names()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        var aws = new AwsCommandLine(bench.Server.Url);
        var template = (string)(await aws.DrsAsync("get-launch-configuration", "--source-server-id", SimulatorBench.Id(1))).Json["ec2LaunchTemplateID"]!;

        var made = (await aws.RunAsync(
            "ec2", "create-launch-template-version", "--launch-template-id", template, "--source-version", "$Default", "--version-description", "drill",
            "--launch-template-data", $$"""{"InstanceType":"m5.large","NetworkInterfaces":[{"DeviceIndex":0,"SubnetId":"{{Ec2Fleet.Drill}}","Groups":["{{Ec2Fleet.DrillGroup}}"]}],"TagSpecifications":[{"ResourceType":"instance","Tags":[{"Key":"Plan","Value":"x"}]}]}""")).Json["LaunchTemplateVersion"]!;
        var modified = (await aws.RunAsync("ec2", "modify-launch-template", "--launch-template-id", template, "--default-version", "2")).Json["LaunchTemplate"]!;
        var tagged = await aws.RunAsync("ec2", "create-tags", "--resources", template, "--tags", "Key=Owner,Value=me");
        var described = (await aws.RunAsync("ec2", "describe-launch-templates", "--filters", "Name=tag:Owner,Values=me", "--page-size", "1")).Json["LaunchTemplates"]!.AsArray();
        var versions = (await aws.RunAsync("ec2", "describe-launch-template-versions", "--launch-template-id", template, "--versions", "$Default", "$Latest")).Json["LaunchTemplateVersions"]!.AsArray();
        var refused = await aws.RunAsync("ec2", "modify-launch-template", "--launch-template-id", template, "--default-version", "7");

        ((long)made["VersionNumber"]!, (bool)made["DefaultVersion"]!, (string)made["VersionDescription"]!).Should().Be((2, false, "drill"));
        ((long)modified["DefaultVersionNumber"]!).Should().Be(2);
        tagged.ExitCode.Should().Be(0, tagged.Error);
        described.Should().ContainSingle().Which!["LaunchTemplateId"]!.ToString().Should().Be(template);
        versions.Should().ContainSingle();
        var data = versions[0]!["LaunchTemplateData"]!;
        ((string)data["NetworkInterfaces"]![0]!["SubnetId"]!, (string)data["NetworkInterfaces"]![0]!["Groups"]![0]!, (string)data["TagSpecifications"]![0]!["Tags"]![0]!["Key"]!).Should().Be((Ec2Fleet.Drill, Ec2Fleet.DrillGroup, "Plan"));
        refused.Error.Should().Contain("(InvalidLaunchTemplateId.VersionNotFound)");
    }
}
