namespace DrsDurable.Simulator.Iam;

/// <summary>An IAM policy. See <see cref="PolicyReader"/> for what it may hold.</summary>
public sealed class PolicyDocument
{
    internal PolicyDocument(string name, IReadOnlyList<PolicyStatement> statements)
    {
        Name = name;
        Statements = statements;
    }

    /// <summary>Where it stands, for messages and for the matched statements of a simulation.</summary>
    public string Name { get; }

    internal IReadOnlyList<PolicyStatement> Statements { get; }
}

/// <param name="Sid">Null when the statement has none.</param>
/// <param name="Actions">Patterns; with <paramref name="ActionsExcluded"/> everything but these (NotAction).</param>
/// <param name="Principals">Of a trust policy: ARNs, account ids or <c>*</c>; null in an identity policy.</param>
internal sealed record PolicyStatement(
    string? Sid,
    bool Allows,
    IReadOnlyList<string> Actions,
    bool ActionsExcluded,
    IReadOnlyList<string> Resources,
    bool ResourcesExcluded,
    IReadOnlyList<string>? Principals,
    IReadOnlyList<PolicyCondition> Conditions)
{
    public bool Applies(AccessRequest request) => AppliesApartFromConditions(request) && Conditions.All(condition => condition.Holds(request));

    /// <summary>Principal, action and resource match; the conditions may not.</summary>
    public bool AppliesApartFromConditions(AccessRequest request) =>
        Actions.Any(pattern => Wildcard.Matches(pattern, request.Action, StringComparison.OrdinalIgnoreCase)) != ActionsExcluded
        && Resources.Any(pattern => Wildcard.MatchesArn(PolicyVariables.Replace(pattern, request), request.Resource)) != ResourcesExcluded
        && (Principals is null || Principals.Any(principal => Means(principal, request)));

    private static bool Means(string principal, AccessRequest request) =>
        principal == "*" || request.Principals.Contains(principal, StringComparer.Ordinal);
}
