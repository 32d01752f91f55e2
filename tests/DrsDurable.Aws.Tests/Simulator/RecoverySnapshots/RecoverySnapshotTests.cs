using System.Globalization;
using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.RecoverySnapshots;

public sealed class RecoverySnapshotTests
{
    [Fact]
    public async Task The_default_policy_keeps_six_points_of_ten_minutes_24_hours_and_7_days()
    {
        await using var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1)]));
        bench.Time.Advance(TimeSpan.FromDays(10));
        var now = bench.Time.GetUtcNow();

        var ages = (await AllAsync(bench)).Select(item => now - Time(item["expectedTimestamp"]!)).ToList();

        ages.Count(age => age <= TimeSpan.FromHours(1)).Should().Be(6);
        ages.Count(age => age <= TimeSpan.FromDays(1)).Should().BeInRange(28, 30, "hours, and those of the ten minutes that fall on the hour");
        ages.Max().Should().BeGreaterThan(TimeSpan.FromDays(5)).And.BeLessThan(TimeSpan.FromDays(7));
        ages.Should().BeInDescendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_point_keeps_its_id_and_the_newest_has_no_timestamp_while_it_is_taken()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var taking = 0;
        for (var step = 0; step < 160; step++)
        {
            foreach (var item in await AllAsync(bench))
            {
                var (id, expected) = ((string)item["snapshotID"]!, (string)item["expectedTimestamp"]!);
                id.Should().MatchRegex("^pit-3[0-9a-f]{16}$");
                seen.TryAdd(id, expected);
                seen[id].Should().Be(expected);
                taking += item["timestamp"] is null ? 1 : 0;
            }

            bench.Time.Advance(TimeSpan.FromSeconds(4));
        }

        taking.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task It_is_filtered_ordered_and_paged()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var all = (await AllAsync(bench)).Select(item => item.ToJsonString()).ToList();
        var from = bench.Time.GetUtcNow().AddHours(-3);

        (await PagedAsync(bench, new JsonObject { ["order"] = "DESC", ["maxResults"] = 1 })).Should().Equal(Enumerable.Reverse(all));
        (await PagedAsync(bench, new JsonObject { ["maxResults"] = 3 })).Should().Equal(all);
        (await PagedAsync(bench, new JsonObject { ["filters"] = new JsonObject { ["fromDateTime"] = from.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) } }))
            .Should().Equal(all.Where(item => Time(JsonNode.Parse(item)!["expectedTimestamp"]!) >= from)).And.NotBeEmpty();
        (await CallAsync(bench, new JsonObject { ["order"] = "UP" })).ErrorType.Should().Be("ValidationException");
    }

    [Fact]
    public async Task A_server_never_synchronised_has_none_and_a_stalled_one_only_old_ones()
    {
        await using var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1, ", replication: INITIAL_SYNC"), SimulatorBench.ServerLine(2, ", replication: STALLED")]));

        (await AllAsync(bench)).Should().BeEmpty();
        var newest = Time((await AllAsync(bench, 2))[^1]["expectedTimestamp"]!);
        (bench.Time.GetUtcNow() - newest).Should().BeGreaterThan(TimeSpan.FromHours(3));
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_lists_them()
    {
        await using var bench = await SimulatorBench.StartAsync();

        var listed = (await new AwsCommandLine(bench.Server.Url).DrsAsync("describe-recovery-snapshots", "--source-server-id", SimulatorBench.Id(1), "--order", "DESC", "--page-size", "20")).Json;

        listed["items"]!.AsArray().Select(item => item!.ToJsonString()).Should().HaveSameCount(await AllAsync(bench));
    }

    private static Task<DrsAnswer> CallAsync(SimulatorBench bench, JsonObject members, int number = 1)
    {
        members["sourceServerID"] = SimulatorBench.Id(number);
        return bench.Drs.CallAsync("DescribeRecoverySnapshots", members);
    }

    private static async Task<IReadOnlyList<JsonNode>> AllAsync(SimulatorBench bench, int number = 1) => [.. (await CallAsync(bench, new JsonObject { ["maxResults"] = 1000 }, number)).Items!];

    private static async Task<IReadOnlyList<string>> PagedAsync(SimulatorBench bench, JsonObject members)
    {
        var items = new List<string>();
        while (true)
        {
            var page = await CallAsync(bench, members);
            items.AddRange(page.Items.Select(item => item!.ToJsonString()));
            if (page.Body!["nextToken"] is not { } token)
            {
                return items;
            }

            members["nextToken"] = (string)token!;
        }
    }

    private static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
