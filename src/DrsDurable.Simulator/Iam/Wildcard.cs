namespace DrsDurable.Simulator.Iam;

/// <summary>IAM's patterns: <c>*</c> stands for any characters, <c>?</c> for one.</summary>
internal static class Wildcard
{
    public static bool Matches(string pattern, string text, StringComparison comparison)
    {
        var ignoreCase = comparison is StringComparison.OrdinalIgnoreCase;
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[t], ignoreCase)))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>An ARN is matched part by part between its colons; parts that a pattern leaves out at its end match anything.</summary>
    public static bool MatchesArn(string pattern, string arn)
    {
        if (pattern == "*")
        {
            return true;
        }

        var (patterns, parts) = (pattern.Split(':', 6), arn.Split(':', 6));
        for (var index = 0; index < patterns.Length; index++)
        {
            if (index >= parts.Length || !Matches(patterns[index], parts[index], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return patterns.Length == parts.Length || pattern.EndsWith('*');
    }

    private static bool Same(char a, char b, bool ignoreCase) => a == b || (ignoreCase && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));
}
