using DrsDurable.Recovery.Errors;
using DrsDurable.Recovery.Validation;

namespace DrsDurable.Recovery.ProtectionGroups;

/// <summary>What a protection group may look like.</summary>
public static class ProtectionGroupRules
{
    /// <summary>DRS's quota of source servers per account and Region (L-E28BE5E0): no group can hold more.</summary>
    public const int MostServers = 4_000;

    /// <summary>The draft as a group; to be used only when it added nothing to <paramref name="errors"/>.</summary>
    public static ProtectionGroup Check(ProtectionGroupDraft draft, string groupId, DateTimeOffset now, FieldErrors errors)
    {
        errors.AddRange(draft.Unreadable);
        var name = TextRules.Name(errors, "groupName", draft.GroupName);
        var description = TextRules.Optional(errors, "description", draft.Description, TextRules.LongestDescription);
        DrsIdentifiers.CheckAccountId(errors, "accountId", draft.AccountId);
        DrsIdentifiers.CheckRegion(errors, "region", draft.Region);
        CheckServers(draft.SourceServerIds, errors);
        return new ProtectionGroup(
            groupId,
            name,
            description,
            draft.AccountId ?? "",
            draft.Region ?? "",
            [.. (draft.SourceServerIds ?? []).OfType<string>()],
            Version: 1,
            now,
            now);
    }

    private static void CheckServers(IReadOnlyList<string?>? sourceServerIds, FieldErrors errors)
    {
        const string field = "sourceServerIds";
        switch (sourceServerIds)
        {
            case null:
                errors.Add(field, RecoveryErrorCode.MissingField, "sourceServerIds is missing: list the source servers of the group.");
                break;
            case []:
                errors.Add(field, RecoveryErrorCode.InvalidField, "The group has no server: list at least one in sourceServerIds.");
                break;
            case { Count: > MostServers }:
                errors.Add(field, RecoveryErrorCode.InvalidField, $"The group has {sourceServerIds.Count} servers; {MostServers} are allowed.");
                break;
            default:
                DrsIdentifiers.CheckServerIds(errors, field, sourceServerIds);
                break;
        }
    }
}
