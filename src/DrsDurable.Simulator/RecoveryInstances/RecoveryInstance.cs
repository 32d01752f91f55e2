using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.RecoveryInstances;

/// <summary>A machine that a recovery or drill launched, as DRS keeps record of it.</summary>
internal sealed class RecoveryInstance(long position, string id, string jobID, string sourceServerID, bool isDrill, DateTimeOffset pointInTime, DateTimeOffset launchedAt, IEnumerable<KeyValuePair<string, string>> tags)
{
    /// <summary>Order of creation within the cell.</summary>
    public long Position => position;

    /// <summary>The EC2 id; DRS uses it as the recovery instance's own id too.</summary>
    public string RecoveryInstanceID => id;

    public string JobID => jobID;

    public string SourceServerID => sourceServerID;

    public bool IsDrill => isDrill;

    public DateTimeOffset PointInTime => pointInTime;

    public DateTimeOffset LaunchedAt => launchedAt;

    public TagSet Tags { get; } = new(tags);

    /// <summary>An EC2InstanceState: PENDING, RUNNING, STOPPED, SHUTTING-DOWN, TERMINATED.</summary>
    public string State { get; set; } = "PENDING";
}
