using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;

namespace DrsDurable.Aws.Tests.Simulator;

/// <summary>What refuses a StartRecovery, and which refusal comes first when several apply.</summary>
public sealed class AdmissionTests
{
    private const string Unknown = "s-3fffffffffffffff0";

    /// <summary>The checks in their order. A request that breaks two of them is answered with the earlier.</summary>
    private static readonly string[] Order = ["throttle", "uninitialized", "invalid", "denied", "unknown", "duplicate", "tooMany", "jobs", "allServers", "busy", "noSnapshot"];

    private static readonly Dictionary<string, (int Status, string Code, string? Quota)> Answers = new(StringComparer.Ordinal)
    {
        ["throttle"] = (429, "ThrottlingException", null),
        ["uninitialized"] = (400, "UninitializedAccountException", null),
        ["invalid"] = (400, "ValidationException", null),
        ["denied"] = (403, "AccessDeniedException", null),
        ["unknown"] = (404, "ResourceNotFoundException", null),
        ["duplicate"] = (400, "ValidationException", null),
        ["tooMany"] = (402, "ServiceQuotaExceededException", "L-B827C881"),
        ["jobs"] = (402, "ServiceQuotaExceededException", "L-D88FAC3A"),
        ["allServers"] = (402, "ServiceQuotaExceededException", "L-05AFA8C6"),
        ["busy"] = (409, "ConflictException", null),
        ["noSnapshot"] = (409, "ConflictException", null),
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (index, first) in Order.Index())
            {
                foreach (var second in Order[index..])
                {
                    pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_earlier_check_answers_and_nothing_changes(string first, string second)
    {
        var breaches = new HashSet<string>(StringComparer.Ordinal) { first, second };
        await using var bench = await BenchFor(breaches);
        var jobsBefore = (await bench.Drs.CallAsync("DescribeJobs")).Text;
        var expected = Answers[first];
        using var caller = new DrsCaller(bench.Server.Url, region: breaches.Contains("uninitialized") ? "eu-west-1" : SimulatorBench.Region);
        if (breaches.Contains("throttle"))
        {
            await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["operation"] = "StartRecovery" });
        }

        var answer = await caller.CallAsync("StartRecovery", RequestFor(breaches));

        answer.Status.Should().Be(expected.Status, answer.Text);
        answer.ErrorType.Should().Be(expected.Code);
        ((string?)answer.Body!["quotaCode"]).Should().Be(expected.Quota);
        (await bench.Drs.CallAsync("DescribeJobs")).Text.Should().Be(jobsBefore);
    }

    [Fact]
    public async Task A_busy_server_is_refused_in_the_words_of_the_service_and_the_whole_request_with_it()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);

        var answer = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1, 2));

        answer.Status.Should().Be(409);
        ((string)answer["message"]!).Should().Be("One or more of the Source Servers included in API call are currently being processed by a Job");
        answer.Body!.AsObject().Should().ContainKeys("code", "resourceId", "resourceType");
        await bench.StartDrillAsync(2, 3);
    }

    [Fact]
    public async Task A_terminate_job_holds_its_server_and_a_completed_job_does_not()
    {
        await using var bench = await SimulatorBench.StartAsync();
        await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var instance = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["recoveryInstanceID"]!;
        var terminate = new JsonObject { ["recoveryInstanceIDs"] = new JsonArray(instance) };
        (await bench.Drs.CallAsync("TerminateRecoveryInstances", terminate)).Status.Should().Be(200);

        (await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1))).ErrorType.Should().Be("ConflictException");
        (await bench.Drs.CallAsync("TerminateRecoveryInstances", terminate)).ErrorType.Should().Be("ConflictException");
        bench.RunToEnd();
        (await bench.Drs.CallAsync("TerminateRecoveryInstances", terminate)).ErrorType.Should().Be("ResourceNotFoundException", "the record is gone by then");
        await bench.StartDrillAsync(1);
    }

    [Fact]
    public async Task Twenty_jobs_run_and_the_twenty_first_waits_for_a_place()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 21);
        foreach (var number in Enumerable.Range(1, 20))
        {
            await bench.StartDrillAsync(number);
        }

        var refused = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(21));
        bench.RunToEnd();

        refused.Status.Should().Be(402);
        ((string)refused["quotaCode"]!).Should().Be("L-D88FAC3A");
        ((string)refused["serviceCode"]!).Should().Be("drs");
        await bench.StartDrillAsync(21);
    }

    [Fact]
    public async Task A_job_takes_100_servers_and_all_jobs_together_500()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 501);

        (await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(Enumerable.Range(1, 101))))["quotaCode"].ToString().Should().Be("L-B827C881");
        foreach (var job in Enumerable.Range(0, 5))
        {
            await bench.StartDrillAsync([.. Enumerable.Range(1 + (job * 100), 100)]);
        }

        (await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(501)))["quotaCode"].ToString().Should().Be("L-05AFA8C6");
    }

    [Theory]
    [InlineData("""{}""", "sourceServers")]
    [InlineData("""{"sourceServers":[]}""", "sourceServers")]
    [InlineData("""{"sourceServers":"s-30000000000000001"}""", "sourceServers")]
    [InlineData("""{"sourceServers":[{}]}""", "sourceServers[0].sourceServerID")]
    [InlineData("""{"sourceServers":[{"sourceServerID":"s-XXXXXXXXXXXXXXXX!"}]}""", "sourceServers[0].sourceServerID")]
    [InlineData("""{"sourceServers":[{"sourceServerID":"s-30000000000000001","recoverySnapshotID":"pit-1"}]}""", "sourceServers[0].recoverySnapshotID")]
    [InlineData("""{"sourceServers":[{"sourceServerID":"s-30000000000000001"}],"isDrill":"true"}""", "isDrill")]
    [InlineData("""{"sourceServers":[{"sourceServerID":"s-30000000000000001"}],"tags":{"a":1}}""", "tags.a")]
    [InlineData("""{"sourceServers":[{"sourceServerID":"s-30000000000000001"},{"sourceServerID":"s-30000000000000001"}]}""", "sourceServers[1].sourceServerID")]
    public async Task A_member_that_breaks_the_model_is_named(string request, string field)
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await bench.Drs.CallAsync("StartRecovery", JsonNode.Parse(request));

        answer.Status.Should().Be(400);
        ((string)answer["reason"]!).Should().Be("fieldValidationFailed");
        answer["fieldList"].AsArray().Select(item => (string)item!["name"]!).Should().Equal(field);
    }

    [Theory]
    [InlineData("DescribeJobs", """{"filters":{"jobIDs":["drsjob-1"]}}""", "filters.jobIDs[0]")]
    [InlineData("DescribeJobs", """{"filters":{"fromDate":"2026-01-01T00:00:00+00:00"}}""", "filters.fromDate")]
    [InlineData("DescribeJobs", """{"maxResults":0}""", "maxResults")]
    [InlineData("DescribeJobs", """{"nextToken":"bm90IG91cnM"}""", "nextToken")]
    [InlineData("DescribeJobLogItems", """{}""", "jobID")]
    [InlineData("DescribeSourceServers", """{"filters":{"sourceServerIDs":[7]}}""", "filters.sourceServerIDs[0]")]
    [InlineData("DescribeRecoveryInstances", """{"filters":{"recoveryInstanceIDs":["x"]}}""", "filters.recoveryInstanceIDs[0]")]
    [InlineData("TerminateRecoveryInstances", """{"recoveryInstanceIDs":[]}""", "recoveryInstanceIDs")]
    public async Task Every_operation_checks_its_members(string operation, string request, string field)
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await bench.Drs.CallAsync(operation, JsonNode.Parse(request));

        answer.Status.Should().Be(400, answer.Text);
        answer.ErrorType.Should().Be("ValidationException");
        answer["fieldList"].AsArray().Select(item => (string)item!["name"]!).Should().Equal(field);
    }

    [Fact]
    public async Task A_list_over_the_models_maximum_is_a_validation_error_not_a_quota()
    {
        await using var bench = await SimulatorBench.StartAsync(servers: 201);

        var answer = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(Enumerable.Range(1, 201)));

        answer.ErrorType.Should().Be("ValidationException");
    }

    [Fact]
    public async Task Permissions_are_checked_for_each_action_and_for_tags()
    {
        const string denied = "    deniedActions: [\"drs:TagResource\", \"drs:DescribeRecoveryInstances\", \"drs:TerminateRecoveryInstances\"]\n";
        await using var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1)], denied));
        var tagged = SimulatorBench.Servers(1);
        tagged["tags"] = new JsonObject { ["Owner"] = "test" };

        (await bench.Drs.CallAsync("StartRecovery", tagged)).Text.Should().Contain("is not authorized to perform: drs:TagResource");
        (await bench.Drs.CallAsync("DescribeRecoveryInstances")).Should().Match<DrsAnswer>(answer => answer.Status == 403 && answer.ErrorType == "AccessDeniedException");
        (await bench.Drs.CallAsync("TerminateRecoveryInstances", new JsonObject { ["recoveryInstanceIDs"] = new JsonArray("i-00000000000000000") })).ErrorType.Should().Be("AccessDeniedException");
        await bench.StartDrillAsync(1);
    }

    [Fact]
    public async Task Operations_that_are_not_there_are_answered_properly()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var modelled = await bench.Drs.CallAsync("InitializeService");
        var invented = await bench.Drs.CallAsync("LaunchEverything");
        var broken = await bench.Drs.SendAsync("POST", "/DescribeJobs", "{", TimeProvider.System.GetUtcNow());

        modelled.Should().Match<DrsAnswer>(answer => answer.Status == 400 && answer.ErrorType == "ValidationException");
        ((string)modelled["reason"]!).Should().Be("unknownOperation");
        invented.Should().Match<DrsAnswer>(answer => answer.Status == 404 && answer.ErrorType == "UnknownOperationException");
        ((string)broken["reason"]!).Should().Be("cannotParse");
    }

    private static async Task<SimulatorBench> BenchFor(HashSet<string> breaches)
    {
        // Small quotas reach every limit with few servers: 1-5 are healthy, 6 was never synchronised, 7 and 8 are in jobs.
        var servers = Enumerable.Range(1, 8).Select(number => SimulatorBench.ServerLine(number, number == 6 ? ", replication: INITIAL_SYNC" : ""));
        var account = breaches.Contains("denied") ? "    deniedActions: [\"drs:StartRecovery\"]\n" : "";
        var options = new SimulatorOptions
        {
            Quotas = new()
            {
                ServersPerJob = 4,
                ConcurrentJobs = breaches.Contains("jobs") ? 2 : 20,
                ServersInAllJobs = breaches.Contains("allServers") ? 2 : 500,
            },
        };
        var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet(servers, account), options);
        if (!breaches.Contains("denied"))
        {
            await bench.StartDrillAsync(7);
            await bench.StartDrillAsync(8);
        }

        return bench;
    }

    private static JsonObject RequestFor(HashSet<string> breaches)
    {
        var ids = new List<string> { SimulatorBench.Id(1) };
        if (breaches.Contains("tooMany"))
        {
            ids.AddRange([SimulatorBench.Id(2), SimulatorBench.Id(3), SimulatorBench.Id(4), SimulatorBench.Id(5)]);
        }

        if (breaches.Contains("duplicate"))
        {
            ids.Add(SimulatorBench.Id(1));
        }

        if (breaches.Contains("busy"))
        {
            ids.Add(SimulatorBench.Id(7));
        }

        if (breaches.Contains("noSnapshot"))
        {
            ids.Add(SimulatorBench.Id(6));
        }

        if (breaches.Contains("unknown"))
        {
            ids.Add(Unknown);
        }

        var request = new JsonObject { ["sourceServers"] = new JsonArray([.. ids.Select(id => (JsonNode)new JsonObject { ["sourceServerID"] = id })]), ["isDrill"] = true };
        if (breaches.Contains("invalid"))
        {
            request["isDrill"] = "yes";
        }

        return request;
    }
}
