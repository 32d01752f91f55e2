namespace DrsDurable.Simulator.Iam;

/// <summary>A role of the fleet file.</summary>
/// <param name="Path">Begins and ends with a slash; <c>/</c> by default.</param>
/// <param name="MaxSessionSeconds">3600 to 43200; 3600 by default.</param>
/// <param name="Policies">Null: a session of the role may do everything.</param>
public sealed record RoleDefinition(string Name, string Path, int MaxSessionSeconds, PolicyDocument TrustPolicy, IReadOnlyList<PolicyDocument>? Policies)
{
    public string Arn(string account) => $"arn:aws:iam::{account}:role{Path}{Name}";
}
