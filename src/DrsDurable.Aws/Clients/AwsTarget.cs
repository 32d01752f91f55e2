namespace DrsDurable.Aws;

/// <summary>Where to work, and as whom.</summary>
/// <param name="AccountId">12 digits.</param>
/// <param name="Region">For example us-east-1.</param>
/// <param name="RoleArn">Role to assume in that account; null works with the process's own credentials.</param>
public sealed record AwsTarget(string AccountId, string Region, string? RoleArn = null);
