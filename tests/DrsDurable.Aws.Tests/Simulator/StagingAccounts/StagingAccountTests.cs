using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Fleet;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.StagingAccounts;

public sealed class StagingAccountTests
{
    private const string Staging = "444455556666";

    private const string Fleet =
        """
        accounts:
          - id: "111122223333"
            accessKeyId: simulator
            secretAccessKey: simulator
            regions:
              us-east-1:
                stagingAccounts: ["444455556666", "777788889999"]
                sourceServers: [ { id: s-30000000000000001, hostname: own } ]
                extendedSourceServers: [ { stagingAccount: "444455556666", hostname: first, tags: { Tier: Web } } ]
          - id: "444455556666"
            accessKeyId: staging
            secretAccessKey: staging
            regions:
              us-east-1:
                sourceServers:
                  - { id: s-30000000000000011, hostname: first, tags: { Home: staging } }
                  - { id: s-30000000000000012, hostname: second, os: WINDOWS, tags: { Home: staging } }
                  - { id: s-30000000000000013, hostname: third }
          - { id: "777788889999", accessKeyId: other, secretAccessKey: other, regions: { us-east-1: { sourceServers: [] } } }
        """;

    [Fact]
    public async Task Staging_accounts_are_listed_page_by_page_by_GET()
    {
        await using var bench = await SimulatorBench.StartAsync(Fleet);

        var first = await bench.Drs.CallAsync("GET", "/ListStagingAccounts?maxResults=1");
        var second = await bench.Drs.CallAsync("GET", $"/ListStagingAccounts?maxResults=1&nextToken={(string)first["nextToken"]!}");

        first["accounts"].ToJsonString().Should().Be("""[{"accountID":"444455556666"}]""");
        second["accounts"].ToJsonString().Should().Be("""[{"accountID":"777788889999"}]""");
        second.Body!["nextToken"].Should().BeNull();
        (await bench.Drs.CallAsync("GET", "/ListStagingAccounts?maxResults=51")).ErrorType.Should().Be("ValidationException");
        (await bench.Drs.CallAsync("GET", "/ListStagingAccounts?maxResults=x")).ErrorType.Should().Be("ValidationException");
        (await bench.Drs.CallAsync("GET", "/ListStagingAccounts")).Body!["accounts"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task What_is_extended_is_extensible_no_longer_and_is_a_server_here_after_a_restart_too()
    {
        using var folder = new TemporaryFolder();
        var options = new SimulatorOptions { DataPath = folder["data"] };
        string extended;
        await using (var bench = await SimulatorBench.StartAsync(Fleet, options))
        {
            (await ExtensibleAsync(bench)).Items.Select(item => (string)item!["hostname"]!).Should().Equal("second", "third");

            var answer = await ExtendAsync(bench, Arn("s-30000000000000012"), """{"Tier":"App"}""");

            answer.Status.Should().Be(201, answer.Text);
            var server = answer["sourceServer"];
            extended = (string)server["sourceServerID"]!;
            extended.Should().MatchRegex("^s-3[0-9a-f]{16}$").And.NotBe("s-30000000000000012");
            server["stagingArea"]!.ToJsonString().Should().Be("""{"stagingAccountID":"444455556666","stagingSourceServerArn":"arn:aws:drs:us-east-1:444455556666:source-server/s-30000000000000012","status":"EXTENDED"}""");
            server["tags"]!.ToJsonString().Should().Be("""{"Tier":"App"}""");
            ((string)server["sourceProperties"]!["identificationHints"]!["hostname"]!).Should().Be("second");
            (await ExtensibleAsync(bench)).Items.Select(item => (string)item!["hostname"]!).Should().Equal("third");
        }

        await using var again = await SimulatorBench.StartAsync(Fleet, options);
        (await again.Drs.CallAsync("DescribeSourceServers")).Items.Select(item => (string)item!["sourceServerID"]!).Should().HaveCount(3).And.EndWith(extended);
        var filtered = await again.Drs.CallAsync("DescribeSourceServers", JsonNode.Parse($$$"""{"filters":{"stagingAccountIDs":["{{{Staging}}}"]}}"""));
        filtered.Items.Should().HaveCount(2).And.OnlyContain(item => (string)item!["stagingArea"]!["stagingAccountID"]! == Staging);
    }

    [Fact]
    public async Task An_extended_server_can_be_drilled()
    {
        await using var bench = await SimulatorBench.StartAsync(Fleet);
        var id = (string)(await bench.Drs.CallAsync("DescribeSourceServers")).Items[1]!["sourceServerID"]!;

        var started = await bench.Drs.CallAsync("StartRecovery", JsonNode.Parse($$"""{"isDrill":true,"sourceServers":[{"sourceServerID":"{{id}}"}]}"""));
        bench.RunToEnd();

        started.Status.Should().Be(202, started.Text);
        ((string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["sourceServerID"]!).Should().Be(id);
    }

    [Theory]
    [InlineData("arn:aws:drs:us-east-1:444455556666:source-server/s-3000000000000ffff", 404, "ResourceNotFoundException")]
    [InlineData("arn:aws:drs:us-west-2:444455556666:source-server/s-30000000000000012", 404, "ResourceNotFoundException")]
    [InlineData("arn:aws:drs:us-east-1:999999999999:source-server/s-30000000000000012", 403, "AccessDeniedException")]
    [InlineData("arn:aws:drs:us-east-1:444455556666:source-server/s-30000000000000011", 400, "ValidationException")]
    [InlineData("arn:aws:drs:us-east-1:444455556666:job/s-30000000000000011-longer", 400, "ValidationException")]
    public async Task What_cannot_be_extended_is_refused(string arn, int status, string error)
    {
        await using var bench = await SimulatorBench.StartAsync(Fleet);

        var answer = await ExtendAsync(bench, arn, "{}");

        (answer.Status, answer.ErrorType).Should().Be((status, error), answer.Text);
    }

    [Fact]
    public async Task Only_accounts_that_gave_access_are_asked_for_extensible_servers()
    {
        await using var bench = await SimulatorBench.StartAsync(Fleet);

        (await ExtensibleAsync(bench, "123456789012")).ErrorType.Should().Be("AccessDeniedException");
        (await ExtensibleAsync(bench, "44445555")).ErrorType.Should().Be("ValidationException");
    }

    [Theory]
    [InlineData("stagingAccounts: [\"444455556666\", \"777788889999\"]", "stagingAccounts: [\"000000000000\"]", "staging account 000000000000")]
    [InlineData("hostname: first, tags: { Tier: Web }", "hostname: nobody", "extended source server nobody")]
    public void A_fleet_that_stages_nowhere_is_refused(string good, string bad, string problem)
    {
        FluentActions.Invoking(() => FleetYaml.Read("f", Fleet.Replace(good, bad, StringComparison.Ordinal))).Should().Throw<FleetException>().WithMessage($"*{problem}*");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_lists_extends_and_pages()
    {
        await using var bench = await SimulatorBench.StartAsync(Fleet);
        var aws = new AwsCommandLine(bench.Server.Url);

        var accounts = (await aws.DrsAsync("list-staging-accounts", "--page-size", "1")).Json["accounts"]!.AsArray();
        var servers = (await aws.DrsAsync("list-extensible-source-servers", "--staging-account-id", Staging, "--page-size", "1")).Json["items"]!.AsArray();
        var extended = (await aws.DrsAsync("create-extended-source-server", "--source-server-arn", (string)servers[0]!["arn"]!, "--tags", "A=b")).Json;

        accounts.Select(account => (string)account!["accountID"]!).Should().Equal(Staging, "777788889999");
        servers.Select(server => (string)server!["hostname"]!).Should().Equal("second", "third");
        ((string)extended["sourceServer"]!["stagingArea"]!["status"]!).Should().Be("EXTENDED");
    }

    private static string Arn(string id) => $"arn:aws:drs:us-east-1:{Staging}:source-server/{id}";

    private static Task<DrsAnswer> ExtensibleAsync(SimulatorBench bench, string account = Staging) =>
        bench.Drs.CallAsync("ListExtensibleSourceServers", new JsonObject { ["stagingAccountID"] = account });

    private static Task<DrsAnswer> ExtendAsync(SimulatorBench bench, string arn, string tags) =>
        bench.Drs.CallAsync("CreateExtendedSourceServer", new JsonObject { ["sourceServerArn"] = arn, ["tags"] = JsonNode.Parse(tags) });
}
