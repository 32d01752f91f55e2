using System.Text.Json.Serialization;

namespace DrsDurable.Recovery.Plans;

/// <summary>Waves and the order they depend on each other in. Editable; an execution runs an immutable snapshot of it.</summary>
public sealed record RecoveryPlan(
    string PlanId,
    string PlanName,
    string? Description,
    IReadOnlyList<PlanWave> Waves,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Every protection group of every wave, once.</summary>
    [JsonIgnore]
    public IEnumerable<string> GroupIds => Waves.SelectMany(wave => wave.ProtectionGroupIds).Distinct(StringComparer.Ordinal);
}

/// <param name="SourceServerIds">A subset of the groups' servers; <see langword="null"/> = all of them.</param>
/// <param name="DependsOn"><see langword="null"/> = the wave before; empty = none.</param>
/// <param name="OptionalServerIds">Servers whose failure does not keep the wave from being up.</param>
/// <param name="DeadlineMinutes"><see langword="null"/> = Recovery:WaveDeadlineMinutes (120).</param>
public sealed record PlanWave(
    string WaveName,
    IReadOnlyList<string> ProtectionGroupIds,
    IReadOnlyList<string>? SourceServerIds,
    IReadOnlyList<string>? DependsOn,
    IReadOnlyList<string> OptionalServerIds,
    WaveFailurePolicy OnFailure,
    int? DeadlineMinutes);

/// <summary>What happens to the rest of a plan when a critical server of a wave has failed.</summary>
[JsonConverter(typeof(UpperSnakeCaseEnum<WaveFailurePolicy>))]
public enum WaveFailurePolicy
{
    /// <summary>Start nothing new; running jobs finish and are recorded.</summary>
    Stop,

    /// <summary>Waves that do not depend on the failed one go on.</summary>
    Continue,
}
