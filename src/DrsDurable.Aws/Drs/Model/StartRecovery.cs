using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>Starts one job that launches recovery instances. Has no idempotency token: the client sends it once.</summary>
public sealed class StartRecoveryRequest : AmazonDrsRequest
{
    /// <summary>1 to 200 by the service model, at most 100 by quota L-B827C881.</summary>
    public List<StartRecoveryRequestSourceServer>? SourceServers { get; set; }

    /// <summary>Absent means a real recovery: always state it.</summary>
    public bool? IsDrill { get; set; }

    /// <summary>Tags of the job; needs drs:TagResource.</summary>
    public Dictionary<string, string>? Tags { get; set; }
}

public sealed class StartRecoveryRequestSourceServer
{
    public string? SourceServerID { get; set; }

    /// <summary>Absent means the latest data.</summary>
    public string? RecoverySnapshotID { get; set; }
}

public sealed class StartRecoveryResponse : AmazonWebServiceResponse
{
    public Job? Job { get; set; }
}
