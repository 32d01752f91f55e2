using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Aws.Tests.Simulator.Sts;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>Roles of target accounts through the product's own client factory.</summary>
public sealed class RoleContractTests
{
    private static readonly AwsTarget Target = new(RoleFleet.Target, "us-east-1", RoleFleet.RoleArn)
    {
        ExternalId = RoleFleet.ExternalId,
        SessionName = "exec-42",
        SourceIdentity = "exec-42",
    };

    [Fact]
    public async Task Target_IsWorkedWithInASessionOfItsRole_NamedAfterTheExecution()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var factory = FactoryFor(bench);

        var servers = await factory.Drs(Target).DescribeSourceServersAsync(new DescribeSourceServersRequest());
        var identity = await factory.Sts(Target).GetCallerIdentityAsync(new GetCallerIdentityRequest());

        servers.Items!.Single().SourceServerID.Should().Be("s-30000000000000001");
        identity.Arn.Should().Be("arn:aws:sts::444455556666:assumed-role/DrsDurable/exec-42");
        bench.Simulator.ReadTranscript().Select(entry => entry.Operation).Should().Equal("AssumeRole", "DescribeSourceServers", "GetCallerIdentity");
    }

    [Fact]
    public async Task Session_IsRenewedFiveMinutesBeforeItExpires_OnSimulatedTime()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var factory = FactoryFor(bench);

        foreach (var minutes in new[] { 0, 54, 2, 53, 3, 600 })
        {
            bench.Time.Advance(TimeSpan.FromMinutes(minutes));
            await factory.Drs(Target).DescribeJobsAsync(new DescribeJobsRequest());
        }

        bench.Simulator.ReadTranscript().Select(entry => entry.Operation).Should().Equal(
            "AssumeRole", "DescribeJobs", "DescribeJobs", "AssumeRole", "DescribeJobs", "DescribeJobs", "AssumeRole", "DescribeJobs", "AssumeRole", "DescribeJobs");
    }

    [Fact]
    public async Task WrongExternalId_IsTheServicesRefusal_AndNothingElseIsSent()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var factory = FactoryFor(bench);

        var refusal = await factory.Drs(Target with { ExternalId = "wrong" }).Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonSecurityTokenServiceException>();

        refusal.Which.ErrorCode.Should().Be("AccessDenied");
        bench.Simulator.ReadTranscript().Select(entry => entry.Operation).Should().Equal("AssumeRole");
    }

    [Fact]
    public async Task RenewalThatFails_DoesNoHarm_WhileTheCredentialsAreGood()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var factory = FactoryFor(bench);
        await factory.Drs(Target).DescribeJobsAsync(new DescribeJobsRequest());
        await bench.FaultAsync(new System.Text.Json.Nodes.JsonObject { ["kind"] = "throttle", ["operation"] = "AssumeRole" });

        bench.Time.Advance(TimeSpan.FromMinutes(57));
        await factory.Drs(Target).DescribeJobsAsync(new DescribeJobsRequest());
        bench.Time.Advance(TimeSpan.FromMinutes(3));
        await factory.Drs(Target).Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonSecurityTokenServiceException>();
    }

    [Fact]
    public async Task ClientsOfManySessions_AreNotKeptForEver()
    {
        await using var bench = await SimulatorBench.StartAsync(RoleFleet.Yaml);
        using var factory = FactoryFor(bench, maxTargets: 4);
        var first = factory.Drs(Target);

        factory.Drs(Target).Should().BeSameAs(first);
        foreach (var number in Enumerable.Range(1, 20))
        {
            factory.Drs(Target with { SessionName = $"exec-{number}" });
        }

        factory.Drs(Target).Should().NotBeSameAs(first);
        await first.DescribeJobsAsync(new DescribeJobsRequest());
    }

    private static AwsClientFactory FactoryFor(SimulatorBench bench, int maxTargets = 512)
    {
        var keys = new Dictionary<string, AccessKey>(StringComparer.Ordinal) { [RoleFleet.Home] = new("simulator", "simulator") };
        var options = AwsClientOptions.Simulator(bench.Server.Url, keys) with { SimulatorHomeAccountId = RoleFleet.Home, MaxTargets = maxTargets, MaxReadRetries = 0 };
        return new AwsClientFactory(options, TimeProvider.System, bench.Time);
    }
}
