namespace DrsDurable.Simulator.Transcripts;

/// <summary>Everything that happened, in one sequence.</summary>
internal sealed class Transcript
{
    private readonly List<TranscriptEntry> _entries = [];

    public long NextSeq => _entries.Count + 1;

    public void Add(TranscriptEntry entry) => _entries.Add(entry);

    /// <summary>Entries with a sequence number above <paramref name="after"/>.</summary>
    public IReadOnlyList<TranscriptEntry> After(long after, int limit)
    {
        var start = (int)Math.Clamp(after, 0, _entries.Count);
        return _entries.GetRange(start, Math.Min(limit, _entries.Count - start));
    }

    public void Reset() => _entries.Clear();
}
