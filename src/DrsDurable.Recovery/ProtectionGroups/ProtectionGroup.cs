namespace DrsDurable.Recovery.ProtectionGroups;

/// <summary>Source servers of one account and Region that are recovered together.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="SourceServerIds">Distinct DRS ids, <c>s-</c> and 17 characters.</param>
/// <param name="Version">1 at creation, plus 1 at every change; an update carries the version it was based on.</param>
public sealed record ProtectionGroup(
    string GroupId,
    string GroupName,
    string? Description,
    string AccountId,
    string Region,
    IReadOnlyList<string> SourceServerIds,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
