using System.Net;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>Answers in the shapes the live service gives, with made-up identifiers.</summary>
public class ResponseTests
{
    [Fact]
    public async Task Job_OfAFinishedDrill_IsRead_WithoutRecoveryInstanceIds()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """
            {"items":[{"arn":"arn:aws:drs:eu-central-1:111122223333:job/drsjob-3aaaaaaaaaaaaaaaa","creationDateTime":"2026-02-07T19:15:38.846723+00:00",
              "endDateTime":"2026-02-07T19:24:32+00:00","initiatedBy":"START_DRILL","jobID":"drsjob-3aaaaaaaaaaaaaaaa","status":"COMPLETED","tags":{},"type":"LAUNCH",
              "participatingServers":[{"launchStatus":"LAUNCHED","sourceServerID":"s-3aaaaaaaaaaaaaaaa"},{"launchStatus":"FAILED","sourceServerID":"s-3bbbbbbbbbbbbbbbb"}]}]}
            """));

        var answer = await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        var job = answer.Items.Should().ContainSingle().Subject;
        job.Status.Should().Be(JobStatus.COMPLETED);
        job.Type.Should().Be(JobType.LAUNCH);
        job.InitiatedBy.Should().Be(InitiatedBy.START_DRILL);
        job.Tags.Should().BeEmpty();
        job.ParticipatingResources.Should().BeNull();
        job.ParticipatingServers!.Select(server => (server.SourceServerID, server.LaunchStatus, server.RecoveryInstanceID)).Should().Equal(
            ("s-3aaaaaaaaaaaaaaaa", LaunchStatus.LAUNCHED, null), ("s-3bbbbbbbbbbbbbbbb", LaunchStatus.FAILED, null));
        DrsTime.Parse(job.CreationDateTime).Should().Be(new DateTimeOffset(2026, 2, 7, 19, 15, 38, 846, 723, TimeSpan.Zero));
        DrsTime.Parse(job.EndDateTime).Should().Be(new DateTimeOffset(2026, 2, 7, 19, 24, 32, TimeSpan.Zero));
        answer.NextToken.Should().BeNull();
        answer.HttpStatusCode.Should().Be(HttpStatusCode.OK);
        answer.ResponseMetadata.RequestId.Should().Be("req-200");
    }

    [Fact]
    public async Task JobLog_IsRead_WithLaunchEnd_AndEmptyEventData()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """
            {"items":[{"event":"JOB_START","eventData":{},"logDateTime":"2026-02-07T19:15:39.204086+00:00"},
              {"event":"CONVERSION_END","eventData":{"conversionServerID":"i-0cccccccccccccccc","sourceServerID":"s-3aaaaaaaaaaaaaaaa","attemptCount":1,"maxAttemptsCount":3,
                 "conversionProperties":{"forceUefi":false,"rootVolumeName":"/dev/sda1","volumeToConversionMap":{"vol-1":{"a":"snap-1"}},"volumeToVolumeSize":{"vol-1":8589934592},
                 "volumeToProductCodes":{"vol-1":[{"productCodeId":"p","productCodeMode":"ENABLED"}]}}}},
              {"event":"LAUNCH_END","eventData":{"sourceServerID":"s-3aaaaaaaaaaaaaaaa","targetInstanceID":"i-0dddddddddddddddd"}},
              {"event":"LAUNCH_FAILED","eventData":{"sourceServerID":"s-3bbbbbbbbbbbbbbbb","rawError":"An error occurred (UnauthorizedOperation) when calling the DeleteVolume operation: …"}}]}
            """));

        var log = (await clients.Drs.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = "drsjob-3aaaaaaaaaaaaaaaa" })).Items!;

        log.Select(line => line.Event).Should().Equal(JobLogEvent.JOB_START, JobLogEvent.CONVERSION_END, JobLogEvent.LAUNCH_END, JobLogEvent.LAUNCH_FAILED);
        log[0].EventData!.SourceServerID.Should().BeNull();
        log[1].EventData!.ConversionServerID.Should().Be("i-0cccccccccccccccc");
        log[1].EventData!.AttemptCount.Should().Be(1);
        log[1].EventData!.ConversionProperties!.VolumeToVolumeSize!["vol-1"].Should().Be(8589934592);
        log[1].EventData!.ConversionProperties!.VolumeToProductCodes!["vol-1"].Single().ProductCodeMode.Should().Be(ProductCodeMode.ENABLED);
        log[2].EventData!.TargetInstanceID.Should().Be("i-0dddddddddddddddd");
        log[3].EventData!.RawError.Should().EndWith("DeleteVolume operation: …");
    }

    [Fact]
    public async Task SourceServer_IsRead_WithTheLowerCaseD_AndTheLastLaunch()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """
            {"items":[{"arn":"arn:aws:drs:eu-central-1:111122223333:source-server/s-3aaaaaaaaaaaaaaaa","sourceServerID":"s-3aaaaaaaaaaaaaaaa","recoveryInstanceId":"i-0aaaaaaaaaaaaaaaa",
              "lastLaunchResult":"SUCCEEDED","replicationDirection":"FAILOVER","tags":{"Tier":"Database"},
              "dataReplicationInfo":{"dataReplicationState":"CONTINUOUS","lagDuration":"P0D",
                "dataReplicationInitiation":{"startDateTime":"2026-02-07T18:54:33.829738+00:00","nextAttemptDateTime":"2026-02-07T19:25:00+00:00","steps":[{"name":"WAIT","status":"SUCCEEDED"}]},
                "replicatedDisks":[{"deviceName":"/dev/nvme0n1","totalStorageBytes":8589934592,"replicatedStorageBytes":8589934592,"rescannedStorageBytes":8589934592,"backloggedStorageBytes":0,"volumeStatus":"REGULAR"}]},
              "lifeCycle":{"addedToServiceDateTime":"2026-02-05T17:42:54.510190+00:00","elapsedReplicationDuration":"P2DT1H32M12.136909S",
                "lastLaunch":{"initiated":{"apiCallDateTime":"2026-02-07T19:15:38.846723+00:00","jobID":"drsjob-3aaaaaaaaaaaaaaaa","type":"DRILL"},"status":"LAUNCHED"}},
              "sourceProperties":{"ramBytes":1002663936,"cpus":[{"cores":2,"modelName":"x"}],"disks":[{"bytes":8589934592,"deviceName":"/dev/nvme0n1"}],"supportsNitroInstances":true,
                "identificationHints":{"awsInstanceID":"i-0bbbbbbbbbbbbbbbb","fqdn":"db01.example","hostname":"db01","vmWareUuid":"u"},
                "networkInterfaces":[{"ips":[],"isPrimary":false,"macAddress":"3206145913297"}],"os":{"fullString":"Linux"}},
              "stagingArea":{"status":"NOT_EXTENDED"},"sourceCloudProperties":{"originAccountID":"111122223333","originRegion":"us-east-1"}}]}
            """));

        var server = (await clients.Drs.DescribeSourceServersAsync(new DescribeSourceServersRequest())).Items!.Single();

        server.RecoveryInstanceId.Should().Be("i-0aaaaaaaaaaaaaaaa");
        server.LastLaunchResult.Should().Be(LastLaunchResult.SUCCEEDED);
        server.LifeCycle!.LastLaunch!.Status.Should().Be(LaunchStatus.LAUNCHED);
        server.LifeCycle.LastLaunch.Initiated.Should().BeEquivalentTo(new { JobID = "drsjob-3aaaaaaaaaaaaaaaa", Type = LastLaunchType.DRILL });
        server.DataReplicationInfo!.DataReplicationState.Should().Be(DataReplicationState.CONTINUOUS);
        server.DataReplicationInfo.ReplicatedDisks!.Single().TotalStorageBytes.Should().Be(8589934592);
        server.DataReplicationInfo.DataReplicationInitiation!.Steps!.Single().Name.Should().Be(DataReplicationInitiationStepName.WAIT);
        server.SourceProperties!.IdentificationHints!.Should().BeEquivalentTo(new { Hostname = "db01", Fqdn = "db01.example", AwsInstanceID = "i-0bbbbbbbbbbbbbbbb", VmWareUuid = "u" });
        server.SourceProperties.Os!.FullString.Should().Be("Linux");
        server.SourceProperties.Cpus!.Single().Cores.Should().Be(2);
        server.SourceProperties.NetworkInterfaces!.Single().Ips.Should().BeEmpty();
        server.SourceProperties.SupportsNitroInstances.Should().BeTrue();
        server.StagingArea!.Status.Should().Be(ExtensionStatus.NOT_EXTENDED);
        server.SourceCloudProperties!.OriginRegion.Should().Be("us-east-1");
        server.Tags.Should().Contain("Tier", "Database");
    }

    [Fact]
    public async Task ServerNeverLaunched_HasAnEmptyLastLaunch()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """{"items":[{"sourceServerID":"s-3aaaaaaaaaaaaaaaa","lastLaunchResult":"NOT_STARTED","lifeCycle":{"lastLaunch":{"initiated":{}}}}]}"""));

        var server = (await clients.Drs.DescribeSourceServersAsync(new DescribeSourceServersRequest())).Items!.Single();

        server.LifeCycle!.LastLaunch!.Initiated!.JobID.Should().BeNull();
        server.LifeCycle.LastLaunch.Status.Should().BeNull();
        server.RecoveryInstanceId.Should().BeNull();
    }

    [Fact]
    public async Task RecoveryInstance_IsRead()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """
            {"items":[{"ec2InstanceID":"i-0aaaaaaaaaaaaaaaa","ec2InstanceState":"SHUTTING-DOWN","isDrill":true,"jobID":"drsjob-3aaaaaaaaaaaaaaaa","recoveryInstanceID":"i-0aaaaaaaaaaaaaaaa",
              "sourceServerID":"s-3aaaaaaaaaaaaaaaa","originEnvironment":"AWS","pointInTimeSnapshotDateTime":"2026-02-07T19:15:38+00:00",
              "failback":{"state":"FAILBACK_NOT_STARTED","elapsedReplicationDuration":"PT0S"},
              "dataReplicationInfo":{"dataReplicationState":"NOT_STARTED","lagDuration":"P0D"},
              "recoveryInstanceProperties":{"disks":[{"internalDeviceName":"/dev/xvda","bytes":1,"ebsVolumeID":"vol-0a"}]}}],"nextToken":"more"}
            """));

        var answer = await clients.Drs.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest());

        var instance = answer.Items!.Single();
        instance.Should().BeEquivalentTo(new
        {
            Ec2InstanceID = "i-0aaaaaaaaaaaaaaaa",
            IsDrill = true,
            JobID = "drsjob-3aaaaaaaaaaaaaaaa",
            RecoveryInstanceID = "i-0aaaaaaaaaaaaaaaa",
            SourceServerID = "s-3aaaaaaaaaaaaaaaa",
        });
        instance.Ec2InstanceState.Should().Be(EC2InstanceState.SHUTTINGDOWN);
        instance.Failback!.State.Should().Be(FailbackState.FAILBACK_NOT_STARTED);
        instance.DataReplicationInfo!.DataReplicationState.Should().Be(RecoveryInstanceDataReplicationState.NOT_STARTED);
        instance.RecoveryInstanceProperties!.Disks!.Single().EbsVolumeID.Should().Be("vol-0a");
        answer.NextToken.Should().Be("more");
    }

    [Fact]
    public async Task UnknownValuesAndMembers_AreCarriedOrIgnored()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """
            {"items":[{"jobID":"drsjob-3aaaaaaaaaaaaaaaa","status":"PAUSED_BY_MOON","type":"TELEPORT","initiatedBy":"","newMember":{"deep":[1,2]},"resultMetadata":5,
              "participatingServers":[{"launchStatus":"HOVERING","sourceServerID":null,"another":true}]}],"contentLength":"not a number","httpStatusCode":"nor this"}
            """));

        var job = (await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items!.Single();

        job.Status!.Value.Should().Be("PAUSED_BY_MOON");
        (job.Status == "PAUSED_BY_MOON").Should().BeTrue();
        job.Type.Should().Be(JobType.FindValue("TELEPORT"));
        job.InitiatedBy.Should().BeNull();
        job.ParticipatingServers!.Single().LaunchStatus!.Value.Should().Be("HOVERING");
        job.ParticipatingServers!.Single().SourceServerID.Should().BeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"items":null,"nextToken":null}""")]
    public async Task AnswerWithoutItems_HasNone(string body)
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(body));

        var answer = await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        answer.Items.Should().BeNull();
        answer.NextToken.Should().BeNull();
    }

    [Fact]
    public async Task TerminateRecoveryInstances_AnswersItsJob()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(
            """{"job":{"jobID":"drsjob-3eeeeeeeeeeeeeeee","type":"TERMINATE","initiatedBy":"TERMINATE_RECOVERY_INSTANCES","status":"PENDING","participatingServers":[]}}"""));

        var answer = await clients.Drs.TerminateRecoveryInstancesAsync(new TerminateRecoveryInstancesRequest { RecoveryInstanceIDs = ["i-0aaaaaaaaaaaaaaaa"] });

        answer.Job!.Type.Should().Be(JobType.TERMINATE);
        answer.Job.InitiatedBy.Should().Be(InitiatedBy.TERMINATE_RECOVERY_INSTANCES);
        answer.Job.ParticipatingServers.Should().BeEmpty();
    }
}
