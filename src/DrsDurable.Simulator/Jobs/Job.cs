using DrsDurable.Simulator.Ec2.Instances;
using DrsDurable.Simulator.Tagging;

namespace DrsDurable.Simulator.Jobs;

/// <summary>A DRS job. Status and launch statuses move only through the transitions drawn at its creation.</summary>
internal sealed class Job(JobRecord record, int position)
{
    private readonly List<JobLogItem> _log = [];

    public string JobID => record.JobID;

    /// <summary>LAUNCH or TERMINATE.</summary>
    public string Type => record.Type;

    public string InitiatedBy => record.InitiatedBy;

    public DateTimeOffset CreatedAt => record.CreatedAt;

    public bool IsDrill => record.IsDrill;

    public TagSet Tags { get; } = new(record.Tags);

    public IReadOnlyList<Transition> Timeline => record.Timeline;

    /// <summary>Order of creation within the cell.</summary>
    public int Position => position;

    public JobStatus Status { get; set; } = JobStatus.Pending;

    public DateTimeOffset? EndedAt { get; set; }

    public IReadOnlyList<Participant> Servers { get; } = [.. record.Servers.Select(server => new Participant(server))];

    public IReadOnlyList<JobLogItem> Log => _log;

    /// <summary>How many transitions have happened; the next one's index in the timeline.</summary>
    public int Cursor { get; set; }

    public bool IsActive => Status != JobStatus.Completed;

    public void Append(JobLogItem item) => _log.Add(item);
}

internal enum JobStatus
{
    Pending,
    Started,
    Completed,
}

/// <summary>A server's part in a job.</summary>
internal sealed class Participant(ParticipantRecord record)
{
    public string SourceServerID => record.SourceServerID;

    /// <summary>The instance a TERMINATE job ends or a LAUNCH job replaces; null when there is none.</summary>
    public string? ExistingInstanceID => record.ExistingInstanceID;

    public RecoveryInstanceIdMode IdMode => record.IdMode;

    public LaunchStatus LaunchStatus { get; set; } = LaunchStatus.Pending;

    public DateTimeOffset? SnapshotAt { get; set; }

    public string? LaunchedInstanceID { get; set; }

    /// <summary>What the instance is launched with, from LAUNCH_START on.</summary>
    public MachineSettings? Settings { get; set; }

    public DateTimeOffset? LaunchedAt { get; set; }
}

internal enum LaunchStatus
{
    Pending,
    InProgress,
    Launched,
    Failed,
    Terminated,
}

/// <summary>When <c>participatingServers[].recoveryInstanceID</c> is there after a launch.</summary>
internal enum RecoveryInstanceIdMode
{
    /// <summary>As recorded from the service.</summary>
    Never,

    /// <summary>From 60 seconds after the launch on.</summary>
    Late,

    /// <summary>For the first 60 seconds after the launch, then gone again.</summary>
    Transient,

    Always,
}

/// <param name="Event">A JobLogEvent, or LAUNCH_END, which the service sends although its model does not list it.</param>
internal sealed record JobLogItem(
    DateTimeOffset At,
    string Event,
    string? SourceServerID = null,
    string? ConversionServerID = null,
    string? TargetInstanceID = null,
    string? RawError = null,
    int? AttemptCount = null,
    int? MaxAttemptsCount = null);

/// <summary>A job as created, before anything happened to it: what the event log keeps of it.</summary>
internal sealed record JobRecord(
    string JobID,
    string Type,
    string InitiatedBy,
    bool IsDrill,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyList<ParticipantRecord> Servers,
    IReadOnlyList<Transition> Timeline);

internal sealed record ParticipantRecord(string SourceServerID, string? ExistingInstanceID, RecoveryInstanceIdMode IdMode);
