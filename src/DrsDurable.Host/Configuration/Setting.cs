namespace DrsDurable.Host.Configuration;

/// <summary>One key an operator may set.</summary>
/// <param name="Key">As written on the command line, for example <c>Http:Url</c>.</param>
/// <param name="Default">As it would be written; <see langword="null"/> = not set.</param>
public sealed record Setting(string Key, string? Default, string Meaning);

/// <summary>Every key there is. Anything else in these sections is refused.</summary>
public static class SettingCatalogue
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Http:Url", "http://127.0.0.1:5080", "where the host listens; loopback only; port 0 = any free port"),
        new("Data:Path", "./.data", "directory of everything durable; one process at a time"),
        new("Store:Kind", "sqlite", "where hub and catalogue are stored: sqlite, or dynamodb for a table"),
        new("Store:DynamoDb:Table", null, "name of the table (dynamodb)"),
        new("Store:DynamoDb:Region", null, "Region of the table, in which alone the hub is written; default: Aws:Region"),
        new("Store:DynamoDb:Endpoint", null, "a local DynamoDB, called with fixed local keys; default: AWS, with its default credential chain"),
        new("Store:DynamoDb:CreateTable", "false", "true: creates the table if it is missing"),
        new("Hub:Name", "default", "name of the task hub"),
        new("Hub:Shards", "1", "how many shards the hub has; this version: 1"),
        new("Hub:LeaseSeconds", "30", "of a shard (5 to 600), after which another process may take a killed one's table; on sqlite its lock file is the lease"),
        new("Aws:Mode", "simulator", "simulator, or aws for real AWS with its default credential chain"),
        new("Aws:Region", "us-east-1", "Region of calls that name none"),
        new("Simulator:Mode", "inprocess", "inprocess, or external for one that runs by itself"),
        new("Simulator:Url", "http://127.0.0.1:5081", "where the simulator listens; loopback only"),
        new("Simulator:Fleet", null, "fleet file (YAML); default: the three-tier sample"),
        new("Simulator:TimeScale", "1", "simulated seconds per real second"),
        new("Simulator:Step", "false", "true: simulated time moves only by POST /_sim/advance"),
        new("Simulator:Seed", "1", "seed of durations and ids"),
        new("Recovery:AllowRecovery", "false", "true: executions of type RECOVERY may be started"),
        new("Recovery:PollSlowSeconds", "30", "between looks at a job far from its end (1 to 3600)"),
        new("Recovery:PollFastSeconds", "5", "between looks at a job near its end (1 to PollSlowSeconds)"),
        new("Recovery:WaveDeadlineMinutes", "120", "of a wave that names none (1 to 10080)"),
        new("Telemetry:Otlp:Endpoint", null, "collector of traces and metrics, for example http://127.0.0.1:4318; default: OTEL_EXPORTER_OTLP_ENDPOINT; without either nothing is sent"),
        new("Telemetry:Otlp:Protocol", "http/protobuf", "of that endpoint: http/protobuf or grpc"),
        new("Telemetry:Otlp:MetricIntervalSeconds", "60", "between two sendings of metrics (1 to 3600)"),
        new("Auth:Authority", null, "reserved: this version cannot check tokens"),
        new("Auth:Audience", null, "reserved: this version cannot check tokens"),
    ];

    /// <summary>First part of every key, without repetition.</summary>
    public static IReadOnlyList<string> Sections { get; } =
        [.. All.Select(setting => setting.Key.Split(':')[0]).Distinct(StringComparer.Ordinal)];

    public static string? DefaultOf(string key) => All.Single(setting => setting.Key == key).Default;
}
