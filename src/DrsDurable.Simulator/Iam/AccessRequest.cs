namespace DrsDurable.Simulator.Iam;

/// <summary>What is to be decided: an action on a resource, with the values of condition keys. Key names are matched without regard to case.</summary>
/// <param name="Action">Such as <c>ec2:DeleteVolume</c>.</param>
/// <param name="Resource">An ARN, or <c>*</c> for actions that know none.</param>
internal sealed record AccessRequest(string Action, string Resource)
{
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>ARNs by which the Principal of a trust policy may mean the caller; empty for identity policies.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    public IReadOnlyList<string>? Values(string key) => Keys.GetValueOrDefault(key);

    public AccessRequest With(string key, params IReadOnlyList<string> values) =>
        this with { Keys = new Dictionary<string, IReadOnlyList<string>>(Keys, StringComparer.OrdinalIgnoreCase) { [key] = values } };

    /// <summary>Tags of the resource, under the global key and the one that EC2 had before it.</summary>
    public AccessRequest WithResourceTags(IEnumerable<KeyValuePair<string, string>> tags)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>(Keys, StringComparer.OrdinalIgnoreCase);
        var service = Action[..Action.IndexOf(':', StringComparison.Ordinal)];
        foreach (var (key, value) in tags)
        {
            keys[$"aws:ResourceTag/{key}"] = [value];
            if (service == "ec2")
            {
                keys[$"ec2:ResourceTag/{key}"] = [value];
            }
        }

        return this with { Keys = keys };
    }

    /// <summary>Tags that the request itself sets.</summary>
    public AccessRequest WithRequestTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count == 0)
        {
            return this;
        }

        var keys = new Dictionary<string, IReadOnlyList<string>>(Keys, StringComparer.OrdinalIgnoreCase) { ["aws:TagKeys"] = [.. tags.Keys] };
        foreach (var (key, value) in tags)
        {
            keys[$"aws:RequestTag/{key}"] = [value];
        }

        return this with { Keys = keys };
    }
}
