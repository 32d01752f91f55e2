namespace DrsDurable.Simulator.Tagging;

/// <summary>Tags of one resource, in order of their keys.</summary>
internal sealed class TagSet(IEnumerable<KeyValuePair<string, string>> tags) : IEnumerable<KeyValuePair<string, string>>
{
    /// <summary>Tags a resource can have.</summary>
    public const int Maximum = 50;

    private SortedDictionary<string, string> _tags = Sorted(tags);

    public IReadOnlyDictionary<string, string> All => _tags;

    public void Change(IReadOnlyDictionary<string, string> set, IReadOnlyList<string> removed)
    {
        // A new map each time: earlier readers keep what they have read.
        var changed = Sorted(_tags);
        foreach (var key in removed)
        {
            changed.Remove(key);
        }

        foreach (var (key, value) in set)
        {
            changed[key] = value;
        }

        _tags = changed;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _tags.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    private static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> tags)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            sorted[key] = value;
        }

        return sorted;
    }
}
