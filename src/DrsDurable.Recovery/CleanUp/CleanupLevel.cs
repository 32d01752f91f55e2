using System.Text.Json.Serialization;
using DrsDurable.Recovery.Executions;
using DrsDurable.Recovery.Jobs;

namespace DrsDurable.Recovery.CleanUp;

[JsonConverter(typeof(UpperSnakeCaseEnum<CleanupStatus>))]
public enum CleanupStatus
{
    /// <summary>Not asked for.</summary>
    None,
    Pending,
    Running,
    Done,

    /// <summary>Something may still be there; each with its reason.</summary>
    Leftovers,
}

/// <summary>Custom status and output of <see cref="InstanceCleanup"/>.</summary>
public sealed record CleanupLevel(CleanupStatus Status, IReadOnlyList<DrillInstance> Terminated, IReadOnlyList<Leftover> Leftovers);

/// <summary>A recovery instance one of the execution's own jobs launched.</summary>
/// <param name="State">As EC2 has it: RUNNING, TERMINATED …; <see langword="null"/> when its record is gone.</param>
public sealed record DrillInstance(string RecoveryInstanceId, string SourceServerId, string JobId, string? State)
{
    [JsonIgnore]
    public bool IsGone => State is null or "TERMINATED" or "NOT_FOUND";
}

/// <param name="RecoveryInstanceId"><see langword="null"/> when only the server is known; the reason names it.</param>
public sealed record Leftover(string? RecoveryInstanceId, string Reason);

/// <summary>Input of <see cref="InstanceCleanup"/>.</summary>
/// <param name="State">Set when the orchestration continues as new.</param>
public sealed record CleanupRun(string ExecutionId, RecoveryTiming Timing, IReadOnlyList<Launched> Launches, CleanupState? State = null);

public sealed record CleanupState(DateTimeOffset Deadline, int Rounds, IReadOnlyList<CleanupCell> Cells);

/// <summary>One account and Region to be cleaned, and what is known of it.</summary>
/// <param name="JobIds">The execution's own launch jobs.</param>
/// <param name="Undecided">Launches that may have a job we do not know.</param>
/// <param name="TerminateJobIds">Jobs that our calls started.</param>
/// <param name="Instances">Every instance of our jobs that was ever seen, as last seen.</param>
/// <param name="NotDrills">Instances of our jobs that DRS does not call drills: never touched.</param>
/// <param name="Missing">Launched servers whose instance DRS has not shown yet, and since when.</param>
/// <param name="Refusals">Definite refusals in a row.</param>
public sealed record CleanupCell(
    string AccountId,
    string Region,
    IReadOnlyList<string> SourceServerIds,
    IReadOnlyList<string> JobIds,
    IReadOnlyList<Launched> Undecided,
    IReadOnlyList<string> TerminateJobIds,
    IReadOnlyList<DrillInstance> Instances,
    IReadOnlyList<DrillInstance> NotDrills,
    IReadOnlyList<string> Missing,
    DateTimeOffset? MissingSince,
    IReadOnlyList<string> LiveJobIds,
    string? Trouble,
    int Refusals,
    bool IsDone)
{
    public bool Knows(DrillInstance instance) => Instances.Any(known => string.Equals(known.RecoveryInstanceId, instance.RecoveryInstanceId, StringComparison.Ordinal));
}
