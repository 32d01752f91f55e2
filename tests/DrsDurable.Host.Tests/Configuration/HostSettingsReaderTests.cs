using DrsDurable.DynamoDB;
using DrsDurable.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace DrsDurable.Host.Tests.Configuration;

public sealed class HostSettingsReaderTests
{
    [Fact]
    public void NoKeys_GiveTheFixedDefaults()
    {
        var settings = Read().Settings!;

        settings.Http.Url.Should().Be(new Uri("http://127.0.0.1:5080"));
        settings.Data.Path.Should().Be(Path.GetFullPath(".data"));
        settings.Hub.Should().Be(new HubSettings("default", 1, TimeSpan.FromSeconds(30)));
        settings.Aws.Should().Be(new AwsSettings(AwsMode.Simulator, "us-east-1"));
        settings.Simulator.Should().Be(new SimulatorSettings(SimulatorMode.InProcess, new Uri("http://127.0.0.1:5081"), null, 1, false, 1));
        settings.Recovery.Should().Be(new RecoverySettings(false, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), TimeSpan.FromHours(2)));
    }

    [Fact]
    public void EveryKey_IsRead()
    {
        var settings = Read(
            ("Http:Url", "http://[::1]:0"),
            ("Data:Path", "/var/lib/drs"),
            ("Store:Kind", "SQLITE"),
            ("Hub:Name", "west-2"),
            ("Hub:Shards", "1"),
            ("Hub:LeaseSeconds", "15"),
            ("Aws:Mode", "aws"),
            ("Aws:Region", "us-gov-west-1"),
            ("Simulator:Mode", "external"),
            ("Simulator:Url", "http://localhost:6000"),
            ("Simulator:Fleet", "large"),
            ("Simulator:TimeScale", "0.5"),
            ("Simulator:Step", "true"),
            ("Simulator:Seed", "-3"),
            ("Recovery:AllowRecovery", "true"),
            ("Recovery:PollSlowSeconds", "60"),
            ("Recovery:PollFastSeconds", "10"),
            ("Recovery:WaveDeadlineMinutes", "45"),
            ("Telemetry:Otlp:Endpoint", "https://collector.example:4317"),
            ("Telemetry:Otlp:Protocol", "grpc"),
            ("Telemetry:Otlp:MetricIntervalSeconds", "15"),
            ("OTEL_SERVICE_NAME", "drills")).Settings!;

        settings.Should().BeEquivalentTo(new HostSettings(
            new HttpSettings(new Uri("http://[::1]:0")),
            new DataSettings("/var/lib/drs"),
            new HubSettings("west-2", 1, TimeSpan.FromSeconds(15)),
            new AwsSettings(AwsMode.Aws, "us-gov-west-1"),
            new SimulatorSettings(SimulatorMode.External, new Uri("http://localhost:6000"), "large", 0.5, true, -3),
            new RecoverySettings(true, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(45)),
            new TelemetrySettings(new Uri("https://collector.example:4317"), true, TimeSpan.FromSeconds(15), "drills", IsOn: true, "https://collector.example:4317/")));
    }

    [Theory]
    [InlineData("Http:Ulr", "x", "Http:Ulr is not a configuration key. Did you mean Http:Url?")]
    [InlineData("Simulator:Timescale:Value", "x", "Simulator:Timescale:Value is not a configuration key. Did you mean Simulator:TimeScale?")]
    [InlineData("Hub:Zzzzzzzzzzzzzzzzz", "x", "Hub:Zzzzzzzzzzzzzzzzz is not a configuration key.")]
    [InlineData("Http:Url", "5080", "Http:Url=5080 is not usable: use http://ADDRESS:PORT, for example http://127.0.0.1:5080.")]
    [InlineData("Http:Url", "https://127.0.0.1:5080", "Http:Url=https://127.0.0.1:5080 is not usable: use http://ADDRESS:PORT, for example http://127.0.0.1:5080.")]
    [InlineData("Http:Url", "http://127.0.0.1:5080/api", "Http:Url=http://127.0.0.1:5080/api is not usable: use http://ADDRESS:PORT, for example http://127.0.0.1:5080.")]
    [InlineData("Data:Path", "", "Data:Path= is not usable: it must not be empty.")]
    [InlineData("Store:Kind", "dynamodb", "Store:DynamoDb:Table= is not usable: name the table: 3 to 255 letters, digits, '_', '-' and '.'.")]
    [InlineData("Store:DynamoDb:CreateTable", "yes", "Store:DynamoDb:CreateTable=yes is not usable: use true or false.")]
    [InlineData("Store:Kind", "postgres", "Store:Kind=postgres is not usable: use sqlite or dynamodb.")]
    [InlineData("Hub:Name", "a b", "Hub:Name=a b is not usable: use 1 to 45 letters, digits and hyphens, beginning with a letter.")]
    [InlineData("Hub:Shards", "2", "Hub:Shards=2 is not usable: this version knows 1 only.")]
    [InlineData("Hub:LeaseSeconds", "1", "Hub:LeaseSeconds=1 is not usable: use a whole number from 5 to 600.")]
    [InlineData("Aws:Mode", "azure", "Aws:Mode=azure is not usable: use simulator or aws.")]
    [InlineData("Aws:Region", "Ireland", "Aws:Region=Ireland is not usable: use the name of a Region, for example us-east-1.")]
    [InlineData("Simulator:Mode", "remote", "Simulator:Mode=remote is not usable: use inprocess or external.")]
    [InlineData("Simulator:Url", "http://127.0.0.1:5080", "Simulator:Url=http://127.0.0.1:5080 is not usable: host and simulator cannot share a port; give one of them another.")]
    [InlineData("Simulator:TimeScale", "fast", "Simulator:TimeScale=fast is not usable: use a number above 0 and at most 100000 (simulated seconds per real second).")]
    [InlineData("Simulator:TimeScale", "100001", "Simulator:TimeScale=100001 is not usable: use a number above 0 and at most 100000 (simulated seconds per real second).")]
    [InlineData("Simulator:Step", "yes", "Simulator:Step=yes is not usable: use true or false.")]
    [InlineData("Simulator:Seed", "1.5", "Simulator:Seed=1.5 is not usable: use a whole number.")]
    [InlineData("Recovery:AllowRecovery", "1", "Recovery:AllowRecovery=1 is not usable: use true or false.")]
    [InlineData("Recovery:PollSlowSeconds", "0", "Recovery:PollSlowSeconds=0 is not usable: use a whole number from 1 to 3600.")]
    [InlineData("Recovery:PollFastSeconds", "31", "Recovery:PollFastSeconds=31 is not usable: it must not exceed Recovery:PollSlowSeconds (30).")]
    [InlineData("Recovery:WaveDeadlineMinutes", "10081", "Recovery:WaveDeadlineMinutes=10081 is not usable: use a whole number from 1 to 10080.")]
    [InlineData("Auth:Authority", "https://login.example", "Auth:Authority=https://login.example is not usable: this version cannot check tokens and serves loopback only; remove the key.")]
    [InlineData("Auth:Audience", "drs", "Auth:Audience=drs is not usable: this version cannot check tokens and serves loopback only; remove the key.")]
    public void UnusableKey_IsNamed_WithTheWayOut(string key, string value, string problem)
    {
        var result = Read((key, value));

        result.Settings.Should().BeNull();
        result.Problems.Should().Equal(problem);
    }

    [Fact]
    public void A_table_is_read_with_its_region_and_endpoint()
    {
        Read(("Store:Kind", "dynamodb"), ("Store:DynamoDb:Table", "drs-durable"), ("Aws:Region", "eu-west-1")).Settings!.Table
            .Should().Be(new TableOptions("drs-durable", "eu-west-1", null, CreateTable: false));
        Read(
            ("Store:Kind", "DynamoDB"),
            ("Store:DynamoDb:Table", "t_1"),
            ("Store:DynamoDb:Region", "us-west-2"),
            ("Store:DynamoDb:Endpoint", "http://127.0.0.1:8000"),
            ("Store:DynamoDb:CreateTable", "true")).Settings!.Table
            .Should().Be(new TableOptions("t_1", "us-west-2", new Uri("http://127.0.0.1:8000"), CreateTable: true));
        Read(("Store:Kind", "dynamodb"), ("Store:DynamoDb:Table", "a b"), ("Store:DynamoDb:Region", "Ireland"), ("Store:DynamoDb:Endpoint", "127.0.0.1:8000"))
            .Problems.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://192.168.1.10:5080")]
    [InlineData("http://drs.example:5080")]
    public void WiderThanLoopback_IsRefused(string url) =>
        Read(("Http:Url", url)).Problems.Should().Equal(
            $"Http:Url={url} is not usable: only loopback addresses are served, because this version cannot authenticate callers; use 127.0.0.1 and reach it from elsewhere through an SSH tunnel.");

    [Fact]
    public void EveryProblem_IsToldAtOnce() =>
        Read(("Http:Ulr", "x"), ("Hub:Shards", "0"), ("Auth:Audience", "y")).Problems.Should().HaveCount(3);

    [Fact]
    public void EnvironmentAndOtherSections_AreNobodysBusiness() =>
        Read(("HTTP_PROXY", "x"), ("Logging:LogLevel:Default", "Debug"), ("DATA", "x"), ("Hub", "x")).Problems.Should().BeEmpty();

    private static HostSettingsResult Read(params (string Key, string Value)[] keys) => HostSettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(keys.Select(key => new KeyValuePair<string, string?>(key.Key, key.Value)))
            .Build());
}
