using System.Text.Json.Nodes;
using DrsDurable.Aws.Tests.Simulator.Bench;
using DrsDurable.Simulator;
using DrsDurable.Simulator.Hosting;

namespace DrsDurable.Aws.Tests.Simulator;

public sealed class AdministrationTests
{
    [Theory]
    [InlineData("""{}""", "MISSING_FIELD", "kind")]
    [InlineData("""{"kind":"explode"}""", "INVALID_FIELD", "kind")]
    [InlineData("""{"kind":"throttle","retryAfter":1}""", "INVALID_FIELD", "retryAfter")]
    [InlineData("""{"kind":"throttle","operation":"DeleteJob"}""", "INVALID_FIELD", "operation")]
    [InlineData("""{"kind":"launchFail","operation":"StartRecovery"}""", "INVALID_FIELD", "operation")]
    [InlineData("""{"kind":"launchFail","phase":"BOOT"}""", "INVALID_FIELD", "phase")]
    [InlineData("""{"kind":"launchFail","sourceServerID":"s-1"}""", "INVALID_FIELD", "sourceServerID")]
    [InlineData("""{"kind":"slowConversion"}""", "MISSING_FIELD", "factor")]
    [InlineData("""{"kind":"slowConversion","factor":-1}""", "INVALID_FIELD", "factor")]
    [InlineData("""{"kind":"stuckJob","phase":7}""", "INVALID_FIELD", "phase")]
    [InlineData("""{"kind":"recoveryInstanceIdMode","mode":"sometimes"}""", "INVALID_FIELD", "mode")]
    [InlineData("""{"kind":"dropAfterAccept","operation":"DescribeJobs"}""", "INVALID_FIELD", "operation")]
    [InlineData("""{"kind":"hold"}""", "MISSING_FIELD", "when")]
    [InlineData("""{"kind":"hold","when":"during"}""", "INVALID_FIELD", "when")]
    [InlineData("""{"kind":"hold","when":"before","until":"seconds"}""", "INVALID_FIELD", "until")]
    [InlineData("""{"kind":"regionOutage","mode":"sad"}""", "INVALID_FIELD", "mode")]
    [InlineData("""{"kind":"pageSize","size":0}""", "INVALID_FIELD", "size")]
    [InlineData("""{"kind":"unknownEnum","field":"arn"}""", "INVALID_FIELD", "field")]
    [InlineData("""{"kind":"throttle","count":1.5}""", "INVALID_FIELD", "count")]
    [InlineData("""[]""", "INVALID_JSON", null)]
    public async Task A_fault_that_makes_no_sense_is_refused_with_its_field(string body, string code, string? field)
    {
        await using var bench = await SimulatorBench.StartAsync();

        using var response = await bench.AdministerAsync(HttpMethod.Post, "/_sim/faults", JsonNode.Parse(body));
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        ((int)response.StatusCode).Should().Be(400);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        ((string)problem["code"]!).Should().Be(code);
        ((string?)problem["field"]).Should().Be(field);
        (await bench.GetAsync("/_sim/faults"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Faults_are_listed_used_up_and_deleted()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var first = await bench.FaultAsync(new JsonObject { ["kind"] = "throttle", ["count"] = 1 });
        var second = await bench.FaultAsync(new JsonObject { ["kind"] = "pageSize", ["size"] = 2 });
        await bench.Drs.CallAsync("DescribeJobs");

        var used = await bench.GetAsync($"/_sim/faults/{first}");
        ((int)used["used"]!).Should().Be(1);
        ((bool)used["active"]!).Should().BeFalse();
        (await bench.AdministerAsync(HttpMethod.Post, $"/_sim/faults/{second}/release")).StatusCode.Should().Be(System.Net.HttpStatusCode.Conflict, "nothing is parked at a pageSize");
        (await bench.AdministerAsync(HttpMethod.Delete, $"/_sim/faults/{first}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);
        (await bench.AdministerAsync(HttpMethod.Delete, $"/_sim/faults/{first}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await bench.GetAsync("/_sim/faults"))["items"]!.AsArray().Select(item => (string)item!["faultId"]!).Should().Equal(second);
    }

    [Fact]
    public async Task The_transcript_has_requests_and_transitions_in_one_sequence()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        await bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(1));
        bench.RunToEnd();

        var page = await bench.GetAsync("/_sim/transcript");
        var items = page["items"]!.AsArray();

        items.Select(item => (long)item!["seq"]!).Should().Equal(Enumerable.Range(1, items.Count).Select(number => (long)number));
        items.Select(item => (string?)item!["operation"] ?? (string?)item["event"]).Should().Equal(
            "StartRecovery", "StartRecovery", "JOB_START", "SNAPSHOT_START", "SNAPSHOT_END", "CONVERSION_START", "CONVERSION_END", "LAUNCH_START", "LAUNCH_END", "JOB_END");
        ((string)items[0]!["jobID"]!).Should().Be(jobID);
        ((int)items[0]!["status"]!).Should().Be(202);
        ((bool)items[0]!["isDrill"]!).Should().BeTrue();
        items[0]!["request"]!["sourceServers"]![0]!["sourceServerID"]!.ToString().Should().Be(SimulatorBench.Id(1));
        ((string)items[1]!["error"]!).Should().Be("ConflictException");
        ((long)page["nextSeq"]!).Should().Be(items.Count);
        (await bench.GetAsync($"/_sim/transcript?after={items.Count - 2}&limit=1"))["items"]!.AsArray().Should().ContainSingle().Which!["event"]!.ToString().Should().Be("LAUNCH_END");
        (await bench.GetAsync($"/_sim/transcript?after={items.Count}"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Reset_forgets_everything_and_drops_what_is_held()
    {
        await using var bench = await SimulatorBench.StartAsync();
        var jobID = await bench.StartDrillAsync(1);
        var fault = await bench.FaultAsync(new JsonObject { ["kind"] = "hold", ["when"] = "before", ["operation"] = "StartRecovery" });
        var call = bench.Drs.CallAsync("StartRecovery", SimulatorBench.Servers(2));
        await bench.HeldAsync(fault);

        (await bench.AdministerAsync(HttpMethod.Post, "/_sim/reset")).StatusCode.Should().Be(System.Net.HttpStatusCode.NoContent);

        await FluentActions.Awaiting(() => call).Should().ThrowAsync<HttpRequestException>();
        (await bench.GetAsync("/_sim/faults"))["items"]!.AsArray().Should().BeEmpty();
        (await bench.Drs.CallAsync("DescribeJobs")).Items.Should().BeEmpty();
        (await bench.StartDrillAsync(1)).Should().Be(jobID, "the same input gives the same job");
    }

    [Fact]
    public async Task The_clock_is_read_changed_and_advanced()
    {
        using var simulator = DrsSimulator.Open(new SimulatorOptions { Step = true, TimeScale = 60 }, TimeProvider.System);
        await using var server = await SimulatorServer.StartAsync(simulator, "http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = server.Url };
        var before = JsonNode.Parse(await http.GetStringAsync("/_sim/clock"))!;

        await http.PostAsync("/_sim/advance", new StringContent("""{"seconds":90}"""));
        var advanced = JsonNode.Parse(await http.GetStringAsync("/_sim/clock"))!;
        using var refused = await http.PutAsync("/_sim/clock", new StringContent("""{"now":"2020-01-01T00:00:00Z"}"""));
        using var wrong = await http.PutAsync("/_sim/clock", new StringContent("""{"timeScale":0}"""));
        using var changed = await http.PutAsync("/_sim/clock", new StringContent("""{"now":"2031-01-01T00:00:00Z","timeScale":600}"""));
        var set = JsonNode.Parse(await changed.Content.ReadAsStringAsync())!;

        ((double)before["timeScale"]!).Should().Be(60);
        ((bool)before["step"]!).Should().BeTrue();
        (Time(advanced) - Time(before)).Should().Be(TimeSpan.FromSeconds(90));
        ((int)refused.StatusCode).Should().Be(400);
        ((int)wrong.StatusCode).Should().Be(400);
        ((string)set["now"]!).Should().Be("2031-01-01T00:00:00.000000Z");
        ((double)set["timeScale"]!).Should().Be(600);
    }

    [Fact]
    public async Task A_foreign_host_name_and_an_unknown_route_are_refused()
    {
        await using var bench = await SimulatorBench.StartAsync();
        using var http = new HttpClient { BaseAddress = bench.Server.Url };
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/_sim/clock");
        foreign.Headers.Host = "drs.example.com";

        ((int)(await http.SendAsync(foreign)).StatusCode).Should().Be(421);
        ((int)(await http.GetAsync("/_sim/nothing")).StatusCode).Should().Be(404);
        ((int)(await http.GetAsync("/_sim/transcript?after=x")).StatusCode).Should().Be(400);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5081")]
    [InlineData("http://192.0.2.1:5081")]
    [InlineData("https://127.0.0.1:5081")]
    [InlineData("http://127.0.0.1:5081/drs")]
    [InlineData("5081")]
    public void A_server_takes_no_other_address_than_loopback(string url)
    {
        using var simulator = DrsSimulator.Open(new SimulatorOptions(), TimeProvider.System);

        FluentActions.Invoking(() => new SimulatorServer(simulator, url)).Should().Throw<ArgumentException>().WithMessage("*loopback*");
    }

    private static DateTimeOffset Time(JsonNode clock) => DateTimeOffset.Parse((string)clock["now"]!, System.Globalization.CultureInfo.InvariantCulture);
}
