using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Plans;
using DrsDurable.Testing.Processes;

namespace DrsDurable.Recovery.Tests.Executions;

/// <summary>Builds the snapshot of an execution over servers of <see cref="FleetFile"/>, by number.</summary>
internal sealed class DrillPlan(string executionId)
{
    private readonly List<WaveSnapshot> waves = [];

    public string ExecutionId => executionId;

    public CleanupPolicy Cleanup { get; init; } = CleanupPolicy.None;

    public DrillPlan Wave(
        string name, int[] servers, string[]? dependsOn = null, int[]? optional = null, WaveFailurePolicy onFailure = WaveFailurePolicy.Stop, int deadlineMinutes = 120)
    {
        var number = waves.Count;
        waves.Add(new WaveSnapshot(
            number,
            name,
            dependsOn ?? (number == 0 ? [] : [waves[^1].WaveName]),
            onFailure,
            deadlineMinutes,
            [.. servers.Select(server => new ServerSnapshot(
                FleetFile.ServerId(server),
                FleetFile.AccountId,
                FleetFile.Region,
                optional?.Contains(server) == true ? ServerImpact.Optional : ServerImpact.Critical))]));
        return this;
    }

    public ExecutionSnapshot Build(DateTimeOffset now) => new(
        executionId, $"plan-{executionId}", $"plan of {executionId}", 1, ExecutionType.Drill, "tests", Cleanup, now, null, waves);
}
