using System.Text.Json.Nodes;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.LaunchTemplates;

/// <summary>An EC2 launch template. Versions are never changed, only added.</summary>
internal sealed class LaunchTemplate
{
    private readonly List<LaunchTemplateVersion> _versions = [];

    /// <param name="age">How long before the simulation began it was made.</param>
    public LaunchTemplate(string id, string name, int position, TimeSpan age, string createdBy, IEnumerable<KeyValuePair<string, string>> tags, JsonObject data)
    {
        Id = id;
        Name = name;
        Position = position;
        Age = age;
        CreatedBy = createdBy;
        Tags = new TagSet(tags);
        Add(null, createdBy, null, data, makeDefault: true);
    }

    public string Id { get; }

    public string Name { get; }

    /// <summary>Order within the account and Region.</summary>
    public int Position { get; }

    public TimeSpan Age { get; }

    /// <summary>ARN of the principal.</summary>
    public string CreatedBy { get; }

    public TagSet Tags { get; }

    /// <summary>Oldest first; the version with number n stands at n - 1.</summary>
    public IReadOnlyList<LaunchTemplateVersion> Versions => _versions;

    public long DefaultVersion { get; private set; }

    /// <summary>The version that launches use.</summary>
    public LaunchTemplateVersion Default => _versions[(int)DefaultVersion - 1];

    public LaunchTemplateVersion Latest => _versions[^1];

    public LaunchTemplateVersion Add(DateTimeOffset? at, string by, string? description, JsonObject data, bool makeDefault)
    {
        var version = new LaunchTemplateVersion(_versions.Count + 1, at, by, description, data);
        _versions.Add(version);
        if (makeDefault)
        {
            DefaultVersion = version.Number;
        }

        return version;
    }

    public void MakeDefault(long number) => DefaultVersion = number;
}

/// <param name="CreatedAt">Null: as old as the template.</param>
/// <param name="Data">The launch template data with the member names that EC2 answers with.</param>
internal sealed record LaunchTemplateVersion(long Number, DateTimeOffset? CreatedAt, string CreatedBy, string? Description, JsonObject Data);
