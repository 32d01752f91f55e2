using System.Globalization;

namespace DrsDurable.Simulator.Iam;

/// <summary>How the values of a key are taken together.</summary>
internal enum ConditionQuantifier
{
    /// <summary>No set operator: the key has one value, or any of several counts.</summary>
    None,
    ForAnyValue,
    ForAllValues,
}

/// <summary>One operator and key of a Condition block, with the values it lists.</summary>
/// <param name="Comparison">The operator without set operator and IfExists, such as StringEquals.</param>
internal sealed record PolicyCondition(ConditionQuantifier Quantifier, ConditionComparison Comparison, bool IfExists, string Key, IReadOnlyList<string> Values)
{
    public bool Holds(AccessRequest request)
    {
        var actual = request.Values(Key);
        if (Comparison.IsNull)
        {
            return Values.Any(value => bool.TryParse(value, out var absent) && absent == (actual is null or []));
        }

        if (actual is null or [])
        {
            return IfExists || Quantifier == ConditionQuantifier.ForAllValues || (Quantifier == ConditionQuantifier.None && Comparison.Negated);
        }

        return Quantifier == ConditionQuantifier.ForAllValues
            ? actual.All(value => Matches(value, request))
            : Comparison.Negated && Quantifier == ConditionQuantifier.None
                ? actual.All(value => Matches(value, request))
                : actual.Any(value => Matches(value, request));
    }

    /// <summary>A listed value must match, or with a negated operator none may.</summary>
    private bool Matches(string actual, AccessRequest request) =>
        Values.Any(listed => Comparison.Matches(PolicyVariables.Replace(listed, request), actual)) != Comparison.Negated;
}

/// <summary>A condition operator that compares one listed value with one actual value.</summary>
/// <param name="Matches">Listed value, actual value.</param>
internal sealed record ConditionComparison(string Name, bool Negated, Func<string, string, bool> Matches)
{
    private static readonly Dictionary<string, ConditionComparison> _all = new ConditionComparison[]
    {
        new("StringEquals", false, Same),
        new("StringNotEquals", true, Same),
        new("StringEqualsIgnoreCase", false, (listed, actual) => string.Equals(listed, actual, StringComparison.OrdinalIgnoreCase)),
        new("StringNotEqualsIgnoreCase", true, (listed, actual) => string.Equals(listed, actual, StringComparison.OrdinalIgnoreCase)),
        new("StringLike", false, (listed, actual) => Wildcard.Matches(listed, actual, StringComparison.Ordinal)),
        new("StringNotLike", true, (listed, actual) => Wildcard.Matches(listed, actual, StringComparison.Ordinal)),
        new("ArnEquals", false, Wildcard.MatchesArn),
        new("ArnLike", false, Wildcard.MatchesArn),
        new("ArnNotEquals", true, Wildcard.MatchesArn),
        new("ArnNotLike", true, Wildcard.MatchesArn),
        new("Bool", false, (listed, actual) => string.Equals(listed, actual, StringComparison.OrdinalIgnoreCase)),
        new("Null", false, Same),
        new("NumericEquals", false, Numbers(order => order == 0)),
        new("NumericNotEquals", true, Numbers(order => order == 0)),
        new("NumericLessThan", false, Numbers(order => order < 0)),
        new("NumericLessThanEquals", false, Numbers(order => order <= 0)),
        new("NumericGreaterThan", false, Numbers(order => order > 0)),
        new("NumericGreaterThanEquals", false, Numbers(order => order >= 0)),
        new("DateEquals", false, Dates(order => order == 0)),
        new("DateNotEquals", true, Dates(order => order == 0)),
        new("DateLessThan", false, Dates(order => order < 0)),
        new("DateLessThanEquals", false, Dates(order => order <= 0)),
        new("DateGreaterThan", false, Dates(order => order > 0)),
        new("DateGreaterThanEquals", false, Dates(order => order >= 0)),
    }.ToDictionary(comparison => comparison.Name, StringComparer.OrdinalIgnoreCase);

    public bool IsNull => Name == "Null";

    public static IEnumerable<string> Names => _all.Keys;

    public static ConditionComparison? Find(string name) => _all.GetValueOrDefault(name);

    private static bool Same(string listed, string actual) => string.Equals(listed, actual, StringComparison.Ordinal);

    private static Func<string, string, bool> Numbers(Func<int, bool> holds) => (listed, actual) =>
        decimal.TryParse(listed, NumberStyles.Number, CultureInfo.InvariantCulture, out var limit)
        && decimal.TryParse(actual, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
        && holds(number.CompareTo(limit));

    private static Func<string, string, bool> Dates(Func<int, bool> holds) => (listed, actual) =>
        DateTimeOffset.TryParse(listed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var limit)
        && DateTimeOffset.TryParse(actual, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && holds(time.CompareTo(limit));
}
