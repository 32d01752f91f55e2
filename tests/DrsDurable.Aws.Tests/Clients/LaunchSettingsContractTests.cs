using System.Net;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>Launch configuration, recovery snapshots, tags and staging accounts: client and simulator share no type.</summary>
public sealed class LaunchSettingsContractTests
{
    [Fact]
    public async Task LaunchConfiguration_IsReadAndChanged()
    {
        await using var aws = await SimulatedAws.StartAsync();

        var before = await aws.Drs.GetLaunchConfigurationAsync(new GetLaunchConfigurationRequest { SourceServerID = SimulatedAws.Database });
        var after = await aws.Drs.UpdateLaunchConfigurationAsync(new UpdateLaunchConfigurationRequest
        {
            SourceServerID = SimulatedAws.Database,
            Name = "database",
            LaunchDisposition = LaunchDisposition.STOPPED,
            TargetInstanceTypeRightSizingMethod = TargetInstanceTypeRightSizingMethod.NONE,
            CopyPrivateIp = true,
            Licensing = new Licensing { OsByol = true },
            RecoveryMode = RecoveryMode.FAST,
            LaunchIntoInstanceProperties = new LaunchIntoInstanceProperties { LaunchIntoEC2InstanceID = "i-0123456789abcdef0" },
        });
        var read = await aws.Drs.GetLaunchConfigurationAsync(new GetLaunchConfigurationRequest { SourceServerID = SimulatedAws.Database });

        before.Should().BeEquivalentTo(new { LaunchDisposition = LaunchDisposition.STARTED, CopyPrivateIp = false, CopyTags = false, Name = "" });
        before.Ec2LaunchTemplateID.Should().StartWith("lt-");
        after.Should().BeEquivalentTo(new
        {
            SourceServerID = SimulatedAws.Database,
            Name = "database",
            LaunchDisposition = LaunchDisposition.STOPPED,
            TargetInstanceTypeRightSizingMethod = TargetInstanceTypeRightSizingMethod.NONE,
            CopyPrivateIp = true,
            CopyTags = false,
            RecoveryMode = RecoveryMode.FAST,
            before.Ec2LaunchTemplateID,
        });
        read.Should().BeEquivalentTo(after, options => options.Excluding(answer => answer.ResponseMetadata).Excluding(answer => answer.ContentLength));
        read.LaunchIntoInstanceProperties!.LaunchIntoEC2InstanceID.Should().Be("i-0123456789abcdef0");
        read.Licensing!.OsByol.Should().BeTrue();
    }

    [Fact]
    public async Task LaunchConfiguration_OfAnUnknownServer_IsNotFound_AndABadMemberNamed()
    {
        await using var aws = await SimulatedAws.StartAsync();

        var missing = await aws.Drs.Invoking(drs => drs.GetLaunchConfigurationAsync(new GetLaunchConfigurationRequest { SourceServerID = "s-3000000000000ffff" })).Should().ThrowAsync<ResourceNotFoundException>();
        var invalid = await aws.Drs.Invoking(drs => drs.UpdateLaunchConfigurationAsync(new UpdateLaunchConfigurationRequest { SourceServerID = SimulatedAws.Database, LaunchDisposition = "PAUSED" }))
            .Should().ThrowAsync<ValidationException>();

        missing.Which.ResourceId.Should().Be("s-3000000000000ffff");
        invalid.Which.FieldList!.Single().Name.Should().Be("launchDisposition");
    }

    [Fact]
    public async Task RecoverySnapshots_ArePagedToTheEnd()
    {
        await using var aws = await SimulatedAws.StartAsync();
        var request = new DescribeRecoverySnapshotsRequest { SourceServerID = SimulatedAws.Database, Order = RecoverySnapshotsOrder.DESC, MaxResults = 10 };

        var snapshots = new List<RecoverySnapshot>();
        await foreach (var snapshot in aws.Drs.Paginators.DescribeRecoverySnapshots(request).Items)
        {
            snapshots.Add(snapshot);
        }

        snapshots.Count.Should().BeGreaterThan(10);
        snapshots.Select(snapshot => DrsTime.Parse(snapshot.ExpectedTimestamp)).Should().BeInDescendingOrder().And.NotContainNulls();
        snapshots.Should().OnlyContain(snapshot => snapshot.SourceServerID == SimulatedAws.Database && snapshot.EbsSnapshots!.Count == 1);
    }

    [Fact]
    public async Task Tags_AreSetListedAndRemoved()
    {
        await using var aws = await SimulatedAws.StartAsync();
        var arn = (await aws.Drs.DescribeSourceServersAsync(new DescribeSourceServersRequest())).Items![0].Arn;

        await aws.Drs.TagResourceAsync(new TagResourceRequest { ResourceArn = arn, Tags = new() { ["Owner"] = "é ü/+ %", ["Gone soon & so on"] = "1" } });
        await aws.Drs.UntagResourceAsync(new UntagResourceRequest { ResourceArn = arn, TagKeys = ["Gone soon & so on", "never there"] });

        (await aws.Drs.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceArn = arn })).Tags.Should()
            .BeEquivalentTo(new Dictionary<string, string> { ["Owner"] = "é ü/+ %", ["Tier"] = "Database" });
    }

    [Fact]
    public async Task Tags_WithoutAnArn_AreNotSent()
    {
        await using var aws = await SimulatedAws.StartAsync();

        await aws.Drs.Invoking(drs => drs.ListTagsForResourceAsync(new ListTagsForResourceRequest())).Should().ThrowAsync<AmazonDrsException>().WithMessage("*ResourceArn*");

        aws.Simulator.ReadTranscript().Should().BeEmpty();
    }

    [Fact]
    public async Task StagingServers_AreListed_AndExtended()
    {
        await using var aws = await SimulatedAws.StartAsync(fleet: SimulatedAws.StagingFleet);

        var accounts = new List<string?>();
        await foreach (var account in aws.Drs.Paginators.ListStagingAccounts(new ListStagingAccountsRequest { MaxResults = 1 }).Accounts)
        {
            accounts.Add(account.AccountID);
        }

        var servers = await aws.Drs.ListExtensibleSourceServersAsync(new ListExtensibleSourceServersRequest { StagingAccountID = "444455556666" });
        var extended = await aws.Drs.CreateExtendedSourceServerAsync(new CreateExtendedSourceServerRequest { SourceServerArn = servers.Items!.Single().Arn, Tags = new() { ["Tier"] = "Web" } });
        var left = await aws.Drs.ListExtensibleSourceServersAsync(new ListExtensibleSourceServersRequest { StagingAccountID = "444455556666" });

        accounts.Should().Equal("444455556666");
        servers.Items![0].Hostname.Should().Be("staged");
        extended.HttpStatusCode.Should().Be(HttpStatusCode.Created);
        extended.SourceServer!.StagingArea.Should().BeEquivalentTo(new { Status = ExtensionStatus.EXTENDED, StagingAccountID = "444455556666", StagingSourceServerArn = servers.Items[0].Arn });
        left.Items.Should().BeEmpty();
    }
}
