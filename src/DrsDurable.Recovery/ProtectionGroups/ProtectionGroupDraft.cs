using DrsDurable.Recovery.Errors;

namespace DrsDurable.Recovery.ProtectionGroups;

/// <summary>A group as somebody wants it to be; nothing of it is checked yet. In an update <see langword="null"/> leaves a field as it is.</summary>
/// <param name="Version">Only updates have one: the version they are based on.</param>
public sealed record ProtectionGroupDraft(
    string? GroupName,
    string? Description,
    string? AccountId,
    string? Region,
    IReadOnlyList<string?>? SourceServerIds,
    int? Version = null)
{
    /// <summary>Fields that could not even be read.</summary>
    public IReadOnlyList<FieldError> Unreadable { get; init; } = [];

    /// <summary>This draft with what it leaves out taken from the stored group.</summary>
    public ProtectionGroupDraft Over(ProtectionGroup group) => this with
    {
        GroupName = GroupName ?? group.GroupName,
        Description = Description ?? group.Description,
        AccountId = AccountId ?? group.AccountId,
        Region = Region ?? group.Region,
        SourceServerIds = SourceServerIds ?? group.SourceServerIds,
    };
}
