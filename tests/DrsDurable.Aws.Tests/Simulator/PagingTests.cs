using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Testing.Cases;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class PagingTests
{
    [Theory]
    [InlineData("DescribeJobs", "jobID")]
    [InlineData("DescribeSourceServers", "sourceServerID")]
    [InlineData("DescribeRecoveryInstances", "recoveryInstanceID")]
    public async Task Any_page_size_gives_each_item_once_in_the_same_order(string operation, string id)
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 17);
        foreach (var number in Enumerable.Range(1, 17))
        {
            await bench.StartDrillAsync(number);
        }

        bench.RunToEnd();
        var all = (await bench.Drs.CallAsync(operation)).Items.Select(item => (string)item![id]!).ToList();
        all.Should().HaveCount(17).And.OnlyHaveUniqueItems();
        foreach (var size in Enumerable.Range(1, 18))
        {
            (await ReadAsync(bench, operation, new JsonObject { ["maxResults"] = size }, item => (string)item[id]!)).Should().Equal(all, "page size {0}", size);
        }
    }

    [Fact]
    public async Task The_job_log_pages_one_by_one()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1, 2, 3);
        bench.RunToEnd();
        var all = (await bench.LogAsync(jobID)).Select(item => item.ToJsonString()).ToList();

        (await ReadAsync(bench, "DescribeJobLogItems", new JsonObject { ["jobID"] = jobID, ["maxResults"] = 1 }, item => item.ToJsonString())).Should().Equal(all);
    }

    [Fact]
    public async Task What_arrives_between_pages_neither_repeats_nor_hides_anything()
    {
        var seed = TestSeed.Or(20260131);
        var random = new Random(seed);
        await using var bench = await SimulatorBench.StartAsync(servers: 12);
        foreach (var number in Enumerable.Range(1, 6))
        {
            await bench.StartDrillAsync(number);
        }

        var before = (await bench.Drs.CallAsync("DescribeJobs")).Items.Select(item => (string)item!["jobID"]!).ToList();
        var next = 7;
        var seen = await ReadAsync(bench, "DescribeJobs", new JsonObject { ["maxResults"] = 1 }, item => (string)item["jobID"]!, async () =>
        {
            if (next <= 12 && random.Next(2) == 0)
            {
                await bench.StartDrillAsync(next++);
            }
        });

        seen.Should().Equal(before, "seed {0}: latest first, so that new jobs come before the page", seed);
    }

    [Fact]
    public async Task A_page_holds_fifty_items_unless_asked_or_a_fault_says_otherwise()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 60);

        (await bench.Drs.CallAsync("DescribeSourceServers")).Items.Should().HaveCount(50);
        await bench.FaultAsync(new JsonObject { ["kind"] = "pageSize", ["size"] = 7, ["operation"] = "DescribeSourceServers" });
        (await bench.Drs.CallAsync("DescribeSourceServers")).Items.Should().HaveCount(7);
        (await bench.Drs.CallAsync("DescribeSourceServers", new JsonObject { ["maxResults"] = 60 })).Items.Should().HaveCount(60);
    }

    [Fact]
    public async Task A_token_serves_only_the_call_it_came_from()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var token = (string)(await bench.Drs.CallAsync("DescribeSourceServers", new JsonObject { ["maxResults"] = 1 }))["nextToken"]!;

        (await bench.Drs.CallAsync("DescribeRecoveryInstances", new JsonObject { ["nextToken"] = token })).ErrorType.Should().Be("ValidationException");
        (await bench.Drs.CallAsync("DescribeSourceServers", JsonNode.Parse($$$"""{"nextToken":"{{{token}}}","filters":{"sourceServerIDs":["{{{SimulatorBench.Id(1)}}}"]}}"""))).ErrorType.Should().Be("ValidationException");
        (await bench.Drs.CallAsync("DescribeSourceServers", new JsonObject { ["nextToken"] = token })).Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task Jobs_are_filtered_by_id_and_by_date()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var first = await bench.StartDrillAsync(1);
        bench.Time.Advance(TimeSpan.FromMinutes(10));
        var second = await bench.StartDrillAsync(2);

        (await FindAsync(bench, $$$"""{"jobIDs":["{{{first}}}","drsjob-3ffffffffffffffff"]}""")).Should().Equal(first);
        (await FindAsync(bench, """{"fromDate":"2030-01-01T00:05:00Z"}""")).Should().Equal(second);
        (await FindAsync(bench, """{"toDate":"2030-01-01T00:05:00Z"}""")).Should().Equal(first);
        (await FindAsync(bench, """{"jobIDs":[]}""")).Should().Equal(second, first);
    }

    [Fact]
    public async Task Recovery_instances_are_found_by_their_source_server()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1, 2);
        bench.RunToEnd();

        var found = await bench.Drs.CallAsync("DescribeRecoveryInstances", JsonNode.Parse($$$"""{"filters":{"sourceServerIDs":["{{{SimulatorBench.Id(2)}}}"]}}"""));

        found.Items.Select(item => (string)item!["sourceServerID"]!).Should().Equal(SimulatorBench.Id(2));
    }

    private static async Task<IReadOnlyList<string>> FindAsync(SimulatorBench bench, string filters) =>
        [.. (await bench.Drs.CallAsync("DescribeJobs", new JsonObject { ["filters"] = JsonNode.Parse(filters) })).Items.Select(item => (string)item!["jobID"]!)];

    private static async Task<IReadOnlyList<string>> ReadAsync(SimulatorBench bench, string operation, JsonObject request, Func<JsonNode, string> id, Func<Task>? between = null)
    {
        var seen = new List<string>();
        while (true)
        {
            var page = await bench.Drs.CallAsync(operation, request);
            page.Status.Should().Be(200, page.Text);
            seen.AddRange(page.Items.Select(item => id(item!)));
            if (page.Body!["nextToken"] is not { } token)
            {
                return seen;
            }

            request["nextToken"] = (string)token!;
            await (between?.Invoke() ?? Task.CompletedTask);
        }
    }
}
