using System.Text.Json.Nodes;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class RequestTests
{
    private const string JobAnswer = """{"job":{"jobID":"drsjob-3aaaaaaaaaaaaaaaa"}}""";

    public static TheoryData<string, string> BodiesByOperation => new()
    {
        { "StartRecovery", """{"sourceServers":[{"sourceServerID":"s-3aaaaaaaaaaaaaaaa","recoverySnapshotID":"pit-3bbbbbbbbbbbbbbbb"}],"isDrill":false,"tags":{"Plan":"é \u0022x\u0022"}}""" },
        { "TerminateRecoveryInstances", """{"recoveryInstanceIDs":["i-0aaaaaaaaaaaaaaaa"]}""" },
        { "DescribeJobs", """{"filters":{"jobIDs":["drsjob-3aaaaaaaaaaaaaaaa"],"fromDate":"2026-11-20T10:00:00.000Z"},"maxResults":7,"nextToken":"t"}""" },
        { "DescribeJobLogItems", """{"jobID":"drsjob-3aaaaaaaaaaaaaaaa"}""" },
        { "DescribeSourceServers", """{"filters":{}}""" },
        { "DescribeRecoveryInstances", """{"filters":{"sourceServerIDs":["s-3aaaaaaaaaaaaaaaa"]}}""" },
    };

    [Theory]
    [MemberData(nameof(BodiesByOperation))]
    public async Task EveryOperation_IsASignedPostOnItsOwnPath_WithTheMembersThatAreSet(string operation, string body)
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(JobAnswer));

        await CallAsync(clients.Drs, operation);

        var request = clients.Stub.Requests.Should().ContainSingle().Subject;
        request.Method.Should().Be("POST");
        request.Target.Should().Be("/" + operation);
        request.Headers["content-type"].Should().Be("application/json");
        JsonNode.DeepEquals(JsonNode.Parse(request.Text), JsonNode.Parse(body))
            .Should().BeTrue($"the body was {request.Text}");
        request.Signature.Should().Be(new SignatureVerdict(true, AwsStub.AccessKeyId, "eu-central-1", "drs"));
    }

    [Fact]
    public async Task Signature_WithAnotherSecret_IsSeenAsInvalidByTheStub()
    {
        await using var clients = await StubClients.StartAsync();
        clients.Stub.Secrets[AwsStub.AccessKeyId] = "something else";

        await clients.Drs.DescribeJobsAsync(new DescribeJobsRequest());

        clients.Stub.Requests.Single().Signature.Valid.Should().BeFalse();
    }

    [Fact]
    public async Task IsDrill_False_IsWritten()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json(JobAnswer, 202));

        await clients.Drs.StartRecoveryAsync(new StartRecoveryRequest { SourceServers = [new() { SourceServerID = "s-3aaaaaaaaaaaaaaaa" }], IsDrill = false });

        clients.Stub.Requests.Single().Json.GetProperty("isDrill").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task TwoRegions_AreSignedForThemselves_ThoughTheyShareAnAddress()
    {
        await using var clients = await StubClients.StartAsync();

        await clients.Factory.Drs(new AwsTarget(StubClients.Account, "us-east-1")).DescribeJobsAsync(new DescribeJobsRequest());
        await clients.Factory.Drs(new AwsTarget(StubClients.Account, "ap-south-2")).DescribeJobsAsync(new DescribeJobsRequest());

        clients.Stub.Requests.Select(request => request.Signature.Region).Should().Equal("us-east-1", "ap-south-2");
        clients.Stub.Requests.Should().OnlyContain(request => request.Signature.Valid);
    }

    private static Task CallAsync(IAmazonDrs drs, string operation) => operation switch
    {
        "StartRecovery" => drs.StartRecoveryAsync(new StartRecoveryRequest
        {
            SourceServers = [new() { SourceServerID = "s-3aaaaaaaaaaaaaaaa", RecoverySnapshotID = "pit-3bbbbbbbbbbbbbbbb" }],
            IsDrill = false,
            Tags = new() { ["Plan"] = "é \"x\"" },
        }),
        "TerminateRecoveryInstances" => drs.TerminateRecoveryInstancesAsync(new TerminateRecoveryInstancesRequest { RecoveryInstanceIDs = ["i-0aaaaaaaaaaaaaaaa"] }),
        "DescribeJobs" => drs.DescribeJobsAsync(new DescribeJobsRequest
        {
            Filters = new()
            {
                JobIDs = ["drsjob-3aaaaaaaaaaaaaaaa"],
                FromDate = DrsTime.Format(new DateTimeOffset(2026, 11, 20, 11, 0, 0, TimeSpan.FromHours(1))),
            },
            MaxResults = 7,
            NextToken = "t",
        }),
        "DescribeJobLogItems" => drs.DescribeJobLogItemsAsync(new DescribeJobLogItemsRequest { JobID = "drsjob-3aaaaaaaaaaaaaaaa" }),
        "DescribeSourceServers" => drs.DescribeSourceServersAsync(new DescribeSourceServersRequest { Filters = new() }),
        "DescribeRecoveryInstances" => drs.DescribeRecoveryInstancesAsync(new DescribeRecoveryInstancesRequest { Filters = new() { SourceServerIDs = ["s-3aaaaaaaaaaaaaaaa"] } }),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
