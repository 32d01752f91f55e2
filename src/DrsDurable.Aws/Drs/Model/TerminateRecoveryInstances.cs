using Amazon.Runtime;

namespace DrsDurable.Aws.Drs.Model;

/// <summary>Starts one job that terminates recovery instances. Has no idempotency token: the client sends it once.</summary>
public sealed class TerminateRecoveryInstancesRequest : AmazonDrsRequest
{
    /// <summary>1 to 200.</summary>
    public List<string>? RecoveryInstanceIDs { get; set; }
}

public sealed class TerminateRecoveryInstancesResponse : AmazonWebServiceResponse
{
    public Job? Job { get; set; }
}
