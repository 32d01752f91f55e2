namespace DrsDurable.Simulator.LaunchSettings;

/// <summary>The launch settings that DRS keeps for a source server; the rest is in its EC2 launch template. The defaults are those of a new server.</summary>
internal sealed record LaunchConfiguration
{
    public string Name { get; init; } = "";

    /// <summary>STARTED or STOPPED.</summary>
    public string LaunchDisposition { get; init; } = "STARTED";

    /// <summary>NONE, BASIC or IN_AWS.</summary>
    public string RightSizing { get; init; } = "BASIC";

    public bool CopyPrivateIp { get; init; }

    public bool CopyTags { get; init; }

    public bool OsByol { get; init; }

    public bool PostLaunchEnabled { get; init; }

    public string? LaunchIntoEC2InstanceID { get; init; }

    /// <summary>FAST or OPTIMAL.</summary>
    public string RecoveryMode { get; init; } = "OPTIMAL";
}
