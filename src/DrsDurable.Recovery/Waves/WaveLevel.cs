using DrsDurable.Recovery.Executions;

namespace DrsDurable.Recovery.Waves;

/// <summary>Custom status of <see cref="Wave"/>: its own level of the execution's view.</summary>
public sealed record WaveLevel(
    int Number,
    WaveStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset Deadline,
    DateTimeOffset? UpAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<JobTally> Jobs);

/// <param name="JobId">Set once DRS has the job.</param>
/// <param name="Sequence">Of the news the counts come from.</param>
public sealed record JobTally(int Number, string? JobId, bool IsEnded, int Sequence, ServerTally Tally);
