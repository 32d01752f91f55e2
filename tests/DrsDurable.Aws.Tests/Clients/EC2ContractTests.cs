using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.EC2;
using DrsDurable.Aws.EC2.Model;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Aws.Tests.Simulator.Ec2;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>The EC2 client against the simulator's EC2: they share no type.</summary>
public sealed class EC2ContractTests
{
    private static readonly AwsTarget Target = new(SimulatorBench.Account, "us-east-1");

    [Fact]
    public async Task LaunchTemplate_IsChangedAndLaunchedFrom()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var factory = FactoryFor(bench);
        var ec2 = factory.EC2(Target);
        var template = (await factory.Drs(Target).GetLaunchConfigurationAsync(new GetLaunchConfigurationRequest { SourceServerID = SimulatorBench.Id(1) })).Ec2LaunchTemplateID;

        var made = await ec2.CreateLaunchTemplateVersionAsync(new CreateLaunchTemplateVersionRequest
        {
            LaunchTemplateId = template,
            SourceVersion = "$Default",
            VersionDescription = "drill profile, exec-1",
            LaunchTemplateData = new RequestLaunchTemplateData
            {
                NetworkInterfaces = [new() { DeviceIndex = 0, SubnetId = Ec2Fleet.Drill, Groups = [Ec2Fleet.DrillGroup], AssociatePublicIpAddress = false, DeleteOnTermination = true }],
                IamInstanceProfile = new() { Name = "DrillProfile" },
                TagSpecifications = [new() { ResourceType = ResourceType.Instance, Tags = [new Tag { Key = "Plan", Value = "a & <b> é" }] }],
            },
        });
        var modified = await ec2.ModifyLaunchTemplateAsync(new ModifyLaunchTemplateRequest { LaunchTemplateId = template, DefaultVersion = "2" });
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        bench.Time.Advance(TimeSpan.FromMinutes(5));
        var instance = (await ec2.DescribeInstancesAsync(new DescribeInstancesRequest { Filters = [new Filter { Name = "instance-state-name", Values = ["running"] }] })).Reservations!.Single().Instances!.Single();
        var status = (await ec2.DescribeInstanceStatusAsync(new DescribeInstanceStatusRequest { InstanceIds = [instance.InstanceId!], IncludeAllInstances = true })).InstanceStatuses!.Single();

        made.LaunchTemplateVersion.Should().BeEquivalentTo(new { VersionNumber = 2L, DefaultVersion = false, VersionDescription = "drill profile, exec-1" });
        made.LaunchTemplateVersion!.LaunchTemplateData.Should().BeEquivalentTo(new { InstanceType = InstanceType.C5Large, IamInstanceProfile = new { Name = "DrillProfile" } });
        made.LaunchTemplateVersion.LaunchTemplateData!.NetworkInterfaces!.Single().Should().BeEquivalentTo(new { DeviceIndex = 0, SubnetId = Ec2Fleet.Drill, Groups = new[] { Ec2Fleet.DrillGroup }, AssociatePublicIpAddress = false });
        modified.LaunchTemplate.Should().BeEquivalentTo(new { DefaultVersionNumber = 2L, LatestVersionNumber = 2L });
        modified.LaunchTemplate!.CreateTime!.Value.Kind.Should().Be(DateTimeKind.Utc);
        instance.Should().BeEquivalentTo(new { SubnetId = Ec2Fleet.Drill, State = new { Code = 16, Name = InstanceStateName.Running }, PublicIpAddress = (string?)null });
        instance.SecurityGroups!.Single().Should().BeEquivalentTo(new { GroupId = Ec2Fleet.DrillGroup, GroupName = "isolated" });
        instance.IamInstanceProfile!.Arn.Should().EndWith("instance-profile/DrillProfile");
        instance.Tags.Should().ContainEquivalentOf(new Tag { Key = "Plan", Value = "a & <b> é" });
        status.Status!.Status.Should().Be(SummaryStatus.Ok);
        status.SystemStatus!.Details!.Single().Status.Should().Be(StatusType.Passed);
    }

    [Fact]
    public async Task Lists_AreReadPageByPage()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var factory = FactoryFor(bench);
        var pages = factory.EC2(Target).Paginators;

        (await AllAsync(pages.DescribeLaunchTemplates(new DescribeLaunchTemplatesRequest { MaxResults = 1 }).LaunchTemplates)).Should().HaveCount(2);
        (await AllAsync(pages.DescribeLaunchTemplateVersions(new DescribeLaunchTemplateVersionsRequest { Versions = ["$Default"], MaxResults = 1 }).LaunchTemplateVersions)).Should().HaveCount(2);
        (await AllAsync(pages.DescribeSubnets(new DescribeSubnetsRequest()).Subnets)).Select(subnet => subnet.CidrBlock).Should().Equal("10.10.0.0/24", "10.20.0.0/28");
        (await AllAsync(pages.DescribeSecurityGroups(new DescribeSecurityGroupsRequest { GroupIds = [Ec2Fleet.DrillGroup] }).SecurityGroups)).Single().Description.Should().Be("No way out");
        (await AllAsync(pages.DescribeInstanceTypeOfferings(new DescribeInstanceTypeOfferingsRequest { LocationType = LocationType.AvailabilityZone, MaxResults = 5 }).InstanceTypeOfferings)).Should().HaveCount(6);
        (await AllAsync(pages.DescribeInstances(new DescribeInstancesRequest()).Reservations)).Should().BeEmpty();
        (await AllAsync(pages.DescribeInstanceStatus(new DescribeInstanceStatusRequest()).InstanceStatuses)).Should().BeEmpty();
    }

    [Fact]
    public async Task Error_HasTheServicesCode_AndALostAnswerMakesNoSecondVersion()
    {
        await using var bench = await SimulatorBench.StartAsync(Ec2Fleet.Yaml);
        using var factory = FactoryFor(bench);
        var ec2 = factory.EC2(Target);
        var template = await LaunchTemplateTests.TemplateOfAsync(bench, 1);

        var missing = await ec2.Invoking(client => client.DescribeSubnetsAsync(new DescribeSubnetsRequest { SubnetIds = ["subnet-0dead0dead0dead00"] })).Should().ThrowAsync<AmazonEC2Exception>();
        await bench.FaultAsync(new System.Text.Json.Nodes.JsonObject { ["kind"] = "throttle", ["operation"] = "CreateTags", ["count"] = 1 });
        await ec2.CreateTagsAsync(new CreateTagsRequest { Resources = [template], Tags = [new Tag { Key = "a", Value = "b" }] });
        var request = new CreateLaunchTemplateVersionRequest { LaunchTemplateId = template, SourceVersion = "1" };
        await ec2.CreateLaunchTemplateVersionAsync(request);
        var again = await ec2.CreateLaunchTemplateVersionAsync(request);

        (missing.Which.ErrorCode, missing.Which.Message).Should().Be(("InvalidSubnetID.NotFound", "The subnet ID 'subnet-0dead0dead0dead00' does not exist"));
        missing.Which.RequestId.Should().NotBeNullOrEmpty();
        again.LaunchTemplateVersion!.VersionNumber.Should().Be(2, "the client token stays with the request");
        bench.Simulator.ReadTranscript().Where(entry => entry.Operation == "CreateTags").Select(entry => entry.Status).Should().Equal(503, 200);
    }

    private static AwsClientFactory FactoryFor(SimulatorBench bench)
    {
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [SimulatorBench.Account] = new("simulator", "simulator") };
        return new AwsClientFactory(AwsClientOptions.Simulator(bench.Server.Url, keys), TimeProvider.System, bench.Time);
    }

    private static async Task<IReadOnlyList<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
        {
            all.Add(item);
        }

        return all;
    }
}
