using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Fleet;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class FleetTests
{
    private const string Head = "accounts:\n  - id: \"111122223333\"\n    accessKeyId: a\n    secretAccessKey: b\n    regions:\n      us-east-1:\n        sourceServers:\n";

    [Theory]
    [InlineData("accounts: []", 1, "accounts", "at least one")]
    [InlineData("hello", 1, "", "a map is expected")]
    [InlineData("accounts:\n  - id: 1111", 2, "accounts[0].id", "twelve digits")]
    [InlineData("accounts:\n  - id: \"111122223333\"\n    accesKeyId: x", 3, "accounts[0].accesKeyId", "unknown field")]
    [InlineData("accounts:\n  - id: \"111122223333\"\n    accessKeyId: x", 2, "accounts[0]", "regions is missing")]
    [InlineData(Head + "          - { os: LINUX }", 8, "accounts[0].regions.us-east-1.sourceServers[0]", "hostname is missing")]
    [InlineData(Head + "          - { hostname: a, os: BSD }", 8, "accounts[0].regions.us-east-1.sourceServers[0].os", "LINUX or WINDOWS")]
    [InlineData(Head + "          - { hostname: a }\n          - { hostname: a }", 8, "accounts[0].regions.us-east-1.sourceServers", "hostname a is there twice")]
    [InlineData(Head + "          - { hostname: a, id: s-1 }", 8, "accounts[0].regions.us-east-1.sourceServers[0].id", "17 letters")]
    [InlineData(Head + "          - { hostname: a, replication: perfect }", 8, "accounts[0].regions.us-east-1.sourceServers[0].replication", "CONTINUOUS")]
    [InlineData(Head + "          - { hostname: a, count: 0 }", 8, "accounts[0].regions.us-east-1.sourceServers[0].count", "whole number")]
    [InlineData(Head + "          - { hostname: a, tags: [x] }", 8, "accounts[0].regions.us-east-1.sourceServers[0].tags", "a map is expected")]
    [InlineData(Head + "          - { hostname: a", 8, "", "not valid YAML")]
    public void A_mistake_is_reported_with_file_line_and_field(string yaml, long line, string field, string problem)
    {
        var error = FluentActions.Invoking(() => FleetYaml.Read("fleet.yaml", yaml)).Should().Throw<FleetException>().Which;

        error.Message.Should().StartWith("fleet.yaml:").And.Contain(problem);
        error.Field.Should().Be(field);
        error.Line.Should().BeCloseTo(line, 1, "a node inside a flow map starts where it stands");
    }

    [Fact]
    public void Two_servers_with_one_id_and_two_accounts_with_one_key_are_refused()
    {
        var server = $"          - {{ hostname: a, id: {SimulatorBench.Id(1)} }}\n          - {{ hostname: b, id: {SimulatorBench.Id(1)} }}\n";
        var account = "  - {{ id: \"{0}\", accessKeyId: same, secretAccessKey: b, regions: {{}} }}\n";
        var accounts = "accounts:\n" + string.Format(null, account, "111122223333") + string.Format(null, account, "444455556666");

        FluentActions.Invoking(() => FleetYaml.Read("f", Head + server)).Should().Throw<FleetException>().WithMessage("*f:9: *there twice*");
        FluentActions.Invoking(() => FleetYaml.Read("f", accounts)).Should().Throw<FleetException>().WithMessage("*accessKeyId same is there twice*");
    }

    [Fact]
    public void The_default_fleet_has_one_server_for_each_tier()
    {
        var account = FleetFile.Load(null).Accounts.Should().ContainSingle().Subject;

        (account.Id, account.AccessKeyId, account.SecretAccessKey).Should().Be(("111122223333", "simulator", "simulator"));
        account.Regions.Single().Name.Should().Be("us-east-1");
        account.Regions.Single().SourceServers.Select(server => server.Tags["Tier"]).Should().Equal("Database", "Application", "Web");
    }

    [Fact]
    public void The_large_fleet_has_accounts_Regions_and_unhealthy_servers()
    {
        var fleet = FleetFile.Load("large");
        var servers = fleet.Accounts.SelectMany(account => account.Regions).SelectMany(region => region.SourceServers).ToList();

        FleetFile.Shipped.Should().Equal("large", "three-tier");
        fleet.Accounts.Should().HaveCount(2);
        servers.Should().HaveCount(300);
        fleet.Accounts[0].Regions.Should().Contain(region => !region.Initialized);
        servers.Select(server => server.Replication).Should().Contain(["BACKLOG", "STALLED", "INITIAL_SYNC", "DISCONNECTED"]);
        servers.Single(server => server.Replication == "STALLED").HasRecoveryPoint.Should().BeTrue();
        servers.Single(server => server.Replication == "INITIAL_SYNC").HasRecoveryPoint.Should().BeFalse();
    }

    [Fact]
    public void A_fleet_that_is_not_there_is_named_with_what_is()
    {
        FluentActions.Invoking(() => FleetFile.Load("none.yaml")).Should().Throw<FleetException>().WithMessage("none.yaml: no such file*large, three-tier*");
    }

    [Fact]
    public async Task Ids_follow_the_seed_and_start_with_the_Regions_digit()
    {
        async Task<IReadOnlyList<string>> IdsAsync(long seed)
        {
            await using var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet(["{ hostname: web, count: 3 }"]), new SimulatorOptions { Seed = seed });
            return [.. (await bench.Drs.CallAsync("DescribeSourceServers")).Items.Select(item => (string)item!["sourceServerID"]!)];
        }

        var one = await IdsAsync(1);

        one.Should().OnlyHaveUniqueItems().And.OnlyContain(id => id.StartsWith("s-3") && id.Length == 19);
        (await IdsAsync(1)).Should().Equal(one);
        (await IdsAsync(2)).Should().NotIntersectWith(one);
    }

    [Theory]
    [InlineData("STALLED", "PT3H12M", true)]
    [InlineData("DISCONNECTED", null, false)]
    [InlineData("INITIAL_SYNC", "P0D", false)]
    [InlineData("BACKLOG", "PT14M", true)]
    public async Task Replication_that_is_not_healthy_shows_and_decides_what_can_be_recovered(string state, string? lag, bool recoverable)
    {
        await using var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1, $", replication: {state}")]));

        var replication = (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!["dataReplicationInfo"]!;
        var started = await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));

        ((string)replication["dataReplicationState"]!).Should().Be(state);
        ((string?)replication["lagDuration"]).Should().Be(lag);
        started.Status.Should().Be(recoverable ? 202 : 409);
    }
}
