namespace DrsDurable.Simulator.Jobs;

/// <summary>A step of a job's life, with the time it happens. All of a job's transitions are drawn when the job is created.</summary>
/// <param name="Due">Simulated time, cut to microseconds.</param>
/// <param name="Server">Index in the job's servers; -1 for the job as a whole.</param>
/// <param name="Value">What the step brings: an instance id or the raw error.</param>
internal readonly record struct Transition(DateTimeOffset Due, TransitionKind Kind, int Server = -1, string? Value = null);

/// <summary>Kinds of transition. Names become part of the event log: rename none.</summary>
internal enum TransitionKind
{
    JobStart,
    CleanupStart,
    CleanupEnd,
    SnapshotStart,
    SnapshotEnd,
    SnapshotFail,
    PreviousSnapshotFailed,
    ConversionStart,
    ConversionEnd,
    ConversionFail,
    LaunchStart,
    LaunchEnd,
    LaunchFailed,
    InstanceRunning,
    JobCompleted,
    JobEnd,
    RecordRemoved,
}
