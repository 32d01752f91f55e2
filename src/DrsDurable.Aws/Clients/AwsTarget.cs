namespace DrsDurable.Aws;

/// <summary>Where to work, and as whom.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="Region">For example us-east-1.</param>
/// <param name="RoleArn">Role to assume in that account; null works with the process's own credentials.</param>
public sealed record AwsTarget(string AccountId, string Region, string? RoleArn = null)
{
    public const string DefaultSessionName = "DrsDurable";

    /// <summary>2 to 1224 characters; null sends none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Shows in CloudTrail: the execution's id where there is one. 2 to 64 characters of <c>\w+=,.@-</c>.</summary>
    public string SessionName { get; init; } = DefaultSessionName;

    /// <summary>Stays with every session begun from this one; the role's trust policy must allow sts:SetSourceIdentity. Null sends none.</summary>
    public string? SourceIdentity { get; init; }
}
