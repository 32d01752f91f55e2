using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.Plans;

/// <summary>A plan as somebody wants it to be; nothing of it is checked yet. In an update <see langword="null"/> leaves a field as it is.</summary>
/// <param name="Version">Only updates have one: the version they are based on.</param>
public sealed record RecoveryPlanDraft(string? PlanName, string? Description, IReadOnlyList<PlanWaveDraft?>? Waves, int? Version = null)
{
    /// <summary>Fields that could not even be read.</summary>
    public IReadOnlyList<FieldError> Unreadable { get; init; } = [];

    /// <summary>This draft with what it leaves out taken from the stored plan.</summary>
    public RecoveryPlanDraft Over(RecoveryPlan plan) => this with
    {
        PlanName = PlanName ?? plan.PlanName,
        Description = Description ?? plan.Description,
        Waves = Waves ?? (Unreadable.Any(error => error.Field == "waves") ? null : [.. plan.Waves.Select(PlanWaveDraft.From)]),
    };
}

/// <summary>The fields of <see cref="PlanWave"/> as they were sent.</summary>
public sealed record PlanWaveDraft(
    string? WaveName,
    IReadOnlyList<string?>? ProtectionGroupIds,
    IReadOnlyList<string?>? SourceServerIds,
    IReadOnlyList<string?>? DependsOn,
    IReadOnlyList<string?>? OptionalServerIds,
    string? OnFailure,
    int? DeadlineMinutes)
{
    public static PlanWaveDraft From(PlanWave wave) => new(
        wave.WaveName,
        wave.ProtectionGroupIds,
        wave.SourceServerIds,
        wave.DependsOn,
        wave.OptionalServerIds,
        Validation.ApiName.Of(wave.OnFailure),
        wave.DeadlineMinutes);
}
