using DrsDurable.Simulator.Fleet;

namespace DrsDurable.Simulator.Iam;

/// <summary>Who calls: the user an account's key belongs to, or a session of a role.</summary>
/// <param name="Policies">Null: everything is allowed.</param>
/// <param name="RoleArn">Of a session: the role's own ARN.</param>
internal sealed record Principal(AccountDefinition Account, string Arn, string UserId, IReadOnlyList<PolicyDocument>? Policies, string? RoleArn = null)
{
    /// <summary>What an AssumeRole call narrowed the session down to; null when it did not.</summary>
    public PolicyDocument? SessionPolicy { get; init; }

    public string? SourceIdentity { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How a trust policy may name this caller.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            var root = $"arn:aws:iam::{Account.Id}:root";
            return RoleArn is null ? [Arn, root] : [Arn, RoleArn, root];
        }
    }

    public static Principal User(AccountDefinition account) => new(
        account, $"arn:aws:iam::{account.Id}:user/{account.AccessKeyId}", account.AccessKeyId, account.Policies);

    /// <summary>Decides a request of this principal; the keys that describe the principal are added here.</summary>
    public AccessDecision Decide(AccessRequest request)
    {
        var complete = Describe(request);
        if (Account.DeniedActions.Contains(request.Action, StringComparer.OrdinalIgnoreCase))
        {
            return new AccessDecision(AccessVerdict.ExplicitDeny, []);
        }

        var decision = PolicyEvaluator.Decide(Policies, complete);
        return decision.IsAllowed && SessionPolicy is { } session ? PolicyEvaluator.Decide([session], complete) : decision;
    }

    public AccessRequest Describe(AccessRequest request)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>(request.Keys, StringComparer.OrdinalIgnoreCase);
        keys.TryAdd("aws:PrincipalAccount", [Account.Id]);
        keys.TryAdd("aws:PrincipalArn", [RoleArn ?? Arn]);
        keys.TryAdd("aws:PrincipalType", [RoleArn is null ? "User" : "AssumedRole"]);
        keys.TryAdd("aws:userid", [UserId]);
        keys.TryAdd("aws:SecureTransport", ["true"]);
        keys.TryAdd("aws:ViaAWSService", ["false"]);
        keys.TryAdd("aws:ResourceAccount", [request.Resource.Split(':') is [_, _, _, _, { Length: > 0 } owner, ..] ? owner : Account.Id]);
        if (SourceIdentity is not null)
        {
            keys.TryAdd("aws:SourceIdentity", [SourceIdentity]);
        }

        foreach (var (key, value) in Tags)
        {
            keys.TryAdd($"aws:PrincipalTag/{key}", [value]);
        }

        return request with { Keys = keys };
    }
}
