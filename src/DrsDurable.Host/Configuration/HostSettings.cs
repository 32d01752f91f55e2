using DrsDurable.DynamoDB;

namespace DrsDurable.Host.Configuration;

/// <summary>The whole configuration of the host, validated.</summary>
/// <param name="Table">Where hub and catalogue are stored; <see langword="null"/> for SQLite files under Data:Path.</param>
public sealed record HostSettings(
    HttpSettings Http,
    DataSettings Data,
    HubSettings Hub,
    AwsSettings Aws,
    SimulatorSettings Simulator,
    RecoverySettings Recovery,
    TelemetrySettings Telemetry,
    TableOptions? Table = null);

/// <param name="Url">Loopback; port 0 = any free port.</param>
public sealed record HttpSettings(Uri Url);

/// <param name="Path">Absolute.</param>
public sealed record DataSettings(string Path);

public sealed record HubSettings(string Name, int Shards, TimeSpan Lease);

public enum AwsMode
{
    Simulator,
    Aws,
}

/// <param name="Region">Of calls that name none.</param>
public sealed record AwsSettings(AwsMode Mode, string Region);

public enum SimulatorMode
{
    InProcess,
    External,
}

/// <param name="Fleet">A fleet file or the name of a fleet that ships; <see langword="null"/> = the three-tier sample.</param>
public sealed record SimulatorSettings(SimulatorMode Mode, Uri Url, string? Fleet, double TimeScale, bool Step, int Seed);

public sealed record RecoverySettings(bool AllowRecovery, TimeSpan PollSlow, TimeSpan PollFast, TimeSpan WaveDeadline);

/// <param name="Endpoint">Of an OTLP collector; <see langword="null"/> = as the standard variables say.</param>
/// <param name="IsOn">A collector is named here or by the standard variables.</param>
/// <param name="Target">For the log.</param>
public sealed record TelemetrySettings(Uri? Endpoint, bool UsesGrpc, TimeSpan MetricInterval, string ServiceName, bool IsOn, string Target);
