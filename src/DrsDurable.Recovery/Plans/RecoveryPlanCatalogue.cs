using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.ProtectionGroups;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.Plans;

/// <summary>The recovery plans an operator keeps.</summary>
/// <param name="clock">Domain time.</param>
public sealed class RecoveryPlanCatalogue(IRecoveryStore store, TimeProvider clock)
{
    /// <exception cref="RecoveryException">Whatever is wrong with the draft, PG_NOT_FOUND or RP_NAME_EXISTS.</exception>
    public async Task<RecoveryPlan> CreateAsync(RecoveryPlanDraft draft, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var plan = RecoveryPlanRules.Check(draft, Guid.CreateVersion7(clock.GetUtcNow()).ToString(), clock.GetUtcNow(), errors);
        await CheckServersAsync(plan, errors, cancellationToken).ConfigureAwait(false);
        errors.ThrowIfAny();
        return await store.CreatePlanAsync(plan, cancellationToken).ConfigureAwait(false) switch
        {
            { Outcome: StoreOutcome.Done } => plan,
            var refused => throw Refusal(refused, plan),
        };
    }

    /// <exception cref="RecoveryException">RECOVERY_PLAN_NOT_FOUND.</exception>
    public async Task<RecoveryPlan> GetAsync(string planId, CancellationToken cancellationToken) =>
        await store.GetPlanAsync(planId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(planId);

    public Task<StorePage<RecoveryPlan>> ListAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        store.ListPlansAsync(limit, nextToken, cancellationToken);

    /// <exception cref="RecoveryException">
    /// RECOVERY_PLAN_NOT_FOUND, VERSION_CONFLICT, PLAN_HAS_ACTIVE_EXECUTION, RP_NAME_EXISTS, or whatever is wrong with the draft.
    /// </exception>
    public async Task<RecoveryPlan> UpdateAsync(string planId, RecoveryPlanDraft draft, CancellationToken cancellationToken)
    {
        var current = await GetAsync(planId, cancellationToken).ConfigureAwait(false);
        var errors = new FieldErrors();
        var checkedPlan = RecoveryPlanRules.Check(draft.Over(current), planId, clock.GetUtcNow(), errors);
        VersionRules.Require(errors, draft.Version);
        await CheckServersAsync(checkedPlan, errors, cancellationToken).ConfigureAwait(false);
        errors.ThrowIfAny();

        var plan = checkedPlan with { Version = draft.Version!.Value + 1, CreatedAt = current.CreatedAt };
        VersionRules.Match(draft.Version.Value, current.Version);
        return await store.UpdatePlanAsync(plan, cancellationToken).ConfigureAwait(false) switch
        {
            { Outcome: StoreOutcome.Done } => plan,
            var refused => throw Refusal(refused, plan),
        };
    }

    /// <exception cref="RecoveryException">RECOVERY_PLAN_NOT_FOUND, PLAN_HAS_ACTIVE_EXECUTION or PLAN_IN_USE.</exception>
    public async Task DeleteAsync(string planId, CancellationToken cancellationToken)
    {
        switch (await store.DeletePlanAsync(planId, cancellationToken).ConfigureAwait(false))
        {
            case { Outcome: StoreOutcome.Done }:
                return;
            case { Outcome: StoreOutcome.Executing, Holder: var execution }:
                throw HasActiveExecution(execution);
            case { Outcome: StoreOutcome.InUse, Holder: var schedule }:
                throw new RecoveryException(
                    RecoveryErrorCode.PlanInUse, $"Schedule {schedule} starts this plan: delete the schedule, or give it another plan, first.", "planId");
            default:
                throw NotFound(planId);
        }
    }

    internal static RecoveryException NotFound(string planId) => new(
        RecoveryErrorCode.RecoveryPlanNotFound, $"There is no recovery plan '{TextRules.Shown(planId)}': GET /recovery-plans lists them.", "planId");

    /// <summary>The groups of these waves that exist, by id.</summary>
    internal static async Task<IReadOnlyDictionary<string, ProtectionGroup>> LoadGroupsAsync(
        IRecoveryStore store, RecoveryPlan plan, CancellationToken cancellationToken)
    {
        var groups = new Dictionary<string, ProtectionGroup>(StringComparer.Ordinal);
        foreach (var groupId in plan.GroupIds)
        {
            if (await store.GetGroupAsync(groupId, cancellationToken).ConfigureAwait(false) is { } group)
            {
                groups[groupId] = group;
            }
        }

        return groups;
    }

    private async Task CheckServersAsync(RecoveryPlan plan, FieldErrors errors, CancellationToken cancellationToken)
    {
        var groups = await LoadGroupsAsync(store, plan, cancellationToken).ConfigureAwait(false);
        PlanServers.Resolve(plan.Waves, groups, errors);
    }

    private static RecoveryException HasActiveExecution(string? execution) => new(
        RecoveryErrorCode.PlanHasActiveExecution, $"Execution {execution} runs this plan: wait for its end, or cancel it, before you change or delete the plan.",
        "planId");

    private static RecoveryException Refusal(StoreWrite refused, RecoveryPlan plan) => refused.Outcome switch
    {
        StoreOutcome.NameExists => new RecoveryException(
            RecoveryErrorCode.RpNameExists,
            $"Recovery plan {refused.Holder} is called '{plan.PlanName}' (upper and lower case count as one): choose another name.",
            "planName"),
        StoreOutcome.VersionConflict => VersionRules.Conflict(plan.Version - 1, refused.CurrentVersion),
        StoreOutcome.Executing => HasActiveExecution(refused.Holder),
        StoreOutcome.ReferenceMissing => new RecoveryException(
            RecoveryErrorCode.PgNotFound, ProtectionGroupCatalogue.NotFound(refused.Holder!).Message, FieldOfGroup(plan, refused.Holder!)),
        _ => NotFound(plan.PlanId),
    };

    private static string FieldOfGroup(RecoveryPlan plan, string groupId)
    {
        for (var wave = 0; wave < plan.Waves.Count; wave++)
        {
            for (var index = 0; index < plan.Waves[wave].ProtectionGroupIds.Count; index++)
            {
                if (string.Equals(plan.Waves[wave].ProtectionGroupIds[index], groupId, StringComparison.Ordinal))
                {
                    return $"waves[{wave}].protectionGroupIds[{index}]";
                }
            }
        }

        return "waves";
    }
}
