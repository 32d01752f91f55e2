using System.Text.Json.Serialization;
using DrsDurable.Recovery.Plans;

namespace DrsDurable.Recovery.Executions;

/// <summary>
/// Everything about an execution that is fixed when it is accepted: the input of <c>RecoveryExecution</c> and the
/// unchanging half of its view. Later edits of plan or groups do not reach it.
/// </summary>
/// <param name="ExecutionId">Also the orchestration's instance id.</param>
public sealed record ExecutionSnapshot(
    string ExecutionId,
    string PlanId,
    string PlanName,
    int PlanVersion,
    ExecutionType ExecutionType,
    string? InitiatedBy,
    CleanupPolicy Cleanup,
    DateTimeOffset AcceptedAt,
    string? ScheduleId,
    IReadOnlyList<WaveSnapshot> Waves)
{
    /// <summary>Every server of every wave; a plan never lists one twice.</summary>
    [JsonIgnore]
    public IEnumerable<ServerSnapshot> Servers => Waves.SelectMany(wave => wave.Servers);
}

/// <param name="Number">Position in the plan, from 0; part of the child's instance id <c>{executionId}:w{Number}</c>.</param>
/// <param name="DependsOn">Resolved names of waves; empty = none.</param>
public sealed record WaveSnapshot(
    int Number,
    string WaveName,
    IReadOnlyList<string> DependsOn,
    WaveFailurePolicy OnFailure,
    int DeadlineMinutes,
    IReadOnlyList<ServerSnapshot> Servers);

public sealed record ServerSnapshot(string SourceServerId, string AccountId, string Region, ServerImpact Impact);

[JsonConverter(typeof(UpperSnakeCaseEnum<ExecutionType>))]
public enum ExecutionType
{
    Drill,
    Recovery,
}

[JsonConverter(typeof(UpperSnakeCaseEnum<CleanupPolicy>))]
public enum CleanupPolicy
{
    None,

    /// <summary>Terminate the drill's own recovery instances when the last wave has ended.</summary>
    AtEnd,
}

[JsonConverter(typeof(UpperSnakeCaseEnum<ServerImpact>))]
public enum ServerImpact
{
    Critical,
    Optional,
}
