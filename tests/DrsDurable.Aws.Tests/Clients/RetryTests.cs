using System.Net;
using Amazon.Runtime;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class RetryTests
{
    private static readonly AwsStub.Answer Throttled = Answers.Error(429, "ThrottlingException", """{"message":"slow down"}""");

    /// <summary>Everything a client might take as a reason to send again.</summary>
    public static TheoryData<string> Mishaps => ["throttled", "too many requests", "internal error", "html 503", "dropped", "broken in the middle", "clock skew", "redirect"];

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task StartRecovery_IsSentOnce_WhateverHappens(string mishap)
    {
        await using var clients = await StubClients.StartAsync(Mishap(mishap));

        await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<Exception>();

        clients.Stub.Requests.Should().ContainSingle();
        clients.Time.Waits.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task TerminateRecoveryInstances_IsSentOnce_WhateverHappens(string mishap)
    {
        await using var clients = await StubClients.StartAsync(Mishap(mishap));

        await clients.Drs.Invoking(drs => drs.TerminateRecoveryInstancesAsync(new TerminateRecoveryInstancesRequest { RecoveryInstanceIDs = ["i-0aaaaaaaaaaaaaaaa"] }))
            .Should().ThrowAsync<Exception>();

        clients.Stub.Requests.Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task StartRecovery_OnAConnectionThatWasUsedBefore_IsSentOnce(string mishap)
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("{}"), Mishap(mishap));
        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<Exception>();

        clients.Stub.Requests.Select(request => request.Target).Should().Equal("/DescribeJobs", "/StartRecovery");
    }

    [Theory]
    [InlineData("throttled")]
    [InlineData("too many requests")]
    [InlineData("internal error")]
    [InlineData("html 503")]
    [InlineData("dropped")]
    [InlineData("broken in the middle")]
    [InlineData("clock skew")]
    public async Task Read_IsTriedAgain_UntilItSucceeds(string mishap)
    {
        await using var clients = await StubClients.StartAsync(Mishap(mishap), Mishap(mishap), Answers.Json("""{"items":[{"jobID":"drsjob-3aaaaaaaaaaaaaaaa"}]}"""));

        var jobs = await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        jobs.Items.Should().ContainSingle();
        clients.Stub.Requests.Should().HaveCount(3);
        clients.Stub.Requests.Should().OnlyContain(request => request.Signature.Valid);
        clients.Time.Waits.Should().HaveCount(2).And.OnlyContain(wait => wait <= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Read_ThatNeverSucceeds_FailsAfterFourAttempts_WithTheLastError()
    {
        await using var clients = await StubClients.StartAsync(Throttled);

        await clients.Drs.Invoking(drs => drs.DescribeSourceServersAsync(new DescribeSourceServersRequest())).Should().ThrowAsync<ThrottlingException>();

        clients.Stub.Requests.Should().HaveCount(4);
    }

    [Theory]
    [InlineData(409, "ConflictException")]
    [InlineData(402, "ServiceQuotaExceededException")]
    [InlineData(400, "ValidationException")]
    [InlineData(403, "AccessDeniedException")]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(400, "UninitializedAccountException")]
    public async Task Read_RefusedForGood_IsNotTriedAgain(int status, string code)
    {
        await using var clients = await StubClients.StartAsync(Answers.Error(status, code, """{"message":"no"}"""));

        await clients.Drs.Invoking(drs => drs.DescribeJobsAsync(new DescribeJobsRequest())).Should().ThrowAsync<AmazonDrsException>();

        clients.Stub.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("6", 6)]
    [InlineData("3600", 20)]
    public async Task Read_WaitsAsLongAsTheServiceAsked_WithinLimits(string asked, int seconds)
    {
        await using var clients = await StubClients.StartAsync(Answers.Error(429, "ThrottlingException", """{"message":"m"}""", asked), Answers.Json("{}"));

        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        clients.Time.Waits.Should().Equal(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task ClientMadeByHand_SendsActsOnceToo()
    {
        await using var stub = await AwsStub.StartAsync(Throttled);
        using var drs = new AmazonDrsClient(
            new BasicAWSCredentials(AwsStub.AccessKeyId, AwsStub.Secret),
            new AmazonDrsConfig { ServiceURL = stub.Url.AbsoluteUri, AuthenticationRegion = "eu-central-1", MaxErrorRetry = 5 });

        await drs.Invoking(client => client.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<ThrottlingException>();

        stub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task UnreadableAnswer_ToAnAct_IsAnErrorOfItsOwn_AndNotSentAgain()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("""{"job":{"jobID":""", 202));

        var error = (await clients.Drs.Invoking(drs => drs.StartRecoveryAsync(StubClients.Drill)).Should().ThrowAsync<AmazonUnmarshallingException>()).Which;

        error.StatusCode.Should().Be(HttpStatusCode.Accepted);
        clients.Stub.Requests.Should().ContainSingle();
    }

    private static AwsStub.Answer Mishap(string name) => name switch
    {
        "throttled" => Throttled,
        "too many requests" => Answers.Error(429, "TooManyRequestsException", "{}"),
        "internal error" => Answers.Error(500, "InternalServerException", """{"message":"oops"}"""),
        "html 503" => Answers.Html(503),
        "dropped" => Answers.Drop,
        "broken in the middle" => Answers.BreakInTheMiddle,
        "clock skew" => async context =>
        {
            context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1)).ToString("R");
            await Answers.Error(403, "RequestTimeTooSkewed", """{"message":"The difference between the request time and the current time is too large."}""")(context);
        }
        ,
        "redirect" => async context =>
        {
            context.Response.Headers.Location = $"http://{context.Request.Host}/elsewhere";
            await Answers.Json("{}", 307)(context);
        }
        ,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
