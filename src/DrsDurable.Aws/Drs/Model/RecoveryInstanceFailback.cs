namespace DrsDurable.Aws.Drs.Model;

public sealed class RecoveryInstanceFailback
{
    public string? FailbackClientID { get; set; }

    public string? FailbackJobID { get; set; }

    public string? FailbackInitiationTime { get; set; }

    public FailbackState? State { get; set; }

    public string? AgentLastSeenByServiceDateTime { get; set; }

    public string? FailbackClientLastSeenByServiceDateTime { get; set; }

    public bool? FailbackToOriginalServer { get; set; }

    public string? FirstByteDateTime { get; set; }

    /// <summary>A duration, although the service model calls it a date and time.</summary>
    public string? ElapsedReplicationDuration { get; set; }

    public FailbackLaunchType? FailbackLaunchType { get; set; }
}
