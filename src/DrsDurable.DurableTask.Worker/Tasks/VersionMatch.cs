using DrsDurable.DurableTask.Abstractions;

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
}
