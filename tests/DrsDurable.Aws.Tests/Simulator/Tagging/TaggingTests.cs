using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Aws.Tests.Simulator.Tagging;

public sealed class TaggingTests
{
    private static readonly string _server = Arn($"source-server/{SimulatorBench.Id(1)}");

    [Fact]
    public async Task Tags_are_added_overwritten_and_removed_and_show_on_the_server()
    {
        using var folder = new TemporaryFolder();
        var options = new SimulatorOptions { DataPath = folder["data"] };
        await using (var bench = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1, ", tags: { Tier: Web }")]), options))
        {
            (await TagAsync(bench, _server, """{"Tier":"Database","Name with space":"a/b","Owner":"x"}""")).Should().Match<DrsAnswer>(answer => answer.Status == 200 && answer.Text.Length == 0);
            (await UntagAsync(bench, _server, "Owner", "never there")).Status.Should().Be(200);

            (await TagsAsync(bench, _server)).Should().Be("""{"Name with space":"a/b","Tier":"Database"}""");
            (await bench.Drs.CallAsync("DescribeSourceServers")).Items[0]!["tags"]!.ToJsonString().Should().Be("""{"Name with space":"a/b","Tier":"Database"}""");
        }

        await using var again = await SimulatorBench.StartAsync(SimulatorBench.Fleet([SimulatorBench.ServerLine(1, ", tags: { Tier: Web }")]), options);
        (await TagsAsync(again, _server)).Should().Be("""{"Name with space":"a/b","Tier":"Database"}""");
    }

    [Fact]
    public async Task Jobs_and_recovery_instances_have_tags_too()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var job = await bench.StartDrillAsync(1);
        bench.RunToEnd();
        var instance = (string)(await bench.Drs.CallAsync("DescribeRecoveryInstances")).Items[0]!["recoveryInstanceID"]!;

        foreach (var arn in new[] { Arn($"job/{job}"), Arn($"recovery-instance/{instance}") })
        {
            (await TagAsync(bench, arn, """{"Drill":"yes"}""")).Status.Should().Be(200);
            (await TagsAsync(bench, arn)).Should().Be("""{"Drill":"yes"}""");
        }

        ((string)(await bench.JobAsync(job))["tags"]!["Drill"]!).Should().Be("yes");
    }

    [Theory]
    [InlineData("arn:aws:drs:us-east-1:111122223333:source-server/s-3000000000000ffff", 404, "ResourceNotFoundException")]
    [InlineData("arn:aws:drs:us-west-2:111122223333:source-server/s-30000000000000001", 404, "ResourceNotFoundException")]
    [InlineData("arn:aws:drs:us-east-1:999999999999:source-server/s-30000000000000001", 404, "ResourceNotFoundException")]
    [InlineData("not-an-arn-of-any-resource", 400, "ValidationException")]
    public async Task A_resource_that_is_not_there_is_told_from_an_ARN_that_is_none(string arn, int status, string error)
    {
        await using var bench = await SimulatorBench.StartAsync();

        foreach (var answer in new[] { await TagAsync(bench, arn, """{"a":"b"}"""), await UntagAsync(bench, arn, "a"), await ListAsync(bench, arn) })
        {
            (answer.Status, answer.ErrorType).Should().Be((status, error));
        }
    }

    [Theory]
    [InlineData("""{"aws:x":"1"}""", "tags.aws:x")]
    [InlineData("""{"":"1"}""", "tags.")]
    [InlineData("""{"a":1}""", "tags.a")]
    public async Task Tags_that_no_resource_can_have_are_refused_by_name(string tags, string field)
    {
        await using var bench = await SimulatorBench.StartAsync();

        var answer = await TagAsync(bench, _server, tags);

        ((string)answer["fieldList"][0]!["name"]!).Should().Be(field);
        (await TagsAsync(bench, _server)).Should().Be("{}");
    }

    [Fact]
    public async Task Keys_and_values_have_at_most_256_characters_and_a_resource_at_most_50_tags()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var longest = new string('k', 256);
        var forty = new JsonObject(Enumerable.Range(1, 49).Select(number => KeyValuePair.Create($"key{number}", (JsonNode?)"v"))).ToJsonString();

        (await TagAsync(bench, _server, $$"""{"{{longest}}x":"v"}""")).ErrorType.Should().Be("ValidationException");
        (await TagAsync(bench, _server, $$"""{"{{longest}}":"{{longest}}"}""")).Status.Should().Be(200);
        (await TagAsync(bench, _server, forty)).Status.Should().Be(200);
        var refused = await TagAsync(bench, _server, """{"one":"more","key1":"w"}""");
        ((string)refused["fieldList"][0]!["message"]!).Should().Contain("more than 50 tags");
        (await TagAsync(bench, _server, """{"key1":"w"}""")).Status.Should().Be(200, "a key that is there already is no further tag");
    }

    [AwsCliFact]
    public async Task The_AWS_CLI_tags_lists_and_untags()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var aws = new AwsCommandLine(bench.Server.Url);

        (await aws.DrsAsync("tag-resource", "--resource-arn", _server, "--tags", "Plan=one two,Owner=me")).ExitCode.Should().Be(0);
        (await aws.DrsAsync("untag-resource", "--resource-arn", _server, "--tag-keys", "Owner", "a b")).ExitCode.Should().Be(0);

        (await aws.DrsAsync("list-tags-for-resource", "--resource-arn", _server)).Json["tags"]!.ToJsonString().Should().Be("""{"Plan":"one two"}""");
        (await aws.DrsAsync("list-tags-for-resource", "--resource-arn", _server + "x")).Error.Should().Contain("(ResourceNotFoundException)");
    }

    private static string Arn(string resource) => $"arn:aws:drs:us-east-1:111122223333:{resource}";

    private static string Target(string arn) => $"/tags/{Uri.EscapeDataString(arn)}";

    private static Task<DrsAnswer> TagAsync(SimulatorBench bench, string arn, string tags) =>
        bench.Drs.CallAsync("POST", Target(arn), new JsonObject { ["tags"] = JsonNode.Parse(tags) });

    private static Task<DrsAnswer> UntagAsync(SimulatorBench bench, string arn, params string[] keys) =>
        bench.Drs.CallAsync("DELETE", $"{Target(arn)}?{string.Join('&', keys.Select(key => $"tagKeys={Uri.EscapeDataString(key)}"))}");

    private static Task<DrsAnswer> ListAsync(SimulatorBench bench, string arn) => bench.Drs.CallAsync("GET", Target(arn));

    private static async Task<string> TagsAsync(SimulatorBench bench, string arn) => (await ListAsync(bench, arn))["tags"].ToJsonString();
}
