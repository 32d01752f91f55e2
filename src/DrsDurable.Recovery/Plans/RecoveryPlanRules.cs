using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Plans;

/// <summary>What a recovery plan may look like, as far as the plan alone tells; <see cref="PlanServers"/> looks into its groups.</summary>
public static class RecoveryPlanRules
{
    public const int MostWaves = 100;
    public const int MostGroupsOfAWave = 100;
    public const int MostServersOfAPlan = 4_000;

    /// <summary>One week.</summary>
    public const int LongestDeadlineMinutes = 10_080;

    /// <summary>The draft as a plan; to be used only when it added nothing to <paramref name="errors"/>.</summary>
    public static RecoveryPlan Check(RecoveryPlanDraft draft, string planId, DateTimeOffset now, FieldErrors errors)
    {
        errors.AddRange(draft.Unreadable);
        var name = TextRules.Name(errors, "planName", draft.PlanName);
        var description = TextRules.Optional(errors, "description", draft.Description, TextRules.LongestDescription);
        return new RecoveryPlan(planId, name, description, CheckWaves(draft.Waves, errors), Version: 1, now, now);
    }

    private static List<PlanWave> CheckWaves(IReadOnlyList<PlanWaveDraft?>? drafts, FieldErrors errors)
    {
        switch (drafts)
        {
            case null:
                errors.Add("waves", RecoveryErrorCode.MissingField, "waves is missing: a plan has at least one wave.");
                return [];
            case []:
                errors.Add("waves", RecoveryErrorCode.PlanHasNoWaves, "The plan has no wave: add at least one with the servers to start.");
                return [];
            case { Count: > MostWaves }:
                errors.Add("waves", RecoveryErrorCode.InvalidField, $"The plan has {drafts.Count} waves; {MostWaves} are allowed.");
                return [];
        }

        var waves = new List<PlanWave>();
        for (var index = 0; index < drafts.Count; index++)
        {
            waves.Add(CheckWave(drafts[index], $"waves[{index}]", errors));
        }

        CheckNames(waves, errors);
        return WaveDependencies.Check(waves, errors);
    }

    private static PlanWave CheckWave(PlanWaveDraft? draft, string field, FieldErrors errors)
    {
        if (draft is null)
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} is empty: give waveName and protectionGroupIds.");
            return new PlanWave("", [], null, null, [], WaveFailurePolicy.Stop, null);
        }

        return new PlanWave(
            TextRules.Name(errors, $"{field}.waveName", draft.WaveName),
            CheckGroups(draft.ProtectionGroupIds, $"{field}.protectionGroupIds", errors),
            CheckSubset(draft.SourceServerIds, $"{field}.sourceServerIds", errors),
            draft.DependsOn is null ? null : [.. draft.DependsOn.Select(name => name?.Trim() ?? "")],
            CheckServerIds(draft.OptionalServerIds ?? [], $"{field}.optionalServerIds", errors),
            TextRules.Choice<WaveFailurePolicy>(errors, $"{field}.onFailure", draft.OnFailure) ?? WaveFailurePolicy.Stop,
            CheckDeadline(draft.DeadlineMinutes, $"{field}.deadlineMinutes", errors));
    }

    private static List<string> CheckGroups(IReadOnlyList<string?>? groupIds, string field, FieldErrors errors)
    {
        switch (groupIds)
        {
            case null:
                errors.Add(field, RecoveryErrorCode.MissingField, $"{field} is missing: name the protection groups whose servers this wave starts.");
                return [];
            case []:
                errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} is empty: name at least one protection group.");
                return [];
            case { Count: > MostGroupsOfAWave }:
                errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} has {groupIds.Count} groups; {MostGroupsOfAWave} are allowed.");
                return [];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < groupIds.Count; index++)
        {
            var at = $"{field}[{index}]";
            var id = TextRules.Required(errors, at, groupIds[index], TextRules.LongestLabel);
            if (!seen.Add(id))
            {
                errors.Add(at, RecoveryErrorCode.InvalidField, $"Protection group {TextRules.Shown(id)} is listed twice in one wave; list it once.");
            }
        }

        return [.. groupIds.Select(id => id?.Trim() ?? "")];
    }

    private static List<string>? CheckSubset(IReadOnlyList<string?>? sourceServerIds, string field, FieldErrors errors)
    {
        if (sourceServerIds is [])
        {
            errors.Add(
                field, RecoveryErrorCode.InvalidField, $"{field} is empty, so the wave would start no server: list some, or leave the field out to take all servers of the groups.");
        }

        return sourceServerIds is null ? null : CheckServerIds(sourceServerIds, field, errors);
    }

    private static List<string> CheckServerIds(IReadOnlyList<string?> sourceServerIds, string field, FieldErrors errors)
    {
        if (sourceServerIds.Count > MostServersOfAPlan)
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} has {sourceServerIds.Count} servers; {MostServersOfAPlan} are allowed.");
            return [];
        }

        DrsIdentifiers.CheckServerIds(errors, field, sourceServerIds);
        return [.. sourceServerIds.Select(id => id ?? "")];
    }

    private static int? CheckDeadline(int? minutes, string field, FieldErrors errors)
    {
        if (minutes is < 1 or > LongestDeadlineMinutes)
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} is {minutes}: give 1 to {LongestDeadlineMinutes} minutes (a week).");
        }

        return minutes;
    }

    private static void CheckNames(List<PlanWave> waves, FieldErrors errors)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < waves.Count; index++)
        {
            if (waves[index].WaveName.Length > 0 && !seen.TryAdd(waves[index].WaveName, index))
            {
                errors.Add(
                    $"waves[{index}].waveName",
                    RecoveryErrorCode.InvalidField,
                    $"Waves {seen[waves[index].WaveName]} and {index} (from 0) are both called '{waves[index].WaveName}': names of waves are unique in a plan.");
            }
        }
    }
}
