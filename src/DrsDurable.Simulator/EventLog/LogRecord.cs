using DrsDurable.Simulator.Clock;
using DrsDurable.Simulator.Faults;
using DrsDurable.Simulator.Jobs;
using DrsDurable.Simulator.State;
using DrsDurable.Simulator.Transcripts;

namespace DrsDurable.Simulator.EventLog;

/// <summary>One record of the event log. Transitions are not logged: they follow from the jobs and from time.</summary>
/// <param name="Kind">Which member carries the record.</param>
/// <param name="At">Simulated time.</param>
internal sealed record LogRecord(LogRecordKind Kind, DateTimeOffset At)
{
    public LogOpening? Opening { get; init; }

    public LoggedClock? Clock { get; init; }

    public TranscriptEntry? Request { get; init; }

    public JobRecord? Job { get; init; }

    /// <summary>What the request changed besides its job.</summary>
    public IReadOnlyList<StateChange>? Changes { get; init; }

    /// <summary>Ids of the faults that took effect.</summary>
    public IReadOnlyList<string>? UsedFaults { get; init; }

    public Fault? Fault { get; init; }

    public string? FaultId { get; init; }
}

internal enum LogRecordKind
{
    Opened,
    ClockChanged,
    Request,
    FaultAdded,
    FaultUsed,
    FaultReleased,
    FaultRemoved,
}

/// <summary>What a log belongs to. <paramref name="Epoch"/> is the simulated time at its beginning.</summary>
internal sealed record LogOpening(int Format, long Seed, DateTimeOffset Epoch)
{
    public const int CurrentFormat = 1;
}

/// <summary>The simulator's own clock after a change, and the configuration it was started with.</summary>
internal sealed record LoggedClock(ClockState State, double ConfiguredTimeScale, bool ConfiguredStep);
