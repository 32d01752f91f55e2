using DrsDurable.Simulator.Fleet;

namespace DrsDurable.Simulator.Iam;

/// <summary>
/// Reads policies from the fleet file or from a request: JSON, or the same written as YAML. What the evaluator does not know is an error at its line, so that no
/// policy is ever taken for less than it says.
/// </summary>
internal static class PolicyReader
{
    /// <exception cref="FleetException">Not a policy.</exception>
    public static PolicyDocument Parse(string name, string json) => Read(YamlCursor.Parse(name, json), name, trust: false);

    /// <param name="trust">A trust policy: it has principals and no resources.</param>
    public static PolicyDocument Read(YamlCursor node, string name, bool trust)
    {
        if (node.IsText)
        {
            return Read(node.ParseText(), name, trust);
        }

        var map = node.AsMap("Version", "Id", "Statement");
        if (map.Optional("Version") is { } version && version.Text() is not ("2012-10-17" or "2008-10-17"))
        {
            throw version.Error("the policy version is 2012-10-17.");
        }

        var statements = map.Required("Statement");
        return new PolicyDocument(name, [.. (statements.IsList ? statements.Items() : [statements]).Select(statement => ReadStatement(statement, trust))]);
    }

    private static PolicyStatement ReadStatement(YamlCursor node, bool trust)
    {
        var map = node.AsMap(trust ? ["Sid", "Effect", "Principal", "Action", "NotAction", "Condition"] : ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]);
        var effect = map.Required("Effect");
        var (actions, actionsExcluded) = OneOf(node, map, "Action", "NotAction");
        var (resources, resourcesExcluded) = trust ? (["*"], false) : OneOf(node, map, "Resource", "NotResource");
        return new PolicyStatement(
            map.Optional("Sid")?.Text(),
            effect.Text() switch { "Allow" => true, "Deny" => false, _ => throw effect.Error("Allow or Deny is expected.") },
            actions,
            actionsExcluded,
            resources,
            resourcesExcluded,
            trust ? ReadPrincipals(map.Required("Principal")) : null,
            [.. map.Optional("Condition")?.Entries().SelectMany(ReadConditions) ?? []]);
    }

    private static (IReadOnlyList<string> Values, bool Excluded) OneOf(YamlCursor node, YamlMap map, string name, string excluding) => (map.Optional(name), map.Optional(excluding)) switch
    {
        ({ } values, null) => (Texts(values), false),
        (null, { } values) => (Texts(values), true),
        _ => throw node.Error($"either {name} or {excluding} is needed."),
    };

    private static IReadOnlyList<string> ReadPrincipals(YamlCursor node)
    {
        if (node.IsText)
        {
            return node.Text() == "*" ? ["*"] : throw node.Error("a principal is \"*\" or a map such as { AWS: arn:… }.");
        }

        return [.. node.Entries().SelectMany(entry => entry.Name switch
        {
            "AWS" => Texts(entry.Value).Select(Principal),
            "Service" or "Federated" => Texts(entry.Value),
            _ => throw entry.Value.Error("known principals: AWS, Service, Federated."),
        })];
    }

    /// <summary>An account id stands for the account, as its root does.</summary>
    private static string Principal(string value) => value.Length == 12 && value.All(char.IsAsciiDigit) ? $"arn:aws:iam::{value}:root" : value;

    private static IEnumerable<PolicyCondition> ReadConditions((YamlCursor Value, string Name) entry)
    {
        var (quantifier, name) = entry.Name.Split(':', 2) switch
        {
            ["ForAnyValue", var rest] => (ConditionQuantifier.ForAnyValue, rest),
            ["ForAllValues", var rest] => (ConditionQuantifier.ForAllValues, rest),
            _ => (ConditionQuantifier.None, entry.Name),
        };
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal);
        var comparison = ConditionComparison.Find(ifExists ? name[..^"IfExists".Length] : name);
        if (comparison is null || (ifExists && comparison.IsNull))
        {
            throw entry.Value.Error($"condition operator {entry.Name} is not known; known: {string.Join(", ", ConditionComparison.Names)}, with IfExists, ForAnyValue: and ForAllValues:.");
        }

        return entry.Value.Entries().Select(key => new PolicyCondition(quantifier, comparison, ifExists, key.Name, Texts(key.Value)));
    }

    private static IReadOnlyList<string> Texts(YamlCursor node) => node.IsList ? [.. node.Items().Select(item => item.Text())] : [node.Text()];
}
