using System.Net;
using System.Text.RegularExpressions;
using DrsDurable.DynamoDB;

namespace DrsDurable.Host.Configuration;

/// <summary>Turns configuration keys into <see cref="HostSettings"/>, or says everything that is wrong with them.</summary>
public static partial class HostSettingsReader
{
    private static readonly string[] StandardEndpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static HostSettingsResult Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var values = new SettingValues(configuration);
        values.RefuseUnknownKeys();

        var settings = new HostSettings(
            new HttpSettings(LoopbackUrl(values, "Http:Url")),
            new DataSettings(Path.GetFullPath(NotEmpty(values, "Data:Path"))),
            Hub(values),
            Aws(values),
            Simulator(values),
            Recovery(values),
            Telemetry(values),
            Table(values));
        RefuseWhatThisVersionLacks(values);
        RefuseOnePortForTwo(values, settings);
        return new HostSettingsResult(values.Problems.Count == 0 ? settings : null, values.Problems);
    }

    private static HubSettings Hub(SettingValues values)
    {
        var name = values.Text("Hub:Name");
        if (!HubName().IsMatch(name))
        {
            values.Refuse("Hub:Name", "use 1 to 45 letters, digits and hyphens, beginning with a letter");
        }

        return new HubSettings(
            name,
            values.Integer("Hub:Shards", 1, 1),
            TimeSpan.FromSeconds(values.Integer("Hub:LeaseSeconds", 5, 600)));
    }

    private static AwsSettings Aws(SettingValues values)
    {
        var mode = values.OneOf("Aws:Mode", ("simulator", AwsMode.Simulator), ("aws", AwsMode.Aws));
        var region = values.Text("Aws:Region");
        if (!RegionName().IsMatch(region))
        {
            values.Refuse("Aws:Region", "use the name of a Region, for example us-east-1");
        }

        return new AwsSettings(mode, region);
    }

    private static SimulatorSettings Simulator(SettingValues values)
    {
        var mode = values.OneOf("Simulator:Mode", ("inprocess", SimulatorMode.InProcess), ("external", SimulatorMode.External));
        var url = LoopbackUrl(values, "Simulator:Url");
        if (mode == SimulatorMode.External && url.Port == 0)
        {
            values.Refuse("Simulator:Url", "an external simulator has a fixed port; copy the URL of its ready line");
        }

        var timeScale = values.Number("Simulator:TimeScale", SettingLimits.IsTimeScale, SettingLimits.TimeScaleRule);
        return new SimulatorSettings(
            mode, url, values.Optional("Simulator:Fleet"), timeScale, values.Boolean("Simulator:Step"), values.Integer("Simulator:Seed", int.MinValue, int.MaxValue));
    }

    private static RecoverySettings Recovery(SettingValues values)
    {
        var slow = values.Integer("Recovery:PollSlowSeconds", 1, 3600);
        var fast = values.Integer("Recovery:PollFastSeconds", 1, 3600);
        if (fast > slow)
        {
            values.Refuse("Recovery:PollFastSeconds", $"it must not exceed Recovery:PollSlowSeconds ({slow})");
        }

        return new RecoverySettings(
            values.Boolean("Recovery:AllowRecovery"),
            TimeSpan.FromSeconds(slow),
            TimeSpan.FromSeconds(fast),
            TimeSpan.FromMinutes(values.Integer("Recovery:WaveDeadlineMinutes", 1, 10_080)));
    }

    private static TelemetrySettings Telemetry(SettingValues values)
    {
        const string Key = "Telemetry:Otlp:Endpoint";
        Uri? endpoint = null;
        if (values.Optional(Key) is { } text
            && (!Uri.TryCreate(text, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0))
        {
            values.Refuse(Key, "use the base URL of a collector, for example http://127.0.0.1:4318; credentials belong into OTEL_EXPORTER_OTLP_HEADERS");
            endpoint = null;
        }

        var fromEnvironment = StandardEndpoints.Select(values.Standard).FirstOrDefault(named => named is not null);
        return new TelemetrySettings(
            endpoint,
            values.OneOf("Telemetry:Otlp:Protocol", ("http/protobuf", false), ("grpc", true)),
            TimeSpan.FromSeconds(values.Integer("Telemetry:Otlp:MetricIntervalSeconds", 1, 3600)),
            values.Standard("OTEL_SERVICE_NAME") ?? "drsdurable",
            IsOn: (endpoint is not null || fromEnvironment is not null) && !string.Equals(values.Standard("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase),
            Target: endpoint?.AbsoluteUri ?? "what the OTEL_ variables name");
    }

    private static TableOptions? Table(SettingValues values)
    {
        var isTable = values.OneOf("Store:Kind", ("sqlite", false), ("dynamodb", true));
        var createTable = values.Boolean("Store:DynamoDb:CreateTable");
        if (!isTable)
        {
            return null;
        }

        var table = values.Text("Store:DynamoDb:Table");
        if (!TableName().IsMatch(table))
        {
            values.Refuse("Store:DynamoDb:Table", "name the table: 3 to 255 letters, digits, '_', '-' and '.'");
        }

        var region = values.Optional("Store:DynamoDb:Region") ?? values.Text("Aws:Region");
        if (!RegionName().IsMatch(region))
        {
            values.Refuse("Store:DynamoDb:Region", "use the name of a Region, for example us-east-1");
        }

        Uri? endpoint = null;
        if (values.Optional("Store:DynamoDb:Endpoint") is { } text
            && !(Uri.TryCreate(text, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https" && endpoint.PathAndQuery == "/"))
        {
            values.Refuse("Store:DynamoDb:Endpoint", "use http://ADDRESS:PORT of a local DynamoDB, or remove the key for AWS");
        }

        return new TableOptions(table, region, endpoint, createTable);
    }

    private static void RefuseWhatThisVersionLacks(SettingValues values)
    {
        foreach (var key in (string[])["Auth:Authority", "Auth:Audience"])
        {
            if (values.Optional(key) is not null)
            {
                // Ignoring it would let an operator believe that callers are authenticated.
                values.Refuse(key, "this version cannot check tokens and serves loopback only; remove the key");
            }
        }
    }

    private static void RefuseOnePortForTwo(SettingValues values, HostSettings settings)
    {
        if (settings is { Aws.Mode: AwsMode.Simulator, Http.Url.Port: not 0 } && settings.Http.Url.Port == settings.Simulator.Url.Port)
        {
            values.Refuse("Simulator:Url", "host and simulator cannot share a port; give one of them another");
        }
    }

    private static string NotEmpty(SettingValues values, string key)
    {
        var text = values.Text(key);
        if (!string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        values.Refuse(key, "it must not be empty");
        return ".";
    }

    private static Uri LoopbackUrl(SettingValues values, string key)
    {
        var text = values.Text(key);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
        {
            values.Refuse(key, $"use http://ADDRESS:PORT, for example {SettingCatalogue.DefaultOf(key)}");
            return new Uri(SettingCatalogue.DefaultOf(key)!);
        }

        if (!IsLoopback(url))
        {
            values.Refuse(key, "only loopback addresses are served, because this version cannot authenticate callers; use 127.0.0.1 and reach it from elsewhere through an SSH tunnel");
        }

        return url;
    }

    private static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]{0,44}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HubName();

    [GeneratedRegex("^[A-Za-z0-9_.-]{3,255}$", RegexOptions.NonBacktracking)]
    private static partial Regex TableName();

    [GeneratedRegex("^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();
}

/// <param name="Settings"><see langword="null"/> when there are problems.</param>
public sealed record HostSettingsResult(HostSettings? Settings, IReadOnlyList<string> Problems);
