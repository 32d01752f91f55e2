using System.Net;
using Amazon.Runtime;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using Quotas = DrsDurable.Simulator.Jobs.Quotas;

namespace DrsDurable.Aws.Tests.Clients;

/// <summary>Client and simulator share no type: what they agree on here went over the wire.</summary>
public class SimulatorContractTests
{
    [Fact]
    public async Task Drill_FromStartToTermination()
    {
        await using var aws = await SimulatedAws.StartAsync();

        var started = await aws.Drs.StartRecoveryAsync(Drill(SimulatedAws.Database, SimulatedAws.Application));
        var jobID = started.Job!.JobID!;
        started.HttpStatusCode.Should().Be(HttpStatusCode.Accepted);
        started.Job.Should().BeEquivalentTo(new { Status = JobStatus.PENDING, Type = JobType.LAUNCH, InitiatedBy = InitiatedBy.START_DRILL, EndDateTime = (string?)null });
        started.Job.ParticipatingServers!.Select(server => server.SourceServerID).Should().BeEquivalentTo(SimulatedAws.Database, SimulatedAws.Application);

        var servers = await aws.Drs.DescribeSourceServersAsync(new DescribeSourceServersRequest { Filters = new() { SourceServerIDs = [SimulatedAws.Database] } });
        var initiated = servers.Items!.Single().LifeCycle!.LastLaunch!.Initiated!;
        initiated.JobID.Should().Be(jobID);
        initiated.Type.Should().Be(LastLaunchType.DRILL);
        DrsTime.Parse(initiated.ApiCallDateTime).Should().NotBeNull();

        aws.FinishJobs();
        var job = (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest { Filters = new() { JobIDs = [jobID] } })).Items!.Single();
        job.Status.Should().Be(JobStatus.COMPLETED);
        job.ParticipatingServers.Should().OnlyContain(server => server.LaunchStatus == LaunchStatus.LAUNCHED);
        DrsTime.Parse(job.EndDateTime).Should().BeAfter(DrsTime.Parse(job.CreationDateTime)!.Value);

        var log = (await aws.Drs.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = jobID })).Items!;
        log[0].Event.Should().Be(JobLogEvent.JOB_START);
        log[^1].Event.Should().Be(JobLogEvent.JOB_END);
        log.Select(line => DrsTime.Parse(line.LogDateTime)).Should().NotContainNulls().And.BeInAscendingOrder();
        var launched = log.Where(line => line.Event == JobLogEvent.LAUNCH_END).ToDictionary(line => line.EventData!.SourceServerID!, line => line.EventData!.TargetInstanceID);
        launched.Should().HaveCount(2);

        var instances = (await aws.Drs.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest())).Items!;
        instances.Should().HaveCount(2).And.OnlyContain(instance => instance.JobID == jobID && instance.IsDrill == true);
        instances.Should().OnlyContain(instance => instance.Ec2InstanceID == launched[instance.SourceServerID!]);

        var terminated = await aws.Drs.TerminateRecoveryInstancesAsync(
            new TerminateRecoveryInstancesRequest { RecoveryInstanceIDs = [.. instances.Select(instance => instance.RecoveryInstanceID!)] });
        terminated.HttpStatusCode.Should().Be(HttpStatusCode.OK);
        terminated.Job!.Type.Should().Be(JobType.TERMINATE);
        aws.FinishJobs();
        var left = (await aws.Drs.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest())).Items ?? [];
        left.Should().NotContain(instance => instance.Ec2InstanceState != EC2InstanceState.TERMINATED);
        aws.Simulator.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task PagesOfOne_HoldTheSameAsOnePage()
    {
        await using var aws = await SimulatedAws.StartAsync();
        foreach (var server in new[] { SimulatedAws.Database, SimulatedAws.Application })
        {
            await aws.Drs.StartRecoveryAsync(Drill(server));
        }

        aws.FinishJobs();
        var jobs = (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items!;
        var log = (await aws.Drs.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = jobs[0].JobID })).Items!;
        var pages = aws.Drs.Paginators;

        (await ListAsync(pages.DescribeJobs(new DescribeJobsRequest { MaxResults = 1 }).Items)).Should().BeEquivalentTo(jobs, options => options.WithStrictOrdering()).And.HaveCount(2);
        (await ListAsync(pages.DescribeJobLogItems(new DescribeJobLogItemsRequest { JobID = jobs[0].JobID, MaxResults = 1 }).Items)).Should().BeEquivalentTo(log, options => options.WithStrictOrdering());
        (await ListAsync(pages.DescribeSourceServers(new DescribeSourceServersRequest { MaxResults = 1 }).Items)).Should().HaveCount(2);
        (await ListAsync(pages.DescribeRecoveryInstances(new DescribeRecoveryInstancesRequest { MaxResults = 1 }).Items)).Should().HaveCount(2);
    }

    [Fact]
    public async Task BusyServer_IsAConflict_AndRefused()
    {
        await using var aws = await SimulatedAws.StartAsync();
        await aws.Drs.StartRecoveryAsync(Drill(SimulatedAws.Database));
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var conflict = (await aws.Drs.Invoking(drs => drs.StartRecoveryAsync(Drill(SimulatedAws.Application, SimulatedAws.Database))).Should().ThrowAsync<ConflictException>()).Which;

        conflict.StatusCode.Should().Be(HttpStatusCode.Conflict);
        conflict.Message.Should().Be("One or more of the Source Servers included in API call are currently being processed by a Job");
        guard.OutcomeOf(conflict).Should().Be(CallOutcome.Refused);
        (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task FullQuota_IsNamed()
    {
        await using var aws = await SimulatedAws.StartAsync(new Quotas { ConcurrentJobs = 1 });
        await aws.Drs.StartRecoveryAsync(Drill(SimulatedAws.Database));

        var full = (await aws.Drs.Invoking(drs => drs.StartRecoveryAsync(Drill(SimulatedAws.Application))).Should().ThrowAsync<ServiceQuotaExceededException>()).Which;

        full.Should().BeEquivalentTo(new { StatusCode = HttpStatusCode.PaymentRequired, QuotaCode = "L-D88FAC3A", ServiceCode = "drs" });
    }

    [Fact]
    public async Task WrongSecret_IsASignatureError()
    {
        await using var aws = await SimulatedAws.StartAsync(secret: "the wrong secret");

        var error = (await aws.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>()).Which;

        error.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        error.ErrorCode.Should().Be("InvalidSignatureException");
        aws.Simulator.ReadTranscript().Should().NotContain(entry => entry.Status == 200);
    }

    [Fact]
    public async Task RegionWithoutDrs_SaysSo()
    {
        await using var aws = await SimulatedAws.StartAsync();

        await aws.DrsIn("eu-west-1").Invoking(drs => drs.DescribeSourceServersAsync(new DescribeSourceServersRequest())).Should().ThrowAsync<UninitializedAccountException>();
    }

    [Fact]
    public async Task InvalidField_IsNamed()
    {
        await using var aws = await SimulatedAws.StartAsync();

        var invalid = (await aws.Drs.Invoking(drs => drs.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = "job-1" })).Should().ThrowAsync<ValidationException>()).Which;

        invalid.Reason.Should().Be(ValidationExceptionReason.FieldValidationFailed);
        invalid.FieldList.Should().Contain(field => field.Name == "jobID");
    }

    [Fact]
    public async Task AnswerLostAfterAcceptance_IsUnknown_AndTheJobIsThere_Once()
    {
        await using var aws = await SimulatedAws.StartAsync();
        await aws.AddFaultAsync(new { kind = "dropAfterAccept", operation = "StartRecovery", count = 1 });
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var failure = (await aws.Drs.Invoking(drs => drs.StartRecoveryAsync(Drill(SimulatedAws.Database))).Should().ThrowAsync<Exception>()).Which;

        guard.OutcomeOf(failure).Should().Be(CallOutcome.Unknown);
        (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items.Should().ContainSingle().Which.ParticipatingServers.Should().ContainSingle();
        aws.Simulator.ReadTranscript().Count(entry => entry.Operation == "StartRecovery").Should().Be(1);
    }

    [Theory]
    [InlineData("before", 0)]
    [InlineData("after", 1)]
    public async Task AnswerHeldTooLong_IsUnknown_WhetherOrNotAJobBegan(string when, int jobs)
    {
        await using var aws = await SimulatedAws.StartAsync(actTimeout: TimeSpan.FromMilliseconds(500));
        await aws.AddFaultAsync(new { kind = "hold", when, operation = "StartRecovery", count = 1 });
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var failure = (await aws.Drs.Invoking(drs => drs.StartRecoveryAsync(Drill(SimulatedAws.Database))).Should().ThrowAsync<IOException>()).Which;

        guard.OutcomeOf(failure).Should().Be(CallOutcome.Unknown);
        (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items.Should().HaveCount(jobs);
    }

    [Fact]
    public async Task ThrottledAct_IsRefused_AndThrottledReadsComeThrough()
    {
        await using var aws = await SimulatedAws.StartAsync();
        await aws.AddFaultAsync(new { kind = "throttle", operation = "StartRecovery", retryAfterSeconds = 9, count = 1 });
        await aws.AddFaultAsync(new { kind = "throttle", operation = "DescribeJobs", count = 1 });
        using var guard = SendGuard.Enter(_ => Task.CompletedTask);

        var throttled = (await aws.Drs.Invoking(drs => drs.StartRecoveryAsync(Drill(SimulatedAws.Database))).Should().ThrowAsync<ThrottlingException>()).Which;

        RetryAfter.Of(throttled).Should().Be(TimeSpan.FromSeconds(9));
        guard.OutcomeOf(throttled).Should().Be(CallOutcome.Refused);
        ((await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items ?? []).Should().BeEmpty();
    }

    [Fact]
    public async Task ValueNobodyKnows_IsCarried()
    {
        await using var aws = await SimulatedAws.StartAsync();
        await aws.Drs.StartRecoveryAsync(Drill(SimulatedAws.Database));
        await aws.AddFaultAsync(new { kind = "unknownEnum", field = "launchStatus", value = "HOVERING" });

        var job = (await aws.Drs.DescribeJobsAsync(new DescribeJobsRequest())).Items!.Single();

        job.ParticipatingServers!.Single().LaunchStatus!.Value.Should().Be("HOVERING");
    }

    private static StartRecoveryRequest Drill(params string[] servers) =>
        new() { SourceServers = [.. servers.Select(id => new StartRecoveryRequestSourceServer { SourceServerID = id })], IsDrill = true };

    private static async Task<List<T>> ListAsync<T>(IPaginatedEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
