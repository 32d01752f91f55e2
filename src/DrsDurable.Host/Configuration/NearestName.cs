namespace DrsDurable.Host.Configuration;

/// <summary>Finds what somebody probably meant to type.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest typing mistakes, or <see langword="null"/> when none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(candidates);
        var (nearest, distance) = candidates
            .Select(candidate => (Name: candidate, Distance: Distance(typed.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .MinBy(candidate => candidate.Distance);
        return nearest is not null && distance <= Math.Max(2, nearest.Length / 2) ? nearest : null;
    }

    /// <summary>Levenshtein distance: how many letters must be added, removed or changed.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
