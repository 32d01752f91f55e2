namespace DrsDurable.Simulator.Sts;

/// <summary>A session that AssumeRole began, with its credentials.</summary>
/// <param name="Account">Account of the role.</param>
internal sealed record RoleSession(
    string AccessKeyId,
    string SecretAccessKey,
    string SessionToken,
    string Account,
    string RoleName,
    string SessionName,
    DateTimeOffset ExpiresAt)
{
    public string? SourceIdentity { get; init; }

    /// <summary>Session policy as the request gave it; null when it gave none.</summary>
    public string? Policy { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
