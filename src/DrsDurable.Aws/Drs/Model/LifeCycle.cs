namespace DrsDurable.Aws.Drs.Model;

public sealed class LifeCycle
{
    public string? AddedToServiceDateTime { get; set; }

    public string? FirstByteDateTime { get; set; }

    /// <summary>ISO 8601 duration.</summary>
    public string? ElapsedReplicationDuration { get; set; }

    public string? LastSeenByServiceDateTime { get; set; }

    public LifeCycleLastLaunch? LastLaunch { get; set; }
}

public sealed class LifeCycleLastLaunch
{
    public LifeCycleLastLaunchInitiated? Initiated { get; set; }

    public LaunchStatus? Status { get; set; }
}

public sealed class LifeCycleLastLaunchInitiated
{
    public string? ApiCallDateTime { get; set; }

    /// <summary>Set as soon as StartRecovery has answered.</summary>
    public string? JobID { get; set; }

    public LastLaunchType? Type { get; set; }
}
