namespace DrsDurable.Aws;

/// <summary>How clients reach AWS: either AWS itself with the default credential chain, or a simulator with the keys of its accounts.</summary>
public sealed record AwsClientOptions
{
    public static readonly TimeSpan DefaultReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>StartRecovery takes its time with many servers.</summary>
    public static readonly TimeSpan DefaultActTimeout = TimeSpan.FromSeconds(120);

    private AwsClientOptions()
    {
    }

    /// <summary>Credentials from the environment, a profile (SSO included), the container or the instance; the Region's own endpoints.</summary>
    public static AwsClientOptions Aws { get; } = new();

    /// <summary>For one attempt; default 30 s.</summary>
    public TimeSpan ReadTimeout { get; init; } = DefaultReadTimeout;

    /// <summary>For the only attempt of an operation that acts; default 120 s.</summary>
    public TimeSpan ActTimeout { get; init; } = DefaultActTimeout;

    /// <summary>Further attempts of a read after the first; default 3.</summary>
    public int MaxReadRetries { get; init; } = 3;

    /// <summary>Targets whose clients are kept; beyond it those used longest ago go. Default 512.</summary>
    public int MaxTargets { get; init; } = 512;

    /// <summary>
    /// Account of the simulator whose key assumes the roles of targets, as this process's own credentials do with AWS. Null: a target's role is ignored, and the
    /// key of its own account is used.
    /// </summary>
    public string? SimulatorHomeAccountId { get; init; }

    /// <summary>Address of the simulator; null means AWS.</summary>
    public Uri? SimulatorUrl { get; private init; }

    internal IReadOnlyDictionary<string, AccessKey> SimulatorKeys { get; private init; } = new Dictionary<string, AccessKey>(StringComparer.Ordinal);

    /// <param name="keys">By account id. Credentials of the environment are never used.</param>
    public static AwsClientOptions Simulator(Uri url, IReadOnlyDictionary<string, AccessKey> keys) => new() { SimulatorUrl = url, SimulatorKeys = keys };
}
