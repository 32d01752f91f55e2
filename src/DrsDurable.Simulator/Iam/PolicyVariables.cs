using System.Text.RegularExpressions;

namespace DrsDurable.Simulator.Iam;

/// <summary><c>${aws:PrincipalAccount}</c> and the like in resources and condition values.</summary>
internal static partial class PolicyVariables
{
    /// <summary>A variable without a value stays as it is and so matches nothing.</summary>
    public static string Replace(string text, AccessRequest request) => !text.Contains("${", StringComparison.Ordinal) ? text : Variable().Replace(text, match =>
        match.Groups[1].Value is "*" or "?" or "$" ? match.Groups[1].Value
        : request.Values(match.Groups[1].Value) is [var value] ? value
        : match.Value);

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
