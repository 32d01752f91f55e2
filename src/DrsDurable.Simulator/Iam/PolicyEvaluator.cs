namespace DrsDurable.Simulator.Iam;

/// <summary>What policies say about a request, in the words of iam:SimulatePrincipalPolicy.</summary>
internal enum AccessVerdict
{
    /// <summary>No statement allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement denies it, whatever others allow.</summary>
    ExplicitDeny,

    Allowed,
}

/// <param name="Statements">Those that decided: the denying ones, or else the allowing ones.</param>
internal sealed record AccessDecision(AccessVerdict Verdict, IReadOnlyList<(PolicyDocument Policy, PolicyStatement Statement)> Statements)
{
    public static AccessDecision Everything { get; } = new(AccessVerdict.Allowed, []);

    public bool IsAllowed => Verdict == AccessVerdict.Allowed;
}

/// <summary>
/// The one place where policies are decided: whether a call is AccessDenied, whether a launch fails late with UnauthorizedOperation, and what
/// iam:SimulatePrincipalPolicy answers.
/// </summary>
internal static class PolicyEvaluator
{
    /// <param name="policies">Null: there are none to keep, everything is allowed.</param>
    public static AccessDecision Decide(IReadOnlyList<PolicyDocument>? policies, AccessRequest request)
    {
        if (policies is null)
        {
            return AccessDecision.Everything;
        }

        var applying = policies.SelectMany(policy => policy.Statements.Where(statement => statement.Applies(request)).Select(statement => (policy, statement))).ToList();
        var denying = applying.FindAll(found => !found.statement.Allows);
        return denying.Count > 0 ? new AccessDecision(AccessVerdict.ExplicitDeny, denying)
            : applying.Count > 0 ? new AccessDecision(AccessVerdict.Allowed, applying)
            : new AccessDecision(AccessVerdict.ImplicitDeny, []);
    }
}
