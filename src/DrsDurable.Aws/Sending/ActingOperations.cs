namespace DrsDurable.Aws;

/// <summary>
/// The operations that start something and have no idempotency token: sent once, never retried, given time to answer. An outcome that stays unknown is
/// settled by reading (DescribeJobs), not by sending again.
/// </summary>
public static class ActingOperations
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "StartRecovery", "TerminateRecoveryInstances" };

    /// <param name="operation">Name of the operation, as in the service model.</param>
    public static bool Contains(string operation) => Names.Contains(operation);
}
