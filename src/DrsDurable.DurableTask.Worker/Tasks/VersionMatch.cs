using DrsDurable.DurableTask.Abstractions;
using DrsDurable.DurableTask.Sidecar.Protocol;

namespace DrsDurable.DurableTask.Worker.Tasks;

internal static class VersionMatch
{
    public static bool Accepts(DurableTaskWorkerOptions.VersioningOptions? versioning, string? version) => versioning?.MatchStrategy switch
    {
        DurableTaskWorkerOptions.VersionMatchStrategy.Strict => new TaskVersion(version) == new TaskVersion(versioning.Version),
        DurableTaskWorkerOptions.VersionMatchStrategy.CurrentOrOlder =>
            TaskOrchestrationVersioningUtils.CompareVersions(version ?? string.Empty, versioning.Version) <= 0,
        _ => true,
    };

    public static string Mismatch(DurableTaskWorkerOptions.VersioningOptions versioning, string? version) =>
        $"Version '{version}' does not match version '{versioning.Version}' of this worker (strategy {versioning.MatchStrategy}).";

    /// <summary>Trying again at this worker would end the same way.</summary>
    public static FailureDetails Failure(string mismatch) => new("VersionMismatch", mismatch, IsNonRetriable: true);
}
