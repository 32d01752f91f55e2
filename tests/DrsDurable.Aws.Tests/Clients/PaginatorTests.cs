using Amazon.Runtime;
using DrsDurable.Aws.Drs;
using DrsDurable.Aws.Drs.Model;
using DrsDurable.Aws.Tests.Clients.Stub;

namespace DrsDurable.Aws.Tests.Clients;

public class PaginatorTests
{
    private static AwsStub.Answer[] ThreePages(string member) =>
    [
        Answers.Json($$"""{"items":[{"{{member}}":"1"},{"{{member}}":"2"}],"nextToken":"a"}"""),
        Answers.Json("""{"items":[],"nextToken":"b"}"""),
        Answers.Json($$"""{"items":[{"{{member}}":"3"}]}"""),
    ];

    [Fact]
    public async Task Jobs_AreReadPageByPage_AnEmptyOneIncluded()
    {
        await using var clients = await StubClients.StartAsync(ThreePages("jobID"));

        var ids = await ListAsync(clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest { MaxResults = 2 }).Items);

        ids.Select(job => job.JobID).Should().Equal("1", "2", "3");
        clients.Stub.Requests.Select(request => request.Text).Should().Equal(
            """{"maxResults":2}""", """{"maxResults":2,"nextToken":"a"}""", """{"maxResults":2,"nextToken":"b"}""");
    }

    [Fact]
    public async Task LogItems_SourceServers_AndRecoveryInstances_AreReadToTheEnd()
    {
        await using var clients = await StubClients.StartAsync([.. ThreePages("logDateTime"), .. ThreePages("sourceServerID"), .. ThreePages("recoveryInstanceID")]);
        var pages = clients.Drs.Paginators;

        var log = await ListAsync(pages.DescribeJobLogItems(new DescribeJobLogItemsRequest { JobID = "drsjob-3aaaaaaaaaaaaaaaa" }).Items);
        var servers = await ListAsync(pages.DescribeSourceServers(new DescribeSourceServersRequest()).Items);
        var instances = await ListAsync(pages.DescribeRecoveryInstances(new DescribeRecoveryInstancesRequest()).Items);

        log.Select(line => line.LogDateTime).Should().Equal("1", "2", "3");
        servers.Select(server => server.SourceServerID).Should().Equal("1", "2", "3");
        instances.Select(instance => instance.RecoveryInstanceID).Should().Equal("1", "2", "3");
        clients.Stub.Requests.Select(request => request.Target).Should().Equal(
            Enumerable.Repeat("/DescribeJobLogItems", 3).Concat(Enumerable.Repeat("/DescribeSourceServers", 3)).Concat(Enumerable.Repeat("/DescribeRecoveryInstances", 3)));
    }

    [Fact]
    public async Task Responses_GiveWholePages()
    {
        await using var clients = await StubClients.StartAsync(ThreePages("jobID"));

        var pages = await ListAsync(clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest()).Responses);

        pages.Select(page => page.Items!.Count).Should().Equal(2, 0, 1);
    }

    [Fact]
    public async Task PageWithoutItems_IsSkipped()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("""{"nextToken":"a"}"""), Answers.Json("""{"items":[{"jobID":"1"}],"nextToken":""}"""));

        (await ListAsync(clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest()).Items)).Should().ContainSingle();
    }

    [Fact]
    public async Task FirstItems_AreGiven_BeforeTheNextPageIsAskedFor()
    {
        await using var clients = await StubClients.StartAsync(ThreePages("jobID"));

        await foreach (var job in clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest()).Items)
        {
            job.JobID.Should().Be("1");
            break;
        }

        clients.Stub.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task PageThatNamesItself_EndsTheReading()
    {
        await using var clients = await StubClients.StartAsync(Answers.Json("""{"items":[],"nextToken":"a"}"""));

        await FluentActions.Awaiting(() => ListAsync(clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest()).Items)).Should().ThrowAsync<AmazonDrsException>();

        clients.Stub.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Paginator_IsForOneReading()
    {
        await using var clients = await StubClients.StartAsync();
        var paginator = clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest());
        await ListAsync(paginator.Items);

        await FluentActions.Awaiting(() => ListAsync(paginator.Items)).Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Failure_OnALaterPage_ReachesTheReader()
    {
        await using var clients = await StubClients.StartAsync(
            Answers.Json("""{"items":[{"jobID":"1"}],"nextToken":"a"}"""), Answers.Error(400, "ValidationException", """{"message":"token expired"}"""));

        await FluentActions.Awaiting(() => ListAsync(clients.Drs.Paginators.DescribeJobs(new DescribeJobsRequest()).Items)).Should().ThrowAsync<ValidationException>();
    }

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
