using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Storage;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.ProtectionGroups;

/// <summary>
/// The protection groups an operator keeps. A change reaches plans at their next execution; an execution that runs has its own snapshot.
/// </summary>
/// <param name="clock">Domain time.</param>
public sealed class ProtectionGroupCatalogue(IRecoveryStore store, TimeProvider clock)
{
    /// <exception cref="RecoveryException">Whatever is wrong with the draft, or PG_NAME_EXISTS.</exception>
    public async Task<ProtectionGroup> CreateAsync(ProtectionGroupDraft draft, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var group = ProtectionGroupRules.Check(draft, Guid.CreateVersion7(clock.GetUtcNow()).ToString(), clock.GetUtcNow(), errors);
        errors.ThrowIfAny();
        return await store.CreateGroupAsync(group, cancellationToken).ConfigureAwait(false) switch
        {
            { Outcome: StoreOutcome.Done } => group,
            var refused => throw Refusal(refused, group),
        };
    }

    /// <exception cref="RecoveryException">PG_NOT_FOUND.</exception>
    public async Task<ProtectionGroup> GetAsync(string groupId, CancellationToken cancellationToken) =>
        await store.GetGroupAsync(groupId, cancellationToken).ConfigureAwait(false) ?? throw NotFound(groupId);

    public Task<StorePage<ProtectionGroup>> ListAsync(int limit, string? nextToken, CancellationToken cancellationToken) =>
        store.ListGroupsAsync(limit, nextToken, cancellationToken);

    /// <exception cref="RecoveryException">PG_NOT_FOUND, VERSION_CONFLICT, PG_NAME_EXISTS, or whatever is wrong with the draft.</exception>
    public async Task<ProtectionGroup> UpdateAsync(string groupId, ProtectionGroupDraft draft, CancellationToken cancellationToken)
    {
        var current = await GetAsync(groupId, cancellationToken).ConfigureAwait(false);
        var errors = new FieldErrors();
        var checkedGroup = ProtectionGroupRules.Check(draft.Over(current), groupId, clock.GetUtcNow(), errors);
        VersionRules.Require(errors, draft.Version);
        CheckUnchanged(errors, "accountId", current.AccountId, checkedGroup.AccountId);
        CheckUnchanged(errors, "region", current.Region, checkedGroup.Region);
        errors.ThrowIfAny();

        var group = checkedGroup with { Version = draft.Version!.Value + 1, CreatedAt = current.CreatedAt };
        VersionRules.Match(draft.Version.Value, current.Version);
        return await store.UpdateGroupAsync(group, cancellationToken).ConfigureAwait(false) switch
        {
            { Outcome: StoreOutcome.Done } => group,
            var refused => throw Refusal(refused, group),
        };
    }

    /// <exception cref="RecoveryException">PG_NOT_FOUND or PG_IN_USE.</exception>
    public async Task DeleteAsync(string groupId, CancellationToken cancellationToken)
    {
        var deletion = await store.DeleteGroupAsync(groupId, cancellationToken).ConfigureAwait(false);
        if (deletion.Outcome == StoreOutcome.InUse)
        {
            var plan = await store.GetPlanAsync(deletion.Holder!, cancellationToken).ConfigureAwait(false);
            throw new RecoveryException(
                RecoveryErrorCode.PgInUse,
                $"Recovery plan '{plan?.PlanName ?? deletion.Holder}' ({deletion.Holder}) uses this group: take it out of the plan's waves, or delete the plan, first.",
                "groupId");
        }

        if (deletion.Outcome != StoreOutcome.Done)
        {
            throw NotFound(groupId);
        }
    }

    internal static RecoveryException NotFound(string groupId) => new(
        RecoveryErrorCode.PgNotFound, $"There is no protection group '{TextRules.Shown(groupId)}': GET /protection-groups lists them.", "groupId");

    private static void CheckUnchanged(FieldErrors errors, string field, string current, string wanted)
    {
        if (!string.Equals(current, wanted, StringComparison.Ordinal))
        {
            errors.Add(field, RecoveryErrorCode.InvalidField, $"{field} of a group cannot change (it is {current}): make another group for other servers.");
        }
    }

    private static RecoveryException Refusal(StoreWrite refused, ProtectionGroup group) => refused.Outcome switch
    {
        StoreOutcome.NameExists => new RecoveryException(
            RecoveryErrorCode.PgNameExists,
            $"Protection group {refused.Holder} is called '{group.GroupName}' (upper and lower case count as one): choose another name.",
            "groupName"),
        StoreOutcome.VersionConflict => VersionRules.Conflict(group.Version - 1, refused.CurrentVersion),
        _ => NotFound(group.GroupId),
    };
}
