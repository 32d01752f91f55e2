namespace DrsDurable.Simulator.Transcripts;

/// <summary>One line of the transcript: a request as it took effect or was refused, or one item of a job's log.</summary>
/// <param name="Seq">From 1; requests and transitions share the sequence.</param>
/// <param name="Kind"><c>request</c> or <c>transition</c>.</param>
public sealed record TranscriptEntry(long Seq, DateTimeOffset At, string Kind)
{
    public string? Account { get; init; }

    public string? Region { get; init; }

    public string? Operation { get; init; }

    /// <summary>HTTP status of the answer; null when none was sent.</summary>
    public int? Status { get; init; }

    /// <summary>Error code; <c>ConnectionDropped</c> with status 202 for an accepted request whose answer was dropped.</summary>
    public string? Error { get; init; }

    public string? JobID { get; init; }

    public bool? IsDrill { get; init; }

    public IReadOnlyList<string>? SourceServerIDs { get; init; }

    /// <summary>The request body as sent.</summary>
    public string? Request { get; init; }

    /// <summary>JobLogEvent of a transition.</summary>
    public string? Event { get; init; }

    public string? SourceServerID { get; init; }

    public string? RawError { get; init; }
}
